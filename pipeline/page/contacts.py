"""Contacts by the company: how many, which broke a limit, and who is contacted most."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from msgspec.structs import replace

from pipeline.page.answers import Pressure, Shown
from pipeline.page.asking import matching, within
from pipeline.page.counted import counted
from pipeline.page.ledgers import pressed
from pipeline.page.lists import Paged, ordered
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Measure, Place, Step, told_and_steps
from pipeline.page.words import hours

SORTS: Final = {"contacts": "contacts", "violations": "violations", "last": "last_at"}


def _unwelcome(look: Look) -> Measure:
    return Measure(
        source=(
            "(SELECT toDate(made_at, 'UTC') AS day, channel, region, product, team, campaign, purpose, "
            "toUInt8(notEmpty(violations)) AS violation, toUInt8(1) AS contact FROM outreach FINAL "
            f"WHERE present = 1 AND {hours(look.period.both, 'made_at')} AND {matching(look.chosen, *ORDINARY)})"
        ),
        hits="violation",
        n="contact",
        of="contact",
        per=1_000,
        by=(*ORDINARY, "campaign", "purpose"),
        known=(),
    )


def _of_days(look: Look) -> tuple[Measure, Measure]:
    """The same as the last refresh has counted it: by place, and by campaign and purpose."""
    chosen = f"{within(look.period.both)} AND {matching(look.chosen, *ORDINARY)}"
    parts = ", ".join(("day", *(column for column, _ in _PARTS)))
    unfolded = ", ".join(f"{column} AS {name}" for column, name in _PARTS)
    source = f"(SELECT day, {', '.join(name for _, name in _PARTS)} FROM (SELECT {parts} FROM outreach_daily FINAL WHERE {chosen}) ARRAY JOIN {unfolded})"
    by_place = Measure(
        source="outreach_daily FINAL",
        hits="violations",
        n="contacts",
        of="contacts",
        per=1_000,
        by=ORDINARY,
        known=ORDINARY,
    )
    return by_place, Measure(
        source=source, hits="v", n="k", of="k", per=1_000, by=("campaign", "purpose"), known=()
    )


_PARTS: Final = (
    ("campaigns", "campaign"),
    ("purposes", "purpose"),
    ("part_contacts", "k"),
    ("part_violations", "v"),
)


class ContactsWanted(Paged, frozen=True, kw_only=True):
    sort: Literal["contacts", "violations", "last"] = "contacts"


class Contacted(Shown, frozen=True, kw_only=True):
    """One customer in the period; `most_7_days` are the most contacts in any seven days, all senders together."""

    customer: str
    contacts: int
    violations: int
    most_7_days: int
    unanswered_sales: int
    last_at: datetime


class Contacts(Section, frozen=True, kw_only=True):
    """Contacts that broke a limit, per 1,000."""

    pressure: Pressure
    contacts: int
    series: tuple[Step, ...]
    by: Mapping[str, tuple[Place, ...]]
    total: int
    offset: int
    most: tuple[Contacted, ...]


async def contacts(look: Look, wanted: ContactsWanted) -> Contacts:
    measures = _of_days(look) if "outreach" in await counted(look.asking) else (_unwelcome(look),)
    (found, series), (kinds, _, contacted), customers = await asyncio.gather(
        told_and_steps(look, *measures),
        pressed(look.asking, look.chosen, look.period, everybody=True),
        most(look, wanted, wanted.cut),
    )
    return Contacts(
        **look.span(ORDINARY),
        pressure=replace(kinds, rate=found.rate),
        contacts=found.n,
        series=series,
        by=found.by,
        total=contacted,
        offset=wanted.offset,
        most=tuple(customers),
    )


async def most(look: Look, wanted: ContactsWanted, cut: str) -> list[Contacted]:
    """The customers wanted, `cut` being a LIMIT."""
    rows = await look.asking.shown(
        Contacted,
        "SELECT customer, contacts, violations, most_7_days, unanswered_sales, last_at FROM ("
        "SELECT customer, count() AS contacts, countIf(notEmpty(violations)) AS violations, "
        "max(contacts_7_days) AS most_7_days, max(unanswered_sales_30_days) AS unanswered_sales, max(made_at) AS last_at "
        f"FROM outreach FINAL WHERE present = 1 AND {hours(look.period, 'made_at')} "
        f"AND {matching(look.chosen, *ORDINARY)} GROUP BY customer) "
        f"{ordered(SORTS, wanted.sort, wanted.order, 'customer')} {cut}",
    )
    return [replace(one, customer=look.reader.called(one.customer)) for one in rows]
