"""One turn, weighed by the model: how the customer feels, and how likely it is a complaint."""

from math import exp
from typing import NamedTuple

from agents.hearing import clauses
from agents.hearing.learned import Feelings, Learned


class Mood(NamedTuple):
    """`complaint` is a logit: it becomes a probability beside the other turns."""

    feelings: Feelings
    complaint: float

    @property
    def polarity(self) -> float:
        return self.feelings.positive - self.feelings.negative


def sorest(learned: Learned, text: str, folded: str) -> tuple[int, int]:
    """The clause that tells most of a complaint: the evidence where no phrase of ours is."""

    def sore(begin: int, end: int) -> float:
        return learned.of(learned.lexicon.see_folded(text[begin:end], folded[begin:end])).complaint

    return clauses.sorest(folded, sore)


def probability(logit: float) -> float:
    return 1 / (1 + exp(-logit)) if logit > -700 else 0.0
