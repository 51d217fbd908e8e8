"""Pictures of a briefing as plain shapes, which one template draws: readable in black and white, with a text for those
who cannot see them. Units are those of the picture's own box; coordinates are rounded, so the same figures give the
same bytes.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from pipeline.reporting.excerpts import short

TEXT: Final = 11  # size of text in a picture's units, as in templates/picture.svg
_BROAD, _BROADER = (
    0.57,
    0.64,
)  # breadth of a letter by its size, plain and strong, in the broadest of our fonts

Kind = Literal["plain", "strong"]
Anchor = Literal["start", "middle", "end"]
Place = tuple[float, float]


class Shape(NamedTuple):
    """A path; `kind` says how it is drawn, see templates/picture.svg."""

    kind: str
    path: str


class Label(NamedTuple):
    """Text with its baseline at (x, y)."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    kind: Kind = "plain"


class Picture(NamedTuple):
    """`alt` says in words what is to be seen."""

    wide: int
    high: int
    alt: str
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]


class Scale(NamedTuple):
    """Values from `low` to `high` on units from `begin` to `end`."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return self.begin + (self.end - self.begin) * (inside - self.low) / (self.high - self.low)


def label(at: Place, text: str, anchor: Anchor = "start", kind: Kind = "plain") -> Label:
    return Label(rounded(at[0]), rounded(at[1]), text, anchor, kind)


def fitted(text: str, room: float, kind: Kind) -> str:
    """As much of `text` as surely fits into so many units."""
    return short(text, max(4, int(room / (TEXT * (_BROADER if kind == "strong" else _BROAD)))))


def number(value: float) -> str:
    return f"{value:,.10g}".replace("-", "−")


def rounded(value: float) -> float:
    return round(value, 1)


def across(begin: float, end: float, y: float) -> str:
    return f"M{rounded(begin)} {rounded(y)}H{rounded(end)}"


def polyline(points: Sequence[Place]) -> str:
    return "M" + "L".join(f"{rounded(x)} {rounded(y)}" for x, y in points)


def box(x: float, y: float, wide: float, high: float) -> str:
    across_, down = rounded(max(wide, 0.0)), rounded(max(high, 0.0))
    return f"M{rounded(x)} {rounded(y)}h{across_}v{down}h{-across_}Z"


def whisker(low: float, high: float, y: float) -> str:
    ends = "".join(f"M{rounded(x)} {rounded(y - 3)}v6" for x in (low, high))
    return across(low, high, y) + ends


def diamond(x: float, y: float) -> str:
    return f"M{rounded(x)} {rounded(y - 4)}l4 4l-4 4l-4 -4Z"


def dot(x: float, y: float, radius: float) -> str:
    half = f"a{radius} {radius} 0 1 0 "
    return f"M{rounded(x - radius)} {rounded(y)}{half}{2 * radius} 0{half}{-2 * radius} 0Z"
