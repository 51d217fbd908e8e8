"""Chinese as numbers: runs of one to three characters, looked up all at once.

A run is the number of its characters, 16 bits each, the first one lowest; stretches stand between ^ and $ (see `grams`).
A text has a hundred of them, nearly all of them known, so most of the time went into waiting for memory, once for each.
An array asked for all of them together waits a third as long as a dict asked for one after the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

LONGEST: Final = 3
_BITS: Final = 16
_FIRST_HAN: Final = ord("\u3400")
_LAST_HAN: Final = ord("\u9fff")
_EDGES: Final = (ord("^"), ord("$"))
_BREAK: Final = ord("\n")
_NOTHING: Final = bytes(LONGEST * _BITS // 8)
_KEPT: Final = np.array([[(1 << size * _BITS) - 1] for size in range(1, LONGEST + 1)])
_ENDLESS: Final = np.iinfo(np.int64).max
NONE: Final[Numbers] = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Runs:
    """Known runs: `numbers` ascend, and one that no run has ends them."""

    numbers: Numbers

    def rows(self, asked: Numbers) -> NDArray[np.intp]:
        """Where those of `asked` stand that are known; in their order."""
        at: NDArray[np.intp] = self.numbers.searchsorted(asked)
        here: NDArray[np.intp] = at[self.numbers.take(at) == asked]
        return here

    def has(self, number: int) -> bool:
        return bool(self.numbers[self.numbers.searchsorted(number)] == number)


def runs_of(stretches: Sequence[str]) -> Numbers:
    """The distinct runs of stretches of Chinese characters, ascending."""
    text = "^" + "$^".join(stretches) + "$"
    # Four characters from every place on, of which one, two and three are kept: behind the last one are zeros, so
    # that the runs at the end are only those that are there, once more.
    windows = np.ndarray(len(text), "<i8", text.encode("utf-16-le") + _NOTHING, 0, (_BITS // 8,))
    return _distinct((windows & _KEPT).ravel())


def _distinct(found: Numbers) -> Numbers:
    """np.unique, without asking first what it was given: that takes longer than the sorting."""
    found.sort()
    new = np.empty(len(found), np.bool_)
    new[0] = True
    np.not_equal(found[1:], found[:-1], out=new[1:])
    return found[new]


def ascending(numbers: Iterable[int]) -> Numbers:
    return np.array(sorted(numbers), np.int64)


def run_of(gram: str) -> int | None:
    """The number of one run; None for what is none."""
    if not 0 < len(gram) <= LONGEST or not all(map(_is_run, map(ord, gram))):
        return None
    return sum(ord(character) << place * _BITS for place, character in enumerate(gram))


def _is_run(code: int) -> bool:
    return _FIRST_HAN <= code <= _LAST_HAN or code in _EDGES


def known(grams: Sequence[str]) -> tuple[Runs, NDArray[np.intp], list[int]]:
    """Of the distinct grams of a table: the runs; which gram each of them is; and which grams are none."""
    codes = _codes("\n".join([*grams, ""]))
    ends = np.flatnonzero(codes == _BREAK)
    begins = np.concatenate([[0], ends[:-1] + 1])
    sizes = ends - begins
    numbers = np.zeros(len(ends), np.int64)
    fits = (sizes > 0) & (sizes <= LONGEST)
    for place in range(LONGEST):
        there = fits & (sizes > place)
        code = codes[begins[there] + place]
        numbers[there] |= code << place * _BITS
        runs = (code >= _FIRST_HAN) & (code <= _LAST_HAN) | (code == _EDGES[0]) | (code == _EDGES[1])
        fits[np.flatnonzero(there)[~runs]] = False
    which = np.flatnonzero(fits)
    which = which[np.argsort(numbers[which])]
    return (
        Runs(np.append(numbers[which], _ENDLESS)),
        which,
        np.flatnonzero(~fits).tolist(),
    )


def _codes(text: str) -> Numbers:
    """The code points of a text without surrogates."""
    return np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.int64)
