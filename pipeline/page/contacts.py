"""Contacts by the company: how many, which broke a limit, and who is contacted most."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from pipeline.page.answers import Pressure, Shown
from pipeline.page.asking import within
from pipeline.page.ledgers import pressure
from pipeline.page.lists import Paged, ordered
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Measure, Place, Step, told_and_steps

UNWELCOME: Final = Measure(
    source="contact_pressure",
    hits="violation",
    n="contact",
    of="contact",
    per=1_000,
    by=(*ORDINARY, "campaign", "purpose"),
    known=ORDINARY,
)
SORTS: Final = {"contacts": "contacts", "violations": "violations", "last": "last_at"}


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


class _Count(msgspec.Struct, frozen=True, array_like=True):
    count: int


async def contacts(look: Look, wanted: ContactsWanted) -> Contacts:
    (found, series), (kinds, _), total, customers = await asyncio.gather(
        told_and_steps(look, UNWELCOME),
        pressure(look.asking, look.chosen, look.period),
        look.asking.row(_Count, f"SELECT uniqExact(customer) FROM contact_pressure WHERE {_made(look)}"),
        most(look, wanted, wanted.cut),
    )
    return Contacts(
        **look.span(ORDINARY),
        pressure=replace(kinds, rate=found.rate),
        contacts=found.n,
        series=series,
        by=found.by,
        total=total.count,
        offset=wanted.offset,
        most=tuple(customers),
    )


async def most(look: Look, wanted: ContactsWanted, cut: str) -> list[Contacted]:
    """The customers wanted, `cut` being a LIMIT."""
    rows = await look.asking.shown(
        Contacted,
        "SELECT customer, contacts, violations, most_7_days, unanswered_sales, last_at FROM ("
        "SELECT customer, count() AS contacts, sum(violation) AS violations, max(contacts_7_days) AS most_7_days, "
        "max(unanswered_sales_30_days) AS unanswered_sales, max(made_at) AS last_at "
        f"FROM contact_pressure WHERE {_made(look)} GROUP BY customer) "
        f"{ordered(SORTS, wanted.sort, wanted.order, 'customer')} {cut}",
    )
    return [replace(one, customer=look.reader.called(one.customer)) for one in rows]


def _made(look: Look) -> str:
    return f"{within(look.period)} AND {UNWELCOME.where(look)}"
