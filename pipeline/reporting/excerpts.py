"""Customers' words made short and plain: one line, no character that steers a reader's screen, cut around the evidence."""

import unicodedata
from typing import Final, NamedTuple

# Control characters, line and paragraph ends of Unicode, what turns the direction of writing, and invisible marks that
# carry no sense in any language. Joiners stay: emoji and some scripts are written with them.
_STEERING: Final = dict.fromkeys(
    (
        *range(32),
        *range(127, 160),
        1564,
        8203,
        8206,
        8207,
        *range(8232, 8239),
        *range(8288, 8304),
        65279,
        *range(65529, 65532),
        *range(917504, 917632),
    ),
    " ",
)


class Excerpt(NamedTuple):
    """`before` + `evidence` + `after`, and whether words were left out at either end."""

    before: str
    evidence: str
    after: str
    cut_before: bool
    cut_after: bool


def tame(text: str) -> str:
    """`text` on one line, with a space for every character that would steer."""
    return text.translate(_STEERING)


def plain(text: str) -> str:
    """The same, with single spaces between its words and none around them."""
    return " ".join(tame(text).split())


def width(text: str) -> int:
    """Columns that `text` takes in a fixed pitch: a Chinese character takes two."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def short(text: str, columns: int) -> str:
    """The beginning of `text`, plain, in at most `columns`; an ellipsis stands for the rest."""
    line = plain(text)
    return line if width(line) <= columns else _head(line, columns - 1).rstrip() + "…"


def excerpt(words: str, evidence: str, columns: int) -> Excerpt:
    """About `columns` of `words` around `evidence`: a third of the room before it, the rest after."""
    line, marked = plain(words), plain(evidence)
    at = line.find(marked) if marked else -1
    if at < 0:
        return _beginning(line, columns)
    marked_shown = _head(marked, columns)
    before, after = line[:at], line[at + len(marked_shown) :]
    room = columns - width(marked_shown)
    lead = max(room // 3, room - width(after))
    shown_before = _tail(before, lead)
    shown_after = _head(after, max(0, room - width(shown_before)))
    return Excerpt(
        shown_before,
        marked_shown,
        shown_after,
        len(shown_before) < len(before),
        len(shown_after) < len(after),
    )


def _beginning(line: str, columns: int) -> Excerpt:
    shown = _head(line, columns)
    return Excerpt("", "", shown, False, len(shown) < len(line))


def _head(line: str, columns: int) -> str:
    """As much of the beginning as fits, up to the end of a word where one ends near by."""
    cut = _fitting(line, columns)
    if cut == len(line):
        return line
    space = line.rfind(" ", 0, cut + 1)
    return line[: space if space > cut - 16 and space > 0 else cut]


def _tail(line: str, columns: int) -> str:
    return _head(line[::-1], columns)[::-1]


def _fitting(line: str, columns: int) -> int:
    """How many characters of `line` take at most `columns`."""
    taken = 0
    for place, character in enumerate(line):
        taken += _columns(character)
        if taken > columns:
            return place
    return len(line)
