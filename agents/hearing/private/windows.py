"""Neighbouring groups of digits, looked at as one number."""

from collections.abc import Sequence
from typing import Final, NamedTuple

TIGHT: Final = frozenset("-.")


class Window(NamedTuple):
    """Some neighbouring groups of a run: `shape` is how many digits each has.

    `within`: the groups just before it or after it are set off by the same sign as its own are from each other,
    so that it may be a part of something longer.
    """

    text: str
    begin: int
    end: int
    digits: str
    shape: tuple[int, ...]
    within: bool = False


class Run(NamedTuple):
    """Groups of digits with little between them: where each stands, and all their digits in one string."""

    text: str
    groups: Sequence[tuple[int, int]]
    digits: str
    offsets: Sequence[int]

    def window(self, first: int, last: int) -> Window:
        """The groups from `first` to `last`, both included."""
        groups = self.groups
        return Window(
            self.text,
            groups[first][0],
            groups[last][1],
            self.digits[self.offsets[first] : self.offsets[last + 1]],
            tuple([end - begin for begin, end in groups[first : last + 1]]),
            last > first and (self._is_like(first, first - 1) or self._is_like(first, last)),
        )

    def _is_like(self, first: int, place: int) -> bool:
        """Whether the gap after group `place` is the one after group `first`, with groups of a like size around it."""
        if place < 0 or place + 1 >= len(self.groups):
            return False
        return self._gap(place) == self._gap(first)

    def _gap(self, place: int) -> str:
        return self.text[self.groups[place][1] : self.groups[place + 1][0]]


def run_of(text: str, groups: Sequence[tuple[int, int]]) -> Run:
    parts = [text[begin:end] for begin, end in groups]
    offsets = [0]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return Run(text, groups, "".join(parts), offsets)


def closes(text: str, end: int) -> bool:
    """Whether a number may end here: no letter follows, and no separator with more digits."""
    after = text[end : end + 2]
    if after[:1].isascii() and (after[:1].isalnum() or after[:1] == "_"):
        return False
    return not (after[:1] in TIGHT | {",", ":"} and after[1:].isdecimal())
