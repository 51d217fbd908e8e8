"""Neighbouring groups of digits, looked at as one number."""

from dataclasses import dataclass
from typing import Final

TIGHT: Final = frozenset("-.")


@dataclass(frozen=True, slots=True)
class Window:
    """Some neighbouring groups of a run: `shape` is how many digits each has."""

    text: str
    begin: int
    end: int
    digits: str
    shape: tuple[int, ...]


def closes(text: str, end: int) -> bool:
    after = text[end : end + 2]
    if after[:1].isascii() and (after[:1].isalnum() or after[:1] == "_"):
        return False
    return not (after[:1] in TIGHT | {",", ":"} and after[1:].isdecimal())
