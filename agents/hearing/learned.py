"""What was learned from labelled texts: weights of grams, added up to a feeling and a complaint.

A linear model of each language. With the distinct grams g of a text, n of them, and their weights w_k(g):

    score_k = bias_k + (n + 1)^(-1/2) * sum over g of w_k(g)        k: negative, positive, complaint

    p(negative), p(neutral), p(positive) = softmax(score_negative, 0, score_positive)

The three weights of a gram are packed into one integer, 16 bits apart, so that one sum adds all three, in machine
words; each is stored with an offset that keeps it above 0 and is taken off again at the end. A word unknown to the
table is judged by its letters, as in training.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from math import exp, sqrt
from typing import Final, NamedTuple

import numpy as np

from agents.hearing.grams import letters
from agents.hearing.lexicon import Cut, Lexicon
from agents.hearing.runs import Numbers, Runs, run_of

FIELDS: Final = 3  # negative, positive, complaint
WIDTH: Final = 16  # bits of one field
AT_ONCE: Final = 256  # so many grams of the largest weight fit in a field
OFFSET: Final = 128  # a weight is a signed byte; this makes it positive
ZERO: Final = OFFSET | OFFSET << WIDTH | OFFSET << 2 * WIDTH
_MASK: Final = (1 << WIDTH) - 1
_MOST_REMEMBERED: Final = 100_000

Three = tuple[float, float, float]


class Scores(NamedTuple):
    """Logits: of negative and of positive against neutral, and of complaint against none."""

    negative: float
    positive: float
    complaint: float


class Feelings(NamedTuple):
    """Probabilities; they add up to 1."""

    negative: float
    neutral: float
    positive: float


@dataclass(frozen=True, slots=True)
class English:
    """Packed weights, of words and of what stands beside them by number, of letters by what they are.

    `scale` turns a sum into logits.
    """

    scale: Three
    bias: Three
    words: Mapping[int, int]
    beside: Mapping[int, int]
    letters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chinese:
    """Packed weights, `values` of the runs by row and `others` of whole tokens. `scale` turns a sum into logits."""

    scale: Three
    bias: Three
    runs: Runs
    values: Numbers
    others: Mapping[str, int]


class _Strange(dict[str, int]):
    """Packed weights of words that are not in the table, put together from their letters, and remembered."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[str, int]) -> None:
        super().__init__()
        self._parts = parts

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        runs = letters(word)
        found = self[word] = pack(_summed(list(map(self._parts.get, runs, repeat(ZERO)))))
        return found


@dataclass(slots=True)
class Learned:
    """The model of both languages. Two threads may ask at once: what is remembered depends on nothing but the word."""

    en: English
    zh: Chinese
    version: str  # what sentiment names as its method
    lexicon: Lexicon
    _words: list[int] = field(init=False, repr=False)  # packed weights by number
    _strange: _Strange = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._strange = _Strange(self.en.letters)
        self._words = []

    def knows(self, token: str) -> bool:
        """Whether it was learned whole."""
        if self.lexicon.number(token) in self.en.words or token in self.zh.others:
            return True
        run = run_of(token)
        return run is not None and self.zh.runs.has(run)

    def words_among(self, tokens: Iterable[str]) -> int:
        """How many of them it learned as English words."""
        return sum(map(self.en.words.__contains__, map(self.lexicon.number, tokens)))

    def felt(self, text: str, fold: Callable[[str], str]) -> Feelings:
        """How a text feels that was not seen before; `fold` as in `Lexicon.see`."""
        return feelings(self.of(self.lexicon.see(text, fold)))

    def of(self, found: Cut) -> Scores:
        """By the model of the language; where both are mixed, by both, each with its share of the words.

        A text is weighed as a whole: cut into sentences that are weighed apart it was heard less well, in both
        languages and at every length.
        """
        if found.share == 1:
            return self._english(found)
        chinese = self._chinese(found)
        if found.share == 0:
            return chinese
        return Scores(*blended(found.share, self._english(found), chinese))

    def _english(self, found: Cut) -> Scores:
        words, strange = found.words, found.strange
        grams = len(words) + len(strange) + len(found.beside)
        known: Iterator[int] = map(self._by_number().__getitem__, words)
        beside = map(self.en.beside.get, found.beside, repeat(ZERO))
        if strange:
            known = chain(known, map(self._strange.__getitem__, strange))
        if grams > AT_ONCE:
            return _scores(self.en, _summed([*known, *beside]), grams)
        return _scores(self.en, unpack(sum(known) + sum(beside), grams), grams)

    def _by_number(self) -> Sequence[int]:
        """The weights of all words of the lexicon; those that only other models know are strange here."""
        words, names = self._words, self.lexicon.names
        if len(words) != len(names):
            known = map(self.en.words.get, range(len(names)))
            words = self._words = [
                self._strange[name] if one is None else one for one, name in zip(known, names, strict=True)
            ]
        return words

    def _chinese(self, found: Cut) -> Scores:
        table = self.zh
        at = table.runs.rows(found.runs)
        grams = len(found.runs) + len(found.others)
        others = [table.others[token] for token in found.others if token in table.others]
        if len(at) > AT_ONCE:
            return _scores(table, _summed([*table.values.take(at).tolist(), *others]), grams)
        runs = unpack(int(np.add.reduce(table.values.take(at))), len(at))
        return _scores(table, runs if not others else _added(runs, _summed(others)), grams)


def blended(share: float, english: Iterable[float], chinese: Iterable[float]) -> Iterator[float]:
    """The logits of a mixed text: those of its English with their share, the rest by its Chinese."""
    return (share * en + (1 - share) * zh for en, zh in zip(english, chinese, strict=True))


def _scores(table: English | Chinese, sums: tuple[int, int, int], grams: int) -> Scores:
    """Of the sums over the weights of so many grams."""
    negative, positive, complaint = sums
    length = 1 / sqrt(grams + 1)
    scale, bias = table.scale, table.bias
    return Scores(
        bias[0] + negative * scale[0] * length,
        bias[1] + positive * scale[1] * length,
        bias[2] + complaint * scale[2] * length,
    )


def _summed(known: Sequence[int]) -> tuple[int, int, int]:
    """The three sums, however many they are."""
    found = (0, 0, 0)
    for at in range(0, len(known), AT_ONCE):
        part = known[at : at + AT_ONCE]
        found = _added(found, unpack(sum(part), len(part)))
    return found


def _added(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def feelings(scores: Scores) -> Feelings:
    top = max(scores.negative, 0.0, scores.positive)
    negative, neutral, positive = exp(scores.negative - top), exp(-top), exp(scores.positive - top)
    total = negative + neutral + positive
    return Feelings(negative / total, neutral / total, positive / total)


def pack(weights: Sequence[int]) -> int:
    """Three signed bytes as one integer; what does not fit is cut off."""
    return sum(
        (max(-128, min(127, weight)) + OFFSET) << WIDTH * place for place, weight in enumerate(weights)
    )


def unpack(total: int, grams: int) -> tuple[int, int, int]:
    """The three sums over so many grams."""
    offset = OFFSET * grams
    return (total & _MASK) - offset, (total >> WIDTH & _MASK) - offset, (total >> 2 * WIDTH) - offset
