"""The promise ledger as of a moment, asked from the warehouse: the same statement as its view, told for that moment."""

from datetime import datetime
from typing import Final, NamedTuple, TypeVar, cast

import msgspec

from agents.following.standing import State
from pipeline.ports import Asks
from pipeline.warehouse.quote import text
from pipeline.warehouse.views import as_of

T = TypeVar("T", bound=msgspec.Struct)
_VIEW: Final = "promise_ledger"
_Pairs = list[tuple[str, int]]


class Wanted(NamedTuple):
    """`states` empty: all; `customer` None: all; `limit` None: every promise is listed."""

    as_of: datetime
    states: tuple[State, ...] = ()
    customer: str | None = None
    limit: int | None = None


class Stood(msgspec.Struct, frozen=True, kw_only=True):
    """One promise as it stood: the columns of the view of the same names. Amounts are whole minor units."""

    customer: str
    promise: str
    state: State
    made_at: datetime
    due_at: datetime | None
    first_due_at: datetime | None
    days_late: float | None
    kept_at: datetime | None
    withdrawn_at: datetime | None
    doubted_at: datetime | None
    what: str
    owner: str
    channel: str
    known_by: str
    event_key: str
    doubted_key: str
    tariff: str
    owed: int
    paid: int
    outstanding: int
    currency: str
    paid_otherwise: str
    case_id: str


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one currency, whole minor units. What was paid in it for what is owed in another counts here too."""

    currency: str
    owed: int = 0
    paid: int = 0
    outstanding: int = 0


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of all states, whichever were asked for; money of those that were, and the most urgent of their promises."""

    as_of: datetime
    states: dict[State, int]
    money: tuple[Sum, ...]
    promises: tuple[Stood, ...]


def ledger(warehouse: Asks, wanted: Wanted) -> Ledger:
    """The promises that were made by then: broken ones first, those with most to pay before the others, by due time."""
    told = f"({as_of(_VIEW, wanted.as_of)})"
    whose = "1" if wanted.customer is None else f"customer = {text(wanted.customer)}"
    which = f"state IN ({', '.join(map(text, wanted.states))})" if wanted.states else "1"
    counts = warehouse.ask(f"SELECT state, count() FROM {told} WHERE {whose} GROUP BY state").rows
    counted = msgspec.convert(dict(cast(_Pairs, counts)), dict[State, int])
    rows = warehouse.ask(
        f"SELECT {', '.join(Stood.__struct_fields__)} FROM {told} WHERE {whose} AND {which} "
        "ORDER BY state != 'broken', outstanding DESC, ifNull(due_at, made_at), customer, promise"
        + ("" if wanted.limit is None else f" LIMIT {wanted.limit}")
    ).rows
    return Ledger(
        as_of=wanted.as_of,
        states={state: counted.get(state, 0) for state in State},
        money=_money(warehouse, f"{told} WHERE {whose} AND {which}"),
        promises=tuple(_filled(Stood, row) for row in rows),
    )


def _money(warehouse: Asks, told: str) -> tuple[Sum, ...]:
    rows = warehouse.ask(
        f"SELECT currency, sum(owed), sum(paid), sum(outstanding) FROM {told} AND currency != '' GROUP BY currency"
    ).rows
    found = {one.currency: one for one in (_filled(Sum, row) for row in rows)}
    for (others,) in cast(
        list[tuple[str]], warehouse.ask(f"SELECT paid_otherwise FROM {told} AND paid_otherwise != ''").rows
    ):
        for minor, currency in (payment.split() for payment in others.split(", ")):
            one = found.get(currency, Sum(currency=currency))
            found[currency] = msgspec.structs.replace(one, paid=one.paid + int(minor))
    return tuple(found[currency] for currency in sorted(found))


def _filled(kind: type[T], row: tuple[object, ...]) -> T:
    return msgspec.convert(dict(zip(kind.__struct_fields__, row, strict=True)), kind)
