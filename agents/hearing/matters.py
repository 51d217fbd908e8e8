"""What a turn is about, beyond the phrases of the taxonomy: a linear model of each language, one logit a topic.

With the distinct grams g of a text, n of them, and their weights w_t(g):

    logit_t = bias_t + (n + 1)^(-1/2) * sum over g of w_t(g)        t: every topic but `other`

The weights of an English gram are packed into one integer as in `learned`, a field a topic, so that one sum adds all of
them; those of a Chinese one are a row of an array.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from math import sqrt
from struct import pack, unpack
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.hearing import clauses
from agents.hearing.grams import letters
from agents.hearing.learned import OFFSET, blended
from agents.hearing.lexicon import Cut, Lexicon
from agents.hearing.runs import Runs

WIDTH: Final = 16  # bits of one field: one of struct's, which takes a sum apart in one call
AT_ONCE: Final = 256  # so many grams of the largest weight fit in a field
_BYTES: Final = WIDTH // 8
_MOST_REMEMBERED: Final = 20_000
_UNKNOWN: Final = -1

Logits = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class English:
    """Packed weights, of words and of what stands beside them by number, of letters by what they are.

    `scale` and `bias` have a number a topic; `scale` turns a sum into logits.
    """

    scale: Logits
    bias: Logits
    words: Mapping[int, int]
    beside: Mapping[int, int]
    letters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chinese:
    """Weights, a row a gram: first the runs, then what `others` gives the row of. `scale` and `bias` as in `English`."""

    scale: Logits
    bias: Logits
    runs: Runs
    rows: NDArray[np.int8]
    others: Mapping[str, int]


class _Words(dict[int, int]):
    """Packed weights of words by number; one that is not in the table is judged, and remembered."""

    __slots__ = ("_judged", "_names")

    def __init__(self, known: Mapping[int, int], names: Sequence[str], judged: Callable[[str], int]) -> None:
        super().__init__(known)
        self._names = names
        self._judged = judged

    def __missing__(self, number: int) -> int:
        found = self[number] = self._judged(self._names[number])
        return found


@dataclass(slots=True)
class Matters:
    """The model of both languages; `topics` are its fields in order. What is remembered depends on nothing but the word."""

    topics: tuple[str, ...]
    en: English
    zh: Chinese
    version: str
    lexicon: Lexicon
    _words: Mapping[int, int] = field(init=False, repr=False)
    _strange: Callable[[str], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._words = _Words(self.en.words, self.lexicon.names, self._judged)
        self._strange = lru_cache(maxsize=_MOST_REMEMBERED)(self._judged)

    def of(self, text: str, folded: str) -> Logits:
        """Logits of a redacted turn or a part of it, and the same folded."""
        return self.told(self.lexicon.see_folded(text, folded))

    def told(self, found: Cut) -> Logits:
        """Logits of what was seen of a turn; of mixed text, both models' with their shares of the words."""
        if found.share == 1:
            return self._english(found)
        chinese = self._chinese(found)
        if found.share == 0:
            return chinese
        return tuple(blended(found.share, self._english(found), chinese))

    def _english(self, found: Cut) -> Logits:
        known = list(map(self._words.__getitem__, found.words))
        if found.strange:
            known += map(self._strange, found.strange)
        known += filter(None, map(self.en.beside.get, found.beside))
        grams = len(found.words) + len(found.strange) + len(found.beside)
        return _logits(self.en, summed(known, len(self.topics)), grams)

    def _chinese(self, found: Cut) -> Logits:
        table = self.zh
        at = table.runs.rows(found.runs)
        others = [row for row in map(table.others.get, found.others, repeat(_UNKNOWN)) if row >= 0]
        if others:
            at = np.append(at, others)
        sums = np.add.reduce(table.rows.take(at, axis=0), axis=0, dtype=np.int64).tolist()
        return _logits(table, sums, len(found.runs) + len(found.others))

    def sorest(self, topic: str, text: str, folded: str) -> tuple[int, int]:
        """The clause that tells most of the topic."""
        place = self.topics.index(topic)
        return clauses.sorest(folded, lambda begin, end: self.of(text[begin:end], folded[begin:end])[place])

    def _judged(self, word: str) -> int:
        """Of a word that is not in the table: by its letters, as in training."""
        known = list(filter(None, map(self.en.letters.get, letters(word))))
        return packed(summed(known, len(self.topics)))


def _logits(table: English | Chinese, sums: Sequence[int], grams: int) -> Logits:
    length = 1 / sqrt(grams + 1)
    # A list first: half the time of a generator, for each of the fields of each turn.
    return tuple(
        [bias + one * scale * length for bias, one, scale in zip(table.bias, sums, table.scale, strict=True)]
    )


def packed(weights: Sequence[int]) -> int:
    """Signed bytes as one integer; what does not fit is cut off."""
    # Two calls of `min` and `max` for each field took longer than all else that an unknown word costs.
    fields = [one + OFFSET if -128 <= one <= 127 else 0 if one < 0 else 255 for one in weights]
    return int.from_bytes(pack(f"<{len(fields)}H", *fields), "little")


def summed(known: Sequence[int], fields: int) -> list[int]:
    """The sums of packed weights, a field each, however many they are."""
    if len(known) <= AT_ONCE:
        return _unpacked(sum(known), len(known), fields)
    parts = [known[at : at + AT_ONCE] for at in range(0, len(known), AT_ONCE)]
    return list(map(sum, zip(*(_unpacked(sum(part), len(part), fields) for part in parts), strict=True)))


def _unpacked(total: int, grams: int, fields: int) -> list[int]:
    offset = OFFSET * grams
    return [one - offset for one in unpack(f"<{fields}H", total.to_bytes(fields * _BYTES, "little"))]
