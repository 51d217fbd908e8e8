"""How a promise stands at a moment, from its row: the rule of the view `promise_ledger`, in Python.

What happens after the moment has not happened. In this order:

1. withdrawn: taken back by its due time, before it was kept. A broken promise cannot be withdrawn.
2. late, kept: kept after or by its due time, and the customer has not denied it since; where it was denied and then kept
   again, it is late. Without a due time it is kept.
3. unknown_due: no due time is known.
4. broken: the due time is over. Else open.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from schemas.stories import PromiseRow


class State(StrEnum):
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    UNKNOWN_DUE = "unknown_due"


class Money(NamedTuple):
    """Whole minor units of `currency` (empty: no tariff applies and nothing was paid)."""

    owed: int
    paid: int
    outstanding: int
    currency: str


def due_as_of(row: PromiseRow, as_of: datetime) -> datetime | None:
    """When it was due, as far as was told and agreed by then."""
    known = [to for at, to in zip(row.moved_at, row.moved_to, strict=True) if at <= as_of]
    return known[-1] if known else row.first_due_at


def state_as_of(row: PromiseRow, as_of: datetime) -> State | None:
    """None where it was not yet made."""
    if row.made_at > as_of:
        return None
    due, kept = due_as_of(row, as_of), _by(row.kept_at, as_of)
    withdrawn = _by(row.withdrawn_at, as_of)
    if withdrawn and (due is None or withdrawn <= due) and (kept is None or withdrawn < kept):
        return State.WITHDRAWN
    truly = _truly_kept(row, as_of, due)
    if truly:
        return State.LATE if due and truly > due else State.KEPT
    if due is None:
        return State.UNKNOWN_DUE
    return State.BROKEN if due < as_of else State.OPEN


def money_as_of(row: PromiseRow, as_of: datetime) -> Money:
    """Payments in another currency than that of the tariff (or, without one, of the first payment) are left out."""
    owed = sum(amount for at, amount in zip(row.accrued_at, row.accrued, strict=True) if at <= as_of)
    made = [one for one in zip(row.paid_at, row.paid, row.paid_in, strict=True) if one[0] <= as_of]
    currency = row.currency or (made[0][2] if made else "")
    paid = sum(amount for _, amount, in_currency in made if in_currency == currency)
    return Money(owed, paid, max(0, owed - paid), currency)


def _truly_kept(row: PromiseRow, as_of: datetime, due: datetime | None) -> datetime | None:
    kept, doubted = _by(row.kept_at, as_of), _by(row.doubted_at, as_of)
    if kept and doubted and doubted > kept and (due is None or doubted > due):
        return _by(row.kept_again_at, as_of)
    return kept


def _by(moment: datetime | None, as_of: datetime) -> datetime | None:
    return moment if moment is not None and moment <= as_of else None
