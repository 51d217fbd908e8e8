"""Polarity of a turn and of an interaction, from what was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from agents.hearing.reading import Felt, Reading, Sentence
from schemas.interactions import Feeling

SCALE: Final = 10_000
METHOD: Final = "earshot/1"
REFERENCE: Final = "textblob/1"


@dataclass(frozen=True, slots=True)
class Weights:
    """The few numbers of the formula. Tuned on labelled customer turns of both languages; see `benchmarks/`."""

    spread: float = 6.0
    fault: float = -1.6
    more_faults: float = -0.5
    cue: float = -0.9
    irony: float = -3.0
    thanks: float = 1.5
    resolved: float = 1.5
    hardship: float = -0.8
    reference: float = 0.35  # share of TextBlob's polarity that is added for English
    glad: float = 0.3  # one faint word of liking is civility
    sad: float = 0.14


WEIGHTS: Final = Weights()
EVEN: Final = Weights(glad=0.0, sad=0.0)


def label_of(polarity: float, weights: Weights) -> Feeling:
    if polarity > weights.glad:
        return Feeling.POSITIVE
    return Feeling.NEGATIVE if polarity < -weights.sad else Feeling.NEUTRAL


def leans(reading: Reading) -> bool:
    """Whether a turn says how somebody feels: a second opinion on a bare statement or a question is chance."""
    felt = False
    for sentence in reading.sentences:
        if sentence.asks:
            return False
        felt = felt or bool(sentence.felt or sentence.faults or sentence.cues or sentence.ironies)
    return felt


def scaled(polarity: float) -> int:
    """Integer 1/10,000ths, within bounds."""
    return max(-SCALE, min(SCALE, round(polarity * SCALE)))


def weigh(reading: Reading, weights: Weights = WEIGHTS) -> float:
    """Polarity of one turn in [-1, 1].

    A sentence with evidence x (weights of its feelings, faults, cues and irony, halved before a "but") has
    s = x / sqrt(x^2 + spread). The turn is the mean of its sentences weighted by |s|, so a friendly last
    sentence does not hide a page of complaint; beside irony nothing is kind:  sum(s |s|) / sum(|s|).
    """
    troubled = any(sentence.faults for sentence in reading.sentences)
    asking = any(sentence.asks for sentence in reading.sentences)
    mocked = any(sentence.ironies for sentence in reading.sentences)
    scores = [
        0.0 if mocked and score > 0 else score
        for score in (_score(sentence, troubled or asking, weights) for sentence in reading.sentences)
    ]
    return weighted_mean(scores)


def weighted_mean(scores: Sequence[float]) -> float:
    """The mean weighted by strength; 0 where there is none."""
    total = sum(map(abs, scores))
    return sum(score * abs(score) for score in scores) / total if total else 0.0


def _score(sentence: Sentence, sober: bool, weights: Weights) -> float:
    evidence = _feelings(sentence, weights) + _tags(sentence, sober, weights)
    return evidence / sqrt(evidence * evidence + weights.spread)


def _feelings(sentence: Sentence, weights: Weights) -> float:
    turn = sentence.contrasts[0].begin if sentence.contrasts else sentence.begin
    ironic = bool(sentence.ironies) or _mocks(sentence)
    total = weights.irony if ironic else 0.0
    for felt in sentence.felt:
        weight = felt.weight
        if ironic and weight > 0:
            continue
        if sentence.asks and abs(weight) < 2.5:
            weight *= 0.25
        total += weight * (0.5 if felt.begin < turn else 1.0)
    return total


def _mocks(sentence: Sentence) -> bool:
    """A cheer at the very beginning, then a fault and no "but": "Great, cancelled again"."""
    if not sentence.faults or sentence.contrasts or not sentence.felt:
        return False
    first: Felt = sentence.felt[0]
    return first.weight >= 1.9 and first.begin - sentence.begin <= 4 and first.end < sentence.faults[0].begin


def _tags(sentence: Sentence, sober: bool, weights: Weights) -> float:
    total = 0.0
    if sentence.faults:
        total += weights.fault + weights.more_faults * min(len(sentence.faults) - 1, 3)
    ids = {hit.rule.id for hit in sentence.cues}
    if any(hit.rule.cue is not None and hit.rule.cue.fault for hit in sentence.cues):
        total += weights.cue
    if "thanks" in ids and not sentence.ironies and not sober:
        total += weights.thanks
    if "resolved" in ids and not sentence.faults:
        total += weights.resolved
    if "vulnerability" in ids:
        total += weights.hardship
    return total
