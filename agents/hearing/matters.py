"""What a turn is about, beyond the phrases of the taxonomy: a linear model of each language, one logit a topic.

With the distinct grams g of a text, n of them, and their weights w_t(g):

    logit_t = bias_t + (n + 1)^(-1/2) * sum over g of w_t(g)        t: every topic but `other`

The weights of a gram are packed into one integer as in `learned`, a field a topic, so that one sum adds all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from struct import pack, unpack
from typing import Final

from agents.hearing import clauses
from agents.hearing.grams import Gram, Seen, letters, plain, seen
from agents.hearing.learned import OFFSET, blended

WIDTH: Final = 32  # bits of one field: one of struct's, which takes a sum apart in one call
_BYTES: Final = WIDTH // 8
_MOST_REMEMBERED: Final = 20_000

Logits = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One language: packed weights by gram. `scale` and `bias` have a number a topic; `scale` turns a sum into logits."""

    scale: Logits
    bias: Logits
    grams: Mapping[Gram, int]
    letters: Mapping[str, int]


@dataclass(slots=True)
class Matters:
    """The model of both languages; `topics` are its fields in order. What is remembered depends on nothing but the word."""

    topics: tuple[str, ...]
    en: Table
    zh: Table
    version: str
    _plain: Callable[[str], str] = field(init=False, repr=False)
    _unknown: Callable[[str], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._plain = lru_cache(maxsize=_MOST_REMEMBERED)(plain)
        self._unknown = lru_cache(maxsize=_MOST_REMEMBERED)(self._judged)

    def of(self, text: str, folded: str) -> Logits:
        """Logits of a redacted turn, and the same folded."""
        return self.told(seen(text, folded, self._plain))

    def told(self, found: Seen) -> Logits:
        """Logits of what was seen of a turn; of mixed text, both models' with their shares of the words."""
        if found.share == 1:
            return self._english(found)
        chinese = self._logits(
            self.zh, list(filter(None, map(self.zh.grams.get, found.chinese))), len(found.chinese)
        )
        if found.share == 0:
            return chinese
        return tuple(blended(found.share, self._english(found), chinese))

    def _english(self, found: Seen) -> Logits:
        known = [self.en.grams.get(word) or self._unknown(word) for word in found.words]
        known += filter(None, map(self.en.grams.get, found.beside))
        return self._logits(self.en, known, len(found.words) + len(found.beside))

    def sorest(self, topic: str, text: str, folded: str) -> tuple[int, int]:
        """The clause that tells most of the topic."""
        place = self.topics.index(topic)
        return clauses.sorest(folded, lambda begin, end: self.of(text[begin:end], folded[begin:end])[place])

    def _judged(self, word: str) -> int:
        """Of a word that is not in the table: by its letters, as in training."""
        known = list(filter(None, map(self.en.letters.get, letters(word))))
        return packed(unpacked(sum(known), len(known), len(self.topics)))

    def _logits(self, table: Table, known: Sequence[int], grams: int) -> Logits:
        length = 1 / sqrt(grams + 1)
        sums = unpacked(sum(known), len(known), len(self.topics))
        # A list first: half the time of a generator, for each of the fields of each turn.
        return tuple(
            [
                bias + one * scale * length
                for bias, one, scale in zip(table.bias, sums, table.scale, strict=True)
            ]
        )


def packed(weights: Sequence[int]) -> int:
    """Signed bytes as one integer; what does not fit is cut off."""
    # Two calls of `min` and `max` for each field took longer than all else that an unknown word costs.
    fields = [one + OFFSET if -128 <= one <= 127 else 0 if one < 0 else 255 for one in weights]
    return int.from_bytes(pack(f"<{len(fields)}I", *fields), "little")


def unpacked(total: int, grams: int, fields: int) -> list[int]:
    """The sums over so many grams, a field each."""
    offset = OFFSET * grams
    return [one - offset for one in unpack(f"<{fields}I", total.to_bytes(fields * _BYTES, "little"))]
