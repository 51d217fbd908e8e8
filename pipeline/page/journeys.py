"""Journeys begun in the period: what one need costs a customer, and which cost the most."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from math import isnan
from typing import Final, Literal

import msgspec
from msgspec.structs import astuple

from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import literal, matching, within
from pipeline.page.comparing import Compared, Counted, Summed, mean_compared, moved, rate_compared
from pipeline.page.lists import Paged, ordered
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Measure, Place, told

PLACES: Final = ("region", "product", "team")
MOST: Final = 10  # contacts: so many and more stand together
BANDS: Final = (0, 1, 3, 7, 14)  # days, the begin of each band
SORTS: Final = {
    "contacts": "contacts",
    "elapsed": "elapsed_hours",
    "effort": "effort",
    "started": "started_at",
}


class JourneysWanted(Paged, frozen=True, kw_only=True):
    """`felt` none: the company never called it resolved."""

    sort: Literal["contacts", "elapsed", "effort", "started"] = "contacts"
    felt: Literal["confirmed", "contradicted", "silent", "none"] | None = None
    complaint: Literal["yes", "no"] | None = None


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


class Line(Shown, frozen=True, kw_only=True):
    """One journey. `days` from its first touchpoint to its resolution, else to the end of its last."""

    customer: str
    journey: str
    started_at: datetime
    ended_at: datetime
    resolved_at: datetime | None
    days: float
    contacts: int
    outbound: int
    channels: tuple[str, ...]
    switches: int
    transfers: int
    identity_checks: int
    re_explained: int
    effort: int
    felt: str
    first_contact: bool | None
    complaint: bool
    topics: tuple[str, ...]
    region: str
    product: str
    team: str


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


class LineRow(msgspec.Struct, frozen=True, array_like=True):
    """In the order of `LINE`."""

    customer: str
    journey: str
    started_at: datetime
    ended_at: datetime
    resolved_at: datetime | None
    hours: float
    contacts: int
    outbound: int
    channels: str
    switches: int
    transfers: int
    identity_checks: int
    re_explained: int
    effort: int
    felt: str
    first_contact: int | None
    complaint: int
    topics: str
    region: str
    product: str
    team: str


LINE: Final = (
    "customer, journey, started_at, ended_at, resolved_at, elapsed_hours, contacts, outbound, channels, switches, "
    "transfers, identity_checks, re_explained, effort, felt, first_contact_resolution, complaint, topics, region, "
    "product, team"
)


class _Sums(msgspec.Struct, frozen=True, array_like=True):
    """Of the journeys with so many contacts that took so long. `band` -1: never resolved."""

    current: int
    times: int
    band: int
    journeys: int = 0
    came: int = 0
    judged: int = 0
    single: int = 0
    contacts: int = 0
    contacts_squares: int = 0
    switched: int = 0
    effort: int = 0
    effort_squares: int = 0
    re_explained: int = 0
    resolved: int = 0
    contradicted: int = 0
    days: float = 0.0
    days_squares: float = 0.0


class _Took(msgspec.Struct, frozen=True, array_like=True):
    median: float | None
    p90: float | None


class _Count(msgspec.Struct, frozen=True, array_like=True):
    count: int


async def journeys(look: Look, wanted: JourneysWanted) -> Journeys:
    begun = f"{within(look.period)} AND {_matching(look)}"
    counts, took, parts, total, listed = await asyncio.gather(
        look.asking.rows(_Sums, _sums(look)),
        look.asking.row(
            _Took, f"SELECT {_TOOK} FROM journeys_overview WHERE {begun} AND isNotNull(resolved_at)"
        ),
        told(look, _single(look)),
        look.asking.row(
            _Count, f"SELECT count() FROM journeys_overview WHERE {begun} AND {_narrowed(wanted)}"
        ),
        lines(look, wanted, wanted.cut),
    )
    now, before = _total(counts, 1), _total(counts, 0)
    current = [one for one in counts if one.current]
    return Journeys(
        **look.span(ORDINARY),
        journeys=now.journeys,
        figures=_figures(now, before),
        contacts=_contacts(current),
        days=_days(current),
        days_median=_number(took.median),
        days_p90=_number(took.p90),
        by=parts.by,
        total=total.count,
        offset=wanted.offset,
        list=tuple(listed),
    )


def line(look: Look, row: LineRow) -> Line:
    return Line(
        customer=look.reader.called(row.customer),
        journey=row.journey,
        started_at=row.started_at,
        ended_at=row.ended_at,
        resolved_at=row.resolved_at,
        days=row.hours / 24,
        contacts=row.contacts,
        outbound=row.outbound,
        channels=tuple(row.channels.split(" > ")) if row.channels else (),
        switches=row.switches,
        transfers=row.transfers,
        identity_checks=row.identity_checks,
        re_explained=row.re_explained,
        effort=row.effort,
        felt=row.felt,
        first_contact=None if row.first_contact is None else bool(row.first_contact),
        complaint=bool(row.complaint),
        topics=tuple(row.topics.split(", ")) if row.topics else (),
        region=row.region,
        product=row.product,
        team=row.team,
    )


def _matching(look: Look) -> str:
    """A journey has no one channel: chosen is each that used it."""
    matched = matching(look.chosen, "region", "product", "team")
    if look.chosen.channel is None:
        return matched
    return f"{matched} AND has(splitByString(' > ', channels), {literal(look.chosen.channel)})"


def _single(look: Look) -> Measure:
    return Measure(
        source=f"(SELECT * FROM journeys_overview WHERE {_matching(look)})",
        hits="ifNull(first_contact_resolution, 0)",
        n="first_contact_judged",
        of="came",
        per=100,
        by=PLACES,
        known=(),
    )


def _narrowed(wanted: JourneysWanted) -> str:
    felt = "" if wanted.felt == "none" else wanted.felt
    parts = [f"felt = '{felt}'"] if felt is not None else []
    if wanted.complaint:
        parts.append(f"complaint = {int(wanted.complaint == 'yes')}")
    return " AND ".join(["1", *parts])


async def lines(look: Look, wanted: JourneysWanted, cut: str) -> list[Line]:
    """The journeys wanted, `cut` being a LIMIT."""
    order = ordered(SORTS, wanted.sort, wanted.order, "journey")
    rows = await look.asking.rows(
        LineRow,
        f"SELECT {LINE} FROM journeys_overview WHERE {within(look.period)} AND {_matching(look)} "
        f"AND {_narrowed(wanted)} {order} {cut}",
    )
    return [line(look, row) for row in rows]


_TOOK: Final = "quantileExact(0.5)(elapsed_hours / 24), quantileExact(0.9)(elapsed_hours / 24)"


def _sums(look: Look) -> str:
    """Both periods in one reading."""
    now, before = within(look.period), within(look.period.before)
    band = ", ".join(f"elapsed_hours < {24 * end}, {start}" for start, end in pairwise(BANDS))
    return (
        f"SELECT {now} AS current, least(contacts, {MOST}) AS times, "
        f"if(isNull(resolved_at), -1, multiIf({band}, {BANDS[-1]})) AS band, "
        "count(), sum(came), sum(first_contact_judged), sum(ifNull(first_contact_resolution, 0)), "
        "sumIf(contacts, came = 1), sumIf(contacts * contacts, came = 1), countIf(switches > 0), sum(effort), "
        "sum(effort * effort), countIf(re_explained > 0), countIf(isNotNull(resolved_at)), "
        "countIf(isNotNull(resolved_at) AND felt = 'contradicted'), "
        "sumIf(elapsed_hours / 24, isNotNull(resolved_at)), "
        "sumIf(elapsed_hours / 24 * elapsed_hours / 24, isNotNull(resolved_at)) "
        f"FROM journeys_overview WHERE ({now} OR {before}) AND {_matching(look)} GROUP BY current, times, band"
    )


def _total(rows: Iterable[_Sums], current: int) -> _Sums:
    """All of one period together."""
    columns = zip(*(astuple(one)[3:] for one in rows if one.current == current), strict=True)
    return _Sums(current, 0, 0, *map(sum, columns))


def _figures(now: _Sums, before: _Sums) -> tuple[Named, ...]:
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


def _share(now: _Sums, before: _Sums, hits: str, n: str, of: str) -> Compared:
    def counted(sums: _Sums) -> Counted:
        return Counted(getattr(sums, hits), getattr(sums, n), getattr(sums, of))

    return rate_compared(counted(now), counted(before), 100)


def _mean(now: _Sums, before: _Sums, total: str, n: str) -> Compared:
    def summed(sums: _Sums) -> Summed:
        return Summed(
            getattr(sums, n), getattr(sums, total), getattr(sums, f"{total}_squares"), sums.journeys
        )

    return mean_compared(summed(now), summed(before))


def _contacts(rows: Iterable[_Sums]) -> tuple[Bar, ...]:
    found = [0] * (MOST + 1)
    for one in rows:
        found[one.times] += one.journeys
    return tuple(Bar(contacts=number, journeys=count) for number, count in enumerate(found))


def _days(rows: Sequence[_Sums]) -> tuple[Band, ...]:
    ends = (*BANDS[1:], None)
    return tuple(
        Band(start=start, end=end, journeys=sum(one.journeys for one in rows if one.band == start))
        for start, end in zip(BANDS, ends, strict=True)
    )


def _number(value: float | None) -> float | None:
    """Engines answer the quantile of nothing with no number at all."""
    return None if value is None or isnan(value) else value
