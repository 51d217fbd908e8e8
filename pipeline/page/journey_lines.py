"""Journeys one by one: a line each, in the order the reader chose."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from pipeline.page.answers import Shown
from pipeline.page.asking import Asking, literal, matching, pairs
from pipeline.page.lists import Paged, ordered
from pipeline.page.looking import Look
from pipeline.page.words import hours

SORTS: Final = {"contacts": "contacts", "elapsed": "elapsed", "effort": "effort", "started": "started_at"}
FIRST_CONTACT: Final = "if(matures_at > now() OR contacts = 0, NULL, single_contact)"
"""As the view journeys_overview has it: NULL until it can be judged, and where the customer never came."""


class JourneysWanted(Paged, frozen=True, kw_only=True):
    """`felt` none: the company never called it resolved."""

    sort: Literal["contacts", "elapsed", "effort", "started"] = "contacts"
    felt: Literal["confirmed", "contradicted", "silent", "none"] | None = None
    complaint: Literal["yes", "no"] | None = None


class Line(Shown, frozen=True, kw_only=True):
    """One journey. `days` from its first touchpoint to its resolution, else to the end of its last.

    `journey` is the key of an event; it is empty for readers who may not see words.
    """

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


class LineRow(msgspec.Struct, frozen=True, array_like=True):
    """In the order of `COLUMNS`."""

    customer: str
    journey: str
    started_at: datetime
    ended_at: datetime
    resolved_at: datetime | None
    seconds: int
    contacts: int
    outbound: int
    channels: tuple[str, ...]
    switches: int
    transfers: int
    identity_checks: int
    re_explained: int
    effort: int
    felt: str
    first_contact: int | None
    complaint: int
    topics: tuple[str, ...]
    region: str
    product: str
    team: str
    touchpoints: tuple[str, ...]
    cases: tuple[str, ...]


COLUMNS: Final = (
    "customer, journey, started_at, ended_at, resolved_at, elapsed, contacts, outbound, channels, switches, "
    f"transfers, identity_checks, re_explained, effort, felt, {FIRST_CONTACT}, complaint, topics, region, product, team"
)


class Name(msgspec.Struct, frozen=True, array_like=True):
    """By which a journey is found at once: the key of the table."""

    customer: str
    journey: str


def begun(look: Look) -> str:
    """The condition for journeys that began in the period."""
    return f"present = 1 AND {hours(look.period, 'started_at')} AND {at_places(look)}"


def at_places(look: Look) -> str:
    """A journey has no one channel: chosen is each that used it."""
    matched = matching(look.chosen, "region", "product", "team")
    return (
        matched
        if look.chosen.channel is None
        else f"{matched} AND has(channels, {literal(look.chosen.channel)})"
    )


def narrowed(wanted: JourneysWanted) -> str:
    felt = "" if wanted.felt == "none" else wanted.felt
    parts = [f"felt = '{felt}'"] if felt is not None else []
    if wanted.complaint:
        parts.append(f"complaint = {int(wanted.complaint == 'yes')}")
    return " AND ".join(["1", *parts])


async def lines(look: Look, wanted: JourneysWanted) -> list[Line]:
    """One page of them. They are found by the few columns that sort them, and read whole when they are few."""
    names = await look.asking.rows(
        Name, f"SELECT customer, journey FROM journeys FINAL WHERE {_sorted(look, wanted)} {wanted.cut}"
    )
    by_name = {(row.customer, row.journey): row for row in await named(look.asking, names)}
    found = (by_name.get((one.customer, one.journey)) for one in names)
    return [line(look, row) for row in found if row]


async def all_lines(look: Look, wanted: JourneysWanted, cut: str) -> list[Line]:
    """Very many of them, read in one go; `cut` is a LIMIT."""
    rows = await look.asking.rows(
        LineRow, f"SELECT {COLUMNS}, [], [] FROM journeys FINAL WHERE {_sorted(look, wanted)} {cut}"
    )
    return [line(look, row) for row in rows]


async def named(asking: Asking, names: Sequence[Name]) -> list[LineRow]:
    """Those of them that there are, in any order, with the keys of their touchpoints and their cases."""
    if not names:
        return []
    listed = pairs((one.customer, one.journey) for one in names)
    return await asking.rows(
        LineRow,
        # All versions of a row have its key: before they are merged it leaves out what need not be read.
        f"SELECT {COLUMNS}, touchpoints, cases FROM journeys FINAL PREWHERE (customer, journey) IN ({listed}) WHERE present = 1",
    )


def line(look: Look, row: LineRow) -> Line:
    return Line(
        customer=look.reader.called(row.customer),
        journey=look.shown(row.journey),
        started_at=row.started_at,
        ended_at=row.ended_at,
        resolved_at=row.resolved_at,
        days=row.seconds / 86_400,
        contacts=row.contacts,
        outbound=row.outbound,
        channels=row.channels,
        switches=row.switches,
        transfers=row.transfers,
        identity_checks=row.identity_checks,
        re_explained=row.re_explained,
        effort=row.effort,
        felt=row.felt,
        first_contact=None if row.first_contact is None else bool(row.first_contact),
        complaint=bool(row.complaint),
        topics=row.topics,
        region=row.region,
        product=row.product,
        team=row.team,
    )


def _sorted(look: Look, wanted: JourneysWanted) -> str:
    return f"{begun(look)} AND {narrowed(wanted)} {ordered(SORTS, wanted.sort, wanted.order, 'journey')}"
