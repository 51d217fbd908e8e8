"""Sentiment of an interaction, from that of its turns."""

from collections.abc import Sequence
from typing import Final

from agents.hearing.learned import Feelings
from schemas.interactions import Feeling, Sentiment

SCALE: Final = 10_000
REFERENCE: Final = "textblob/1"
_LEAST: Final = 0.04
_LABELS: Final = (Feeling.NEGATIVE, Feeling.NEUTRAL, Feeling.POSITIVE)


def overall(turns: Sequence[Feelings]) -> Feelings:
    """The mean of the turns, each weighted by the square of 1 - p(neutral): an address or a "yes" dilutes nothing."""
    if len(turns) == 1:
        return turns[0]
    weights = [(1 - turn.neutral) ** 2 + _LEAST for turn in turns]
    total = sum(weights)
    negative = sum(weight * turn.negative for weight, turn in zip(weights, turns, strict=True)) / total
    positive = sum(weight * turn.positive for weight, turn in zip(weights, turns, strict=True)) / total
    return Feelings(negative, 1 - negative - positive, positive)


def sentiment(found: Feelings, method: str) -> Sentiment:
    """The likeliest label, the difference of the two feelings, and how likely the label is."""
    best = max(found)
    return Sentiment(
        label=_LABELS[found.index(best)],
        polarity=scaled(found.positive - found.negative),
        confidence=scaled(best),
        method=method,
    )


def reference(polarities: Sequence[float]) -> Sentiment:
    """By TextBlob's polarity alone: the mean weighted by strength, its sign the label. It knows no confidence."""
    polarity = weighted_mean(polarities)
    label = Feeling.POSITIVE if polarity > 0 else Feeling.NEGATIVE if polarity < 0 else Feeling.NEUTRAL
    return Sentiment(label=label, polarity=scaled(polarity), method=REFERENCE)


def weighted_mean(scores: Sequence[float]) -> float:
    """The mean weighted by strength; 0 where there is none."""
    total = sum(map(abs, scores))
    return sum(score * abs(score) for score in scores) / total if total else 0.0


def scaled(share: float) -> int:
    """Integer 1/10,000ths, within bounds."""
    return max(-SCALE, min(SCALE, round(share * SCALE)))
