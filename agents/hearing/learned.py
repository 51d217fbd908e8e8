"""What was learned from labelled texts: weights of grams, added up to a feeling and a complaint.

A linear model of each language. With the distinct grams g of a text, n of them, and their weights w_k(g):

    score_k = bias_k + (n + 1)^(-1/2) * sum over g of w_k(g)        k: negative, positive, complaint

    p(negative), p(neutral), p(positive) = softmax(score_negative, 0, score_positive)

The three weights of a gram are packed into one integer, 16 bits apart, so that one sum adds all three, in machine
words; each is stored with an offset that keeps it above 0 and is taken off again at the end. A word unknown to the
table is judged by its letters, as in training.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain, repeat
from math import exp, sqrt
from typing import Final, NamedTuple

from agents.hearing.grams import Gram, Seen, letters, plain, seen

FIELDS: Final = 3  # negative, positive, complaint
WIDTH: Final = 16  # bits of one field
AT_ONCE: Final = 256  # so many grams of the largest weight fit in a field
OFFSET: Final = 128  # a weight is a signed byte; this makes it positive
ZERO: Final = OFFSET | OFFSET << WIDTH | OFFSET << 2 * WIDTH
_MASK: Final = (1 << WIDTH) - 1
_MOST_REMEMBERED: Final = 100_000


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
class Weights:
    """One language's table, as it is stored: packed weights by gram. `scale` turns a sum into logits."""

    scale: tuple[float, float, float]
    bias: tuple[float, float, float]
    words: Mapping[str, int]
    beside: Mapping[Gram, int]
    letters: Mapping[str, int]


class _Plain(dict[str, str]):
    """Tokens to plain tokens, remembered."""

    def __missing__(self, token: str) -> str:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        found = self[token] = plain(token)
        return found


class _Words(dict[str, int]):
    """Packed weights of words; one that is not in the table is put together from its letters, and remembered."""

    __slots__ = ("_known", "_letters")

    def __init__(self, known: Mapping[str, int], parts: Mapping[str, int]) -> None:
        super().__init__(known)
        self._known = known
        self._letters = parts

    def __missing__(self, word: str) -> int:
        if len(self) > len(self._known) + _MOST_REMEMBERED:
            self.clear()
            self.update(self._known)
        runs = letters(word)
        sums = unpack(sum(map(self._letters.get, runs, repeat(ZERO))), len(runs))
        found = self[word] = pack(sums)
        return found


@dataclass(slots=True)
class Learned:
    """The model of both languages. Two threads may ask at once: what is remembered depends on nothing but the word."""

    en: Weights
    zh: Weights
    version: str  # what sentiment names as its method
    _plain: _Plain = field(init=False, repr=False)
    _words: _Words = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._plain = _Plain()
        self._words = _Words(self.en.words, self.en.letters)

    def see(self, text: str, folded: str) -> Seen:
        """A redacted turn and the same folded, cut into what all models look at."""
        return seen(text, folded, self._plain.__getitem__)

    def of(self, found: Seen) -> Scores:
        """By the model of the language; where both are mixed, by both, each with its share of the words.

        A text is weighed as a whole: cut into sentences that are weighed apart it was heard less well, in both
        languages and at every length.
        """
        if found.share == 1:
            return self._english(found.words, found.beside)
        chinese = self._chinese(found.chinese)
        if found.share == 0:
            return chinese
        return Scores(*blended(found.share, self._english(found.words, found.beside), chinese))

    def _english(self, words: AbstractSet[str], beside: AbstractSet[Gram]) -> Scores:
        known = chain(map(self._words.__getitem__, words), map(self.en.beside.get, beside, repeat(ZERO)))
        return _scores(self.en, known, len(words) + len(beside))

    def _chinese(self, grams: AbstractSet[str]) -> Scores:
        return _scores(self.zh, map(self.zh.words.get, grams, repeat(ZERO)), len(grams))


def blended(share: float, english: Iterable[float], chinese: Iterable[float]) -> Iterator[float]:
    """The logits of a mixed text: those of its English with their share, the rest by its Chinese."""
    return (share * en + (1 - share) * zh for en, zh in zip(english, chinese, strict=True))


def _scores(weights: Weights, known: Iterable[int], grams: int) -> Scores:
    """Of the packed weights of so many grams."""
    negative, positive, complaint = unpack(sum(known), grams) if grams <= AT_ONCE else _summed(list(known))
    length = 1 / sqrt(grams + 1)
    scale, bias = weights.scale, weights.bias
    return Scores(
        bias[0] + negative * scale[0] * length,
        bias[1] + positive * scale[1] * length,
        bias[2] + complaint * scale[2] * length,
    )


def _summed(known: Sequence[int]) -> tuple[int, int, int]:
    parts = [known[at : at + AT_ONCE] for at in range(0, len(known), AT_ONCE)]
    negative, positive, complaint = zip(*(unpack(sum(part), len(part)) for part in parts), strict=True)
    return sum(negative), sum(positive), sum(complaint)


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
