"""A text cut once for all models, its English in numbers: every word that some model knows has one.

`grams` says what a text is cut into; here the same is done faster. What stands between two blanks is looked up whole
(`chunks`), a pair of words is one small number instead of two strings, and Chinese is an array (`runs`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, islice, repeat
from operator import add, mul
from typing import Final, NamedTuple

from agents.hearing.chunks import SHOUT, Chunks
from agents.hearing.grams import (
    AT,
    CAPS,
    NEGATED,
    NEGATION_REACH,
    NEGATORS,
    TURNS,
    URL,
    Gram,
    Seen,
    is_han,
    is_latin,
    plain,
    share_of,
    signs,
    tokens,
)
from agents.hearing.runs import NONE, Numbers, ascending, run_of, runs_of

_STRETCHES: Final = re.compile(r"([\u3400-\u9fff]+)")
_APART: Final = 1_000_000_007  # more than the words of any text, and still one digit of Python's numbers
_NO_STRANGERS: Final[Sequence[str]] = ()
_NO_NUMBERS: Final[AbstractSet[int]] = frozenset()
_NO_TOKENS: Final[AbstractSet[str]] = frozenset()


class Cut(NamedTuple):
    """The distinct grams of one text: `Seen` in numbers.

    `words` are those that some model knows, `strange` the others. `beside` has pairs, and words after a negation.
    `runs` and `others` are the grams of its Chinese: runs of characters ascend, other tokens are whole.
    """

    share: float
    words: AbstractSet[int]
    strange: Sequence[str]
    beside: AbstractSet[int]
    runs: Numbers
    others: AbstractSet[str]


class Lexicon:
    """The words of all models that are asked together.

    Two threads may see at once; learning comes before all seeing. The number of a pair is first * _APART + second, that
    of a word after a negation the word's own.
    """

    __slots__ = ("_chunks", "_ends", "_negators", "_numbers", "_signs", "names")

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._chunks: Chunks | None = None
        # The first is number 0: SHOUT among words, nothing in a pair.
        _, *self._signs = self.learn([NEGATED, AT, URL, CAPS])
        self._negators = frozenset(self.learn(sorted(NEGATORS)))
        self._ends = self._negators.union(self.learn(sorted(map(plain, TURNS))))

    def learn(self, words: Iterable[str]) -> list[int]:
        """Numbers of plain words, old or new; the commonest should come first, so that they lie together."""
        numbers = self._numbers
        found = [numbers.setdefault(word, len(numbers)) for word in words]
        self.names += islice(numbers, len(self.names), None)
        self._chunks = None
        return found

    def learn_beside(self, grams: Sequence[str]) -> Iterator[int]:
        """Numbers of pairs, written with a blank between, and of negated words."""
        words = " ".join(grams).replace(NEGATED, f"{NEGATED} ").split(" ") if grams else []
        found = self.learn(words)
        return map(add, map(mul, found[::2], repeat(_APART)), found[1::2])

    def number(self, word: str) -> int | None:
        """Of a word that some model knows."""
        return self._numbers.get(word)

    def see(self, text: str, fold: Callable[[str], str]) -> Cut:
        """A text, cut; `fold` is asked for it where its chunks are not enough."""
        # Beside other characters a backtick is an apostrophe, in plain ASCII it is not.
        if not text.isascii() and ("`" in text or _STRETCHES.search(text)):
            return self.see_folded(text, fold(text))
        if "\n\n" in text:
            # A link that ends before it begins would swallow the full stop, and be one.
            folded = fold(text)
            if "://" in folded or "www." in folded:
                return self.see_folded(text, folded)
            text = text.replace("\n\n", ". ")
        chunks = self._remembered()
        found = list(chain.from_iterable(map(chunks.__getitem__, text.split())))
        at, url, caps = self._signs
        if "@" in text:
            found.append(at)
        if "http" in text:
            found.append(url)
        if SHOUT in found:
            shouts = found.count(SHOUT)
            found = list(filter(None, found))
            if shouts > 1:
                found.append(caps)
        return self._english(1.0, found, chunks)

    def see_folded(self, text: str, folded: str) -> Cut:
        """The same, of a text that is folded already. Of a part of one it must be this: a part folds otherwise."""
        chunks = self._remembered()
        if folded.isascii() and not ("@" in folded or "://" in folded or "www." in folded):
            # Folding such chunks once more changes nothing.
            found = list(chain.from_iterable(map(chunks.__getitem__, folded.split())))
            return self._english(1.0, [*found, *map(chunks.number, signs(text))], chunks)
        stretches, others = _parted(text, folded, chunks)
        share = share_of(sum(map(is_latin, others)), sum(map(len, stretches)))
        if share == 0:
            return Cut(0.0, _NO_NUMBERS, _NO_STRANGERS, _NO_NUMBERS, runs_of(stretches), set(others))
        english = self._english(share, list(map(chunks.number, others)), chunks)
        if share == 1:
            return english
        return english._replace(runs=runs_of(stretches), others=set(others))

    def cut(self, seen: Seen) -> Cut:
        """What was seen of a text, in numbers."""
        chunks = self._remembered()
        beside = {_pair(gram, chunks) for gram in seen.beside}
        runs = {gram: run_of(gram) for gram in seen.chinese}
        return _cut(seen.share, set(map(chunks.number, seen.words)), beside, chunks)._replace(
            runs=ascending(number for number in runs.values() if number is not None),
            others={gram for gram, number in runs.items() if number is None},
        )

    def _remembered(self) -> Chunks:
        chunks = self._chunks
        if chunks is None or chunks.is_full:
            chunks = self._chunks = Chunks(self._numbers)
        return chunks

    def _english(self, share: float, found: Sequence[int], chunks: Chunks) -> Cut:
        words = set(found)
        beside = set(map(add, map(mul, found, repeat(_APART)), found[1:]))
        if not self._negators.isdisjoint(words):
            beside.update(self._negated(found))
        return _cut(share, words, beside, chunks)

    def _negated(self, found: Sequence[int]) -> Iterator[int]:
        """The words behind each negator, up to a turn of the sentence or the next negator, which reaches on from there."""
        ends = self._ends
        for at in [place for place, word in enumerate(found, 1) if word in self._negators]:
            for word in found[at : at + NEGATION_REACH]:
                if word in ends:
                    break
                yield word


def _parted(text: str, folded: str, chunks: Chunks) -> tuple[list[str], list[str]]:
    """The stretches of Chinese, and the other plain tokens in order."""
    if "[" in folded:  # a [name] may be Chinese, and is none
        found = tokens(text, folded)
        return [one for one in found if is_han(one)], [plain(one) for one in found if not is_han(one)]
    parts = _STRETCHES.split(folded)
    others = chain.from_iterable(map(chunks.folded.__getitem__, " ".join(parts[::2]).split()))
    return parts[1::2], [*others, *signs(text)]


def _cut(share: float, words: set[int], beside: AbstractSet[int], chunks: Chunks) -> Cut:
    if not words or min(words) >= 0:
        return Cut(share, words, _NO_STRANGERS, beside, NONE, _NO_TOKENS)
    strange = [number for number in words if number < 0]
    words.difference_update(strange)
    return Cut(share, words, [chunks.names[number] for number in strange], beside, NONE, _NO_TOKENS)


def _pair(gram: Gram, chunks: Chunks) -> int:
    if isinstance(gram, str):
        return chunks.number(gram.removeprefix(NEGATED))
    first, second = gram
    return chunks.number(first) * _APART + chunks.number(second)
