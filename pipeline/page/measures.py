"""Shares that any period and place add up: what they are counted from, as a whole, by place, and step by step."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import msgspec

from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import Dimension, Period, matching, within
from pipeline.page.comparing import Compared, Counted, moved, rate, rate_compared
from pipeline.page.looking import Look

DAYS_BY_DAY: Final = 31
DAYS_BY_WEEK: Final = 54 * 7


@dataclass(frozen=True, slots=True)
class Measure:
    """A share of the rows of `source`: `per` times the sum of `hits` by the sum of `n`, of which `of` could be judged.

    `source` is what follows FROM: a view, a table with FINAL, or a query in brackets. `by` are the columns it can be told apart by, `known` those of them that
    a reader can choose by. `compared` is off where the period before had more time than this one.
    """

    source: str
    hits: str
    n: str
    of: str
    per: int
    by: tuple[str, ...]
    known: tuple[Dimension, ...]
    on: str = "day"
    compared: bool = True

    def where(self, look: Look) -> str:
        """The condition for what was chosen, the days apart."""
        return matching(look.chosen, *self.known)


class Place(Shown, frozen=True, kw_only=True):
    """One value of a dimension; an empty name is "not stated". `count` are the hits behind the rate."""

    name: str
    count: int
    rate: Figure


class Step(Shown, frozen=True, kw_only=True):
    """One step of a chart, both ends included."""

    start: date
    end: date
    rate: Figure


@dataclass(frozen=True, slots=True)
class Told:
    """The whole, and its parts by each dimension, most hits first. What moved is flagged over all of them at once."""

    hits: int
    n: int
    of: int
    rate: Figure
    by: Mapping[str, tuple[Place, ...]]
    sizes: Mapping[str, Mapping[str, int]]
    """What `of` comes to in each place of each dimension."""


class _Cell(msgspec.Struct, frozen=True, array_like=True):
    dimension: str
    place: str
    hits: int
    n: int
    of: int
    hits_before: int
    n_before: int
    of_before: int

    def __add__(self, other: "_Cell") -> "_Cell":
        return _Cell(
            self.dimension,
            "",
            self.hits + other.hits,
            self.n + other.n,
            self.of + other.of,
            self.hits_before + other.hits_before,
            self.n_before + other.n_before,
            self.of_before + other.of_before,
        )


class _Day(msgspec.Struct, frozen=True, array_like=True):
    day: date
    hits: int
    n: int
    of: int


async def told(look: Look, measure: Measure, *others: Measure) -> Told:
    """The measure over the period, beside the period before. `others` are the same measure by other dimensions."""
    asked = (look.asking.rows(_Cell, _by_place(look, one)) for one in (measure, *others))
    cells = [cell for found in await asyncio.gather(*asked) for cell in found]
    first = [cell for cell in cells if cell.dimension == measure.by[0]]
    whole = sum(first, _Cell(measure.by[0], "", 0, 0, 0, 0, 0, 0))
    shown, *rates = moved([_compared(cell, measure) for cell in (whole, *cells)])
    by = tuple(name for one in (measure, *others) for name in one.by)
    sizes = {name: {cell.place: cell.of for cell in cells if cell.dimension == name} for name in by}
    return Told(whole.hits, whole.n, whole.of, shown, _placed(by, cells, rates), sizes)


async def steps(look: Look, measure: Measure) -> tuple[Step, ...]:
    """The measure step by step: by day, by week or by four weeks, so that a chart has some fifty points at most."""
    period = look.period
    days = await look.asking.rows(
        _Day,
        f"SELECT {measure.on} AS moment, sum({measure.hits}), sum({measure.n}), sum({measure.of}) FROM {measure.source} "
        f"WHERE {within(period, measure.on)} AND {measure.where(look)} GROUP BY moment ORDER BY moment",
    )
    return tuple(_step(days, one, measure.per) for one in stepped(period))


async def told_and_steps(look: Look, measure: Measure, *others: Measure) -> tuple[Told, tuple[Step, ...]]:
    """Both, asked at once."""
    return await asyncio.gather(told(look, measure, *others), steps(look, measure))


def stepped(period: Period) -> tuple[Period, ...]:
    """Steps that end with the period, so that each holds the same weekdays; the first may be shorter."""
    length = 1 if period.days <= DAYS_BY_DAY else 7 if period.days <= DAYS_BY_WEEK else 28
    ends = [period.end - timedelta(back) for back in range(0, period.days, length)]
    return tuple(Period(max(period.start, end - timedelta(length - 1)), end) for end in reversed(ends))


def _step(days: Iterable[_Day], step: Period, per: int) -> Step:
    inside = [one for one in days if step.start <= one.day <= step.end]
    counted = Counted(
        sum(one.hits for one in inside), sum(one.n for one in inside), sum(one.of for one in inside)
    )
    return Step(start=step.start, end=step.end, rate=rate(counted, per))


def _by_place(look: Look, measure: Measure) -> str:
    """Counted by all dimensions together first, so that each row is read once and unfolded when it is few."""
    period = look.period.touched if measure.on == "week" else look.period
    now, before = within(period, measure.on), within(period.before, measure.on)
    counts = ", ".join(
        f"sumIf({column}, {when}) AS {name}"
        for when, suffix in ((now, "now"), (before, "before"))
        for column, name in (
            (measure.hits, f"h_{suffix}"),
            (measure.n, f"n_{suffix}"),
            (measure.of, f"o_{suffix}"),
        )
    )
    columns = ", ".join(measure.by)
    unfolded = ", ".join(f"tuple('{column}', CAST({column} AS String))" for column in measure.by)
    sums = ", ".join(
        f"sum({name})" for name in ("h_now", "n_now", "o_now", "h_before", "n_before", "o_before")
    )
    return (
        f"SELECT tupleElement(part, 1) AS dimension, tupleElement(part, 2) AS place, {sums} FROM ("
        f"SELECT arrayJoin([{unfolded}]) AS part, h_now, n_now, o_now, h_before, n_before, o_before FROM ("
        f"SELECT {columns}, {counts} FROM {measure.source} "
        f"WHERE {within(period.both, measure.on)} AND {measure.where(look)} GROUP BY {columns})) GROUP BY dimension, place ORDER BY dimension, place"
    )


def _compared(cell: _Cell, measure: Measure) -> Compared:
    now = Counted(cell.hits, cell.n, cell.of)
    if not measure.compared:
        return Compared(rate(now, measure.per), None)
    return rate_compared(now, Counted(cell.hits_before, cell.n_before, cell.of_before), measure.per)


def _placed(
    dimensions: Iterable[str], cells: Sequence[_Cell], rates: Sequence[Figure]
) -> dict[str, tuple[Place, ...]]:
    """What has nothing in either period is not there; what has fallen silent stays, with its fall."""
    found: dict[str, list[Place]] = {dimension: [] for dimension in dimensions}
    for cell, figure in zip(cells, rates, strict=True):
        if cell.of or cell.of_before:
            found[cell.dimension].append(Place(name=cell.place, count=cell.hits, rate=figure))
    return {
        dimension: tuple(sorted(places, key=lambda one: (-one.count, -one.rate.n, one.name)))
        for dimension, places in found.items()
    }
