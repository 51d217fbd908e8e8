"""Promises made in the period, what became of them, and the money owed for those not kept: all as of now."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace as but
from datetime import date, datetime
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import Period, pairs, within
from pipeline.page.comparing import Counted, rate
from pipeline.page.counted import counted
from pipeline.page.ledgers import ledger_of
from pipeline.page.lists import Paged, ordered
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Measure, Place, Step, stepped, told
from pipeline.warehouse.story_counts import STATES

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
_DUE: Final = ("broken", "late", "kept")
_OF_DAYS: Final = but(
    BROKEN, source="promises_daily FINAL", n=" + ".join(_DUE), of=" + ".join((*_DUE, "unknown_due"))
)
"""As the last refresh has counted them."""
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
    """One line of the ledger. Amounts are whole minor units; `paid_otherwise` are payments in other currencies.

    `promise` is the company's own name of it, which may hold the customer's id; it and `event_key` are empty for readers
    who may not see words.
    """

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


class _Day(msgspec.Struct, frozen=True, array_like=True):
    """The promises of one day in one state under one tariff; `owing` of them owe, or had something paid for them."""

    day: date
    state: str
    currency: str
    tariff: str
    count: int
    broken: int
    came_due: int
    came_due_or_unknown: int
    owing: int
    owed: int
    paid: int
    outstanding: int


async def promises(look: Look, wanted: PromisesWanted) -> PromisesMade:
    rolled = "promises" in await counted(look.asking)
    found, days, lines = await asyncio.gather(
        told(look, _OF_DAYS if rolled else BROKEN),
        _counted_days(look) if rolled else look.asking.rows(_Day, _days(look)),
        _many(look, wanted) if rolled else ledger(look, wanted),
    )
    return PromisesMade(
        **look.span(ORDINARY),
        rate=found.rate,
        states=_states(days),
        money=_money(days),
        by=found.by,
        series=tuple(_step(days, one) for one in stepped(look.period)),
        total=sum(one.count for one in days if wanted.state in {None, one.state}),
        offset=wanted.offset,
        ledger=tuple(lines),
    )


def _days(look: Look) -> str:
    return (
        "SELECT day, state, currency, tariff, count(), sum(broken), sum(came_due), sum(came_due_or_unknown), "
        "countIf(owed != 0 OR paid != 0), sum(owed), sum(paid), sum(outstanding) "
        f"FROM promise_ledger WHERE {_made(look)} GROUP BY day, state, currency, tariff"
    )


class _Counted(msgspec.Struct, frozen=True, array_like=True):
    """The promises of one day under one tariff; `states` are their counts in the order of STATES."""

    day: date
    currency: str
    tariff: str
    states: tuple[int, ...]
    owing: int
    owed: int
    paid: int
    outstanding: int


async def _counted_days(look: Look) -> list[_Day]:
    """The same from the days."""
    rows = await look.asking.rows(
        _Counted,
        f"SELECT day, currency, tariff, [{', '.join(f'sum({state})' for state in STATES)}], "
        "sum(owing), sum(owed), sum(paid), sum(outstanding) "
        f"FROM {_OF_DAYS.source} WHERE {_made(look)} GROUP BY day, currency, tariff",
    )
    return [one for row in rows for one in _unfolded(row)]


def _unfolded(row: _Counted) -> Iterator[_Day]:
    """One with the money and no promises, and one for each state."""
    yield _Day(
        row.day, "", row.currency, row.tariff, 0, 0, 0, 0, row.owing, row.owed, row.paid, row.outstanding
    )
    for state, count in zip(STATES, row.states, strict=True):
        broken, due = count * (state == "broken"), count * (state in _DUE)
        known = due + count * (state == "unknown_due")
        if count:
            yield _Day(row.day, state, row.currency, row.tariff, count, broken, due, known, 0, 0, 0, 0)


def _states(days: Iterable[_Day]) -> tuple[State, ...]:
    counts: Counter[str] = Counter()
    for one in days:
        if one.count:
            counts[one.state] += one.count
    return tuple(State(*each) for each in sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _money(days: Iterable[_Day]) -> tuple[Owed, ...]:
    """Only promises that owe, or for which something was paid, have a currency here."""
    places: dict[tuple[str, str], list[_Day]] = {}
    for one in days:
        if one.owing:
            places.setdefault((one.currency, one.tariff), []).append(one)
    return tuple(
        Owed(
            currency=currency,
            tariff=tariff,
            owed=sum(one.owed for one in found),
            paid=sum(one.paid for one in found),
            outstanding=sum(one.outstanding for one in found),
            promises=sum(one.owing for one in found),
        )
        for (currency, tariff), found in sorted(places.items())
    )


def _step(days: Iterable[_Day], step: Period) -> Step:
    inside = [one for one in days if step.start <= one.day <= step.end]
    counted = Counted(
        sum(one.broken for one in inside),
        sum(one.came_due for one in inside),
        sum(one.came_due_or_unknown for one in inside),
    )
    return Step(start=step.start, end=step.end, rate=rate(counted, BROKEN.per))


class _Name(msgspec.Struct, frozen=True, array_like=True):
    customer: str
    promise: str


_COLUMNS: Final = ", ".join(Promise.__struct_fields__)


async def ledger(look: Look, wanted: PromisesWanted) -> list[Promise]:
    """One page of the lines. They are found by the few columns that sort them, and read whole when they are few."""
    names = await _names(look, wanted)
    return await _lines(look, names, f"promise_ledger WHERE {_listed(names)}")


async def _many(look: Look, wanted: PromisesWanted) -> list[Promise]:
    """The same where there are many: no others are looked at for what the page's lines say."""
    names = await _names(look, wanted)
    return await _lines(look, names, ledger_of(_listed(names)))


def _listed(names: Iterable[_Name]) -> str:
    return f"(customer, promise) IN ({pairs((one.customer, one.promise) for one in names)})"


async def _names(look: Look, wanted: PromisesWanted) -> list[_Name]:
    return await look.asking.rows(
        _Name, f"SELECT customer, promise FROM promise_ledger WHERE {_sorted(look, wanted)} {wanted.cut}"
    )


async def _lines(look: Look, names: Sequence[_Name], ledger: str) -> list[Promise]:
    if not names:
        return []
    rows = await look.asking.shown(Promise, f"SELECT {_COLUMNS} FROM {ledger}")
    by_name = {(row.customer, row.promise): row for row in rows}
    found = (by_name.get((one.customer, one.promise)) for one in names)
    return [_shown(look, row) for row in found if row]


async def all_lines(look: Look, wanted: PromisesWanted, cut: str) -> list[Promise]:
    """Very many of them, read in one go; `cut` is a LIMIT."""
    rows = await look.asking.shown(
        Promise, f"SELECT {_COLUMNS} FROM promise_ledger WHERE {_sorted(look, wanted)} {cut}"
    )
    return [_shown(look, row) for row in rows]


def _sorted(look: Look, wanted: PromisesWanted) -> str:
    narrowed = f"state = '{wanted.state}'" if wanted.state else "1"
    return f"{_made(look)} AND {narrowed} {ordered(SORTS, wanted.sort, wanted.order, 'promise')}"


def _made(look: Look) -> str:
    return f"{within(look.period)} AND {BROKEN.where(look)}"


def _shown(look: Look, row: Promise) -> Promise:
    return replace(
        row,
        customer=look.reader.called(row.customer),
        promise=look.shown(row.promise),
        event_key=look.shown(row.event_key),
        what=look.shown(row.what),
        owner=look.shown(row.owner),
    )
