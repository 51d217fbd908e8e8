"""Promises made in the period, what became of them, and the money owed for those not kept: all as of now."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import within
from pipeline.page.lists import Paged, ordered
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Measure, Place, Step, told_and_steps

BROKEN: Final = Measure(
    source="promise_ledger",
    hits="broken",
    n="came_due",
    of="came_due_or_unknown",
    per=100,
    by=ORDINARY,
    known=ORDINARY,
    compared=False,  # the promises of the period before had longer to be kept
)
SORTS: Final = {
    "made": "made_at",
    "due": "due_at",
    "late": "days_late",
    "outstanding": "if(outstanding = 0, NULL, outstanding)",
}


class PromisesWanted(Paged, frozen=True, kw_only=True):
    sort: Literal["made", "due", "late", "outstanding"] = "made"
    state: Literal["broken", "late", "kept", "open", "withdrawn", "unknown_due"] | None = None


class Owed(Shown, frozen=True, kw_only=True):
    """Whole minor units of `currency`, under one tariff; an empty one is none."""

    currency: str
    tariff: str
    owed: int
    paid: int
    outstanding: int
    promises: int


class State(msgspec.Struct, frozen=True, array_like=True):
    """Sent as an array in this order."""

    state: str
    count: int


class Promise(Shown, frozen=True, kw_only=True):
    """One line of the ledger. Amounts are whole minor units; `paid_otherwise` are payments in other currencies."""

    customer: str
    promise: str
    event_key: str
    made_at: datetime
    due_at: datetime | None
    kept_at: datetime | None
    state: str
    days_late: float | None
    what: str
    owner: str
    channel: str
    region: str
    product: str
    team: str
    tariff: str
    owed: int
    paid: int
    outstanding: int
    currency: str
    paid_otherwise: str


class PromisesMade(Section, frozen=True, kw_only=True):
    rate: Figure
    states: tuple[State, ...]
    money: tuple[Owed, ...]
    by: Mapping[str, tuple[Place, ...]]
    series: tuple[Step, ...]
    total: int
    offset: int
    ledger: tuple[Promise, ...]


class _Count(msgspec.Struct, frozen=True, array_like=True):
    count: int


async def promises(look: Look, wanted: PromisesWanted) -> PromisesMade:
    made = _made(look)
    (found, series), states, money, total, lines = await asyncio.gather(
        told_and_steps(look, BROKEN),
        look.asking.rows(
            State,
            f"SELECT state, count() AS times FROM promise_ledger WHERE {made} GROUP BY state ORDER BY times DESC, state",
        ),
        look.asking.shown(Owed, _money(made)),
        look.asking.row(_Count, f"SELECT count() FROM promise_ledger WHERE {made} AND {_narrowed(wanted)}"),
        ledger(look, wanted, wanted.cut),
    )
    return PromisesMade(
        **look.span(ORDINARY),
        rate=found.rate,
        states=tuple(states),
        money=tuple(money),
        by=found.by,
        series=series,
        total=total.count,
        offset=wanted.offset,
        ledger=tuple(lines),
    )


def _money(made: str) -> str:
    """Only promises that owe, or for which something was paid, have a currency here."""
    return (
        "SELECT currency, tariff, sum(owed) AS o, sum(paid) AS p, sum(outstanding) AS u, count() AS times "
        f"FROM promise_ledger WHERE {made} AND (owed != 0 OR paid != 0) GROUP BY currency, tariff "
        "ORDER BY currency, tariff"
    )


async def ledger(look: Look, wanted: PromisesWanted, cut: str) -> list[Promise]:
    """The lines wanted, `cut` being a LIMIT."""
    rows = await look.asking.shown(
        Promise,
        f"SELECT {', '.join(Promise.__struct_fields__)} FROM promise_ledger WHERE {_made(look)} "
        f"AND {_narrowed(wanted)} {ordered(SORTS, wanted.sort, wanted.order, 'promise')} {cut}",
    )
    return [_shown(look, row) for row in rows]


def _made(look: Look) -> str:
    return f"{within(look.period)} AND {BROKEN.where(look)}"


def _narrowed(wanted: PromisesWanted) -> str:
    return f"state = '{wanted.state}'" if wanted.state else "1"


def _shown(look: Look, row: Promise) -> Promise:
    return replace(
        row, customer=look.reader.called(row.customer), what=look.shown(row.what), owner=look.shown(row.owner)
    )
