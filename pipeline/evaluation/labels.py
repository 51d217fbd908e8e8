"""What our topics tell of labels that are not ours: 10 reasons of airline complaints, 77 intents of a bank.

No table says which of our topics is which of theirs, so the rows themselves do: the labels of one half of them are told
from our topics with what the other half shows, by naive Bayes over the presence of each topic, one added to every
count (A. McCallum and K. Nigam, A comparison of event models for naive Bayes text classification, 1998).
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import log

Labelled = tuple[str, frozenset[str]]
"""The label in the truth, and our topics."""


def told(rows: Sequence[Labelled]) -> list[str]:
    """The label that is likeliest for the topics of each row: even places by the odd ones, and odd by the even.

    Of equals the first by name; of a single row nothing is known and nothing ("") is told.
    """
    likeliest = [cache(_Habits(rows[start::2]).likeliest) for start in (0, 1)]
    return [likeliest[1 - place % 2](topics) for place, (_, topics) in enumerate(rows)]


class _Habits:
    """Which topics go with which labels."""

    def __init__(self, rows: Sequence[Labelled]) -> None:
        self._labels = Counter(label for label, _ in rows)
        self._pairs = Counter((label, topic) for label, topics in rows for topic in topics)
        self._topics = sorted({topic for _, topics in rows for topic in topics})

    def likeliest(self, topics: frozenset[str]) -> str:
        return max(sorted(self._labels), key=lambda label: self._weight(label, topics), default="")

    def _weight(self, label: str, topics: frozenset[str]) -> float:
        n = self._labels[label]
        shares = [(topic, (self._pairs[label, topic] + 1) / (n + 2)) for topic in self._topics]
        return log(n) + sum(log(share if topic in topics else 1 - share) for topic, share in shares)
