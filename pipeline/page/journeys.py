"""Journeys begun in the period: what one need costs a customer, and which cost the most."""

import asyncio
from collections.abc import Mapping, Sequence
from math import isnan

import msgspec

from pipeline.page.answers import Figure, Shown
from pipeline.page.comparing import Compared, Counted, Summed, mean_compared, moved, rate_compared
from pipeline.page.counted import counted
from pipeline.page.journey_days import sums_of_days
from pipeline.page.journey_lines import JourneysWanted, Line, lines
from pipeline.page.journey_sums import BANDS, PLACES, Sums, reading, whole
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Place


class Named(Shown, frozen=True, kw_only=True):
    """`id` is the registry's where it has the figure."""

    id: str
    unit: str
    figure: Figure


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    contacts: int
    journeys: int


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` days, included, to `end`, not included; None: no end."""

    start: int = msgspec.field(name="from")
    end: int | None = msgspec.field(name="to")
    journeys: int


class Journeys(Section, frozen=True, kw_only=True):
    journeys: int
    figures: tuple[Named, ...]
    contacts: tuple[Bar, ...]
    days: tuple[Band, ...]
    days_median: float | None
    days_p90: float | None
    by: Mapping[str, tuple[Place, ...]]
    total: int
    offset: int
    list: tuple[Line, ...]


async def journeys(look: Look, wanted: JourneysWanted) -> Journeys:
    sums, listed = await asyncio.gather(_sums(look, wanted), lines(look, wanted))
    now, before = whole(sums, 1), whole(sums, 0)
    median, ninth = map(_number, now.took)
    return Journeys(
        **look.span(ORDINARY),
        journeys=now.journeys,
        figures=_figures(now, before),
        contacts=tuple(Bar(contacts=number, journeys=count) for number, count in enumerate(now.times)),
        days=_days(now),
        days_median=median,
        days_p90=ninth,
        by=_placed(sums, now, before),
        total=now.total,
        offset=wanted.offset,
        list=tuple(listed),
    )


async def _sums(look: Look, wanted: JourneysWanted) -> Sequence[Sums]:
    if "journeys" in await counted(look.asking):
        return await sums_of_days(look, wanted)
    return await look.asking.rows(Sums, reading(look, wanted))


def _figures(now: Sums, before: Sums) -> tuple[Named, ...]:
    rows: tuple[tuple[str, str, Compared], ...] = (
        ("first_contact_resolution", "percent", _share(now, before, "single", "judged", "came")),
        ("journey_contacts", "count", _mean(now, before, "contacts", "came")),
        ("switched", "percent", _share(now, before, "switched", "came", "came")),
        ("journey_elapsed", "days", _mean(now, before, "days", "resolved")),
        ("journey_effort", "score", _mean(now, before, "effort", "journeys")),
        ("re_explained", "percent", _share(now, before, "re_explained", "journeys", "journeys")),
        ("resolved", "percent", _share(now, before, "resolved", "journeys", "journeys")),
        ("contradicted", "percent", _share(now, before, "contradicted", "resolved", "resolved")),
    )
    shown = moved([compared for _, _, compared in rows])
    return tuple(
        Named(id=id_, unit=unit, figure=figure) for (id_, unit, _), figure in zip(rows, shown, strict=True)
    )


def _share(now: Sums, before: Sums, hits: str, n: str, of: str) -> Compared:
    def counted(sums: Sums) -> Counted:
        return Counted(getattr(sums, hits), getattr(sums, n), getattr(sums, of))

    return rate_compared(counted(now), counted(before), 100)


def _mean(now: Sums, before: Sums, total: str, n: str) -> Compared:
    def summed(sums: Sums) -> Summed:
        return Summed(
            getattr(sums, n), getattr(sums, total), getattr(sums, f"{total}_squares"), sums.journeys
        )

    return mean_compared(summed(now), summed(before))


def _placed(sums: Sequence[Sums], now: Sums, before: Sums) -> dict[str, tuple[Place, ...]]:
    """First contact resolution by place, most journeys with one contact first; flagged over all places at once."""
    sides = {(one.dimension, one.place, one.current): one for one in sums if one.dimension}
    keys = list(dict.fromkeys((one.dimension, one.place) for one in sums if one.dimension))
    pairs = [(sides.get((*key, 1), Sums()), sides.get((*key, 0), Sums())) for key in keys]
    compared = [_share(*pair, "single", "judged", "came") for pair in ((now, before), *pairs)]
    found: dict[str, list[Place]] = {dimension: [] for dimension in PLACES}
    for (dimension, place), (here, there), figure in zip(keys, pairs, moved(compared)[1:], strict=True):
        if here.came or there.came:
            found[dimension].append(Place(name=place, count=here.single, rate=figure))
    return {
        dimension: tuple(sorted(places, key=lambda one: (-one.count, -one.rate.n, one.name)))
        for dimension, places in found.items()
    }


def _days(now: Sums) -> tuple[Band, ...]:
    ends = (*BANDS[1:], None)
    return tuple(
        Band(start=start, end=end, journeys=count)
        for start, end, count in zip(BANDS, ends, now.bands, strict=True)
    )


def _number(value: float | None) -> float | None:
    """Engines answer the quantile of nothing with no number at all."""
    return None if value is None or isnan(value) else value
