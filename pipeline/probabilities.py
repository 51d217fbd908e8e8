"""The three probabilities behind a sentiment."""

from typing import NamedTuple

from schemas.interactions import Feeling


class Probabilities(NamedTuple):
    """They sum to 1, and `positive - negative` is the polarity."""

    negative: float
    neutral: float
    positive: float


def probabilities_of(label: Feeling, polarity: float, confidence: float | None) -> Probabilities | None:
    """The polarity and the probability of the label fix all three; None where the scorer gave no probability."""
    if confidence is None:
        return None
    if label is Feeling.NEUTRAL:
        return Probabilities((1 - confidence - polarity) / 2, confidence, (1 - confidence + polarity) / 2)
    if label is Feeling.NEGATIVE:
        return Probabilities(confidence, 1 - 2 * confidence - polarity, confidence + polarity)
    return Probabilities(confidence - polarity, 1 - 2 * confidence + polarity, confidence)
