"""The three kinds of picture: values over weeks, bars beside names, and columns of counts."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Final, NamedTuple

from pipeline.reporting.excerpts import width
from pipeline.reporting.pictures import (
    TEXT,
    Kind,
    Label,
    Picture,
    Place,
    Scale,
    Shape,
    across,
    box,
    diamond,
    dot,
    fitted,
    label,
    number,
    polyline,
    whisker,
)

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_NAMED: Final = 5  # weeks that are named below a picture, at most
_BAR: Final = 19  # height of a row of bars


class Mark(NamedTuple):
    """One value and its interval; all None where there is no data."""

    value: float | None
    low: float | None
    high: float | None


class Row(NamedTuple):
    """One bar: its name, its value with interval, the value before, and what is written behind it."""

    name: str
    mark: Mark
    before: float | None
    note: str
    strong: bool = False

    @property
    def kind(self) -> Kind:
        return "strong" if self.strong else "plain"


class Room(NamedTuple):
    """Space left and right of the bars: for their names and for what is written behind them."""

    names: int = 172
    notes: int = 104


Column = tuple[str, tuple[int, int, int]]


def line(alt: str, marks: Sequence[Mark], names: Sequence[str], limits: Place) -> Picture:
    """Values in order of time with their intervals as a band, the last one a ring; gaps where there is no data.

    The axis holds all intervals and stays within `limits`, the ends of what is possible.
    """
    wide, high, left, right = 360, 128, 40, 348
    low_value, high_value, step = _axis(marks, limits)
    x = Scale(-0.5, len(marks) - 0.5, left, right)
    y = Scale(low_value, high_value, high - 22, 8)
    ticks = [low_value + step * at for at in range(round((high_value - low_value) / step) + 1)]
    shapes, labels = _grid(ticks, y, left, right)
    for run in _runs(marks):
        shapes += _run(run, x, y, len(marks) - 1)
    labels += [label((x.at(at), high - 6), names[at], "middle") for at in _named(len(names))]
    return Picture(wide, high, alt, tuple(shapes), tuple(labels))


def bars(alt: str, rows: Sequence[Row], most: float | None = None, room: Room | None = None) -> Picture:
    """One bar a row with its interval as a whisker and the value before as a diamond. `most`: the end of the axis."""
    wide, room = 400, room or Room()
    most = most or max((bound for row in rows for bound in _bounds(row)), default=0.0) or 1.0
    x = Scale(0.0, most, room.names, wide - room.notes)
    shapes = [Shape("zero", f"M{room.names} 2V{_BAR * len(rows) + 2}")]
    labels: list[Label] = []
    for at, row in enumerate(rows):
        middle = 2 + _BAR * (at + 0.5)
        shapes += _bar(row, x, middle)
        name = fitted(row.name, room.names - 8, row.kind)
        labels.append(label((room.names - 6, middle + 4), name, "end", row.kind))
        labels.append(label((x.end + 8, middle + 4), row.note, "start", row.kind))
    return Picture(wide, _BAR * max(1, len(rows)) + 4, alt, tuple(shapes), tuple(labels))


def stacks(alt: str, columns: Sequence[Column]) -> Picture:
    """Counts of three kinds over each other: white below, hatched, and black on top, whose count stands above."""
    wide, high, left, right = 360, 178, 48, 348
    most = max((sum(counts) for _, counts in columns), default=0) or 1
    step = max(1, ceil(_nice(most / 3)))
    limit = step * ceil(most / step)
    y = Scale(0, limit, high - 22, 14)
    shapes, labels = _grid(range(0, limit + 1, step), y, left, right)
    each = (right - left) / max(1, len(columns))
    counted = set(_counted(columns, each))
    for at, (_, counts) in enumerate(columns):
        begin = left + each * (at + 0.18)
        shapes += _stack(counts, y, begin, each * 0.64)
        if at in counted and counts[-1]:
            top = (begin + each * 0.32, y.at(sum(counts)) - 3)
            labels.append(label(top, number(counts[-1]), "middle", "strong"))
    labels += [
        label((left + each * (at + 0.5), high - 6), columns[at][0], "middle") for at in _named(len(columns))
    ]
    return Picture(wide, high, alt, tuple(shapes), tuple(labels))


def _grid(ticks: Sequence[float], y: Scale, left: float, right: float) -> tuple[list[Shape], list[Label]]:
    shapes = [Shape("grid" if tick else "zero", across(left, right, y.at(tick))) for tick in ticks]
    return shapes, [label((left - 5, y.at(tick) + 4), number(tick), "end") for tick in ticks]


def _run(run: Sequence[tuple[int, Mark]], x: Scale, y: Scale, last: int) -> Iterator[Shape]:
    upper = _broad([(x.at(at), y.at(mark.high or 0.0)) for at, mark in run])
    lower = _broad([(x.at(at), y.at(mark.low or 0.0)) for at, mark in run])
    middle = [(x.at(at), y.at(mark.value or 0.0)) for at, mark in run]
    yield Shape("band", polyline([*upper, *reversed(lower)]) + "Z")
    yield Shape("line", polyline(middle))
    for (at, _), place in zip(run, middle, strict=True):
        yield Shape("last", dot(*place, 3.5)) if at == last else Shape("dot", dot(*place, 1.8))


def _broad(edge: list[Place]) -> list[Place]:
    """A single point has no breadth to fill."""
    (x, y), *others = edge
    return edge if others else [(x - 4, y), (x + 4, y)]


def _bar(row: Row, x: Scale, middle: float) -> Iterator[Shape]:
    value, low, high = row.mark
    if value is not None:
        yield Shape("strong" if row.strong else "bar", box(x.begin, middle - 5, x.at(value) - x.begin, 10))
    if low is not None and high is not None:
        yield Shape("whisker", whisker(x.at(low), x.at(high), middle))
    if row.before is not None:
        yield Shape("before", diamond(x.at(row.before), middle))


def _stack(counts: tuple[int, int, int], y: Scale, begin: float, wide: float) -> Iterator[Shape]:
    below = 0
    for kind, count in zip(("hollow", "hatched", "strong"), counts, strict=True):
        if count:
            top = y.at(below + count)
            yield Shape(kind, box(begin, top, wide, y.at(below) - top))
        below += count


def _counted(columns: Sequence[Column], each: float) -> Sequence[int]:
    """Columns whose count is written: all, or where they would run into each other, those that are named."""
    longest = max((width(number(counts[-1])) for _, counts in columns), default=0)
    return range(len(columns)) if longest * TEXT * 0.7 <= each else _named(len(columns))


def _named(count: int) -> Sequence[int]:
    """Which of so many weeks are named: in equal steps that end with the last."""
    return range(count)[:: -max(1, ceil(count / _NAMED))]


def _bounds(row: Row) -> list[float]:
    return [bound for bound in (row.mark.value, row.mark.high, row.before) if bound is not None]


def _axis(marks: Sequence[Mark], limits: Place) -> tuple[float, float, float]:
    """Lowest and highest value of the axis, and the step between its marks."""
    bounds = [bound for mark in marks for bound in (mark.low, mark.high) if bound is not None]
    low, high = (min(bounds), max(bounds)) if bounds else limits
    step = _nice(max(high - low, (limits[1] - limits[0]) / 50) / 4)
    first = floor(low / step)
    return max(limits[0], first * step), min(limits[1], max(ceil(high / step), first + 1) * step), step


def _nice(rough: float) -> float:
    power: float = 10 ** floor(log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough - 1e-9)


def _runs(marks: Sequence[Mark]) -> list[list[tuple[int, Mark]]]:
    """Neighbours that have data."""
    runs: list[list[tuple[int, Mark]]] = []
    for at, mark in enumerate(marks):
        if mark.value is None:
            continue
        if runs and runs[-1][-1][0] == at - 1:
            runs[-1].append((at, mark))
        else:
            runs.append([(at, mark)])
    return runs
