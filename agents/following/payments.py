"""Which payment belongs to which promise."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from agents.following.accruing import Amount
from agents.following.reading import Reading
from agents.following.vows import Vow
from schemas.records import CompensationPaid


class Claim(NamedTuple):
    """A promise, the case it belongs to (never empty), and what falls due for it in `currency`."""

    vow: Vow
    case: str
    currency: str
    accrued: Sequence[Amount]


class Paid(NamedTuple):
    """Whole minor units."""

    at: datetime
    amount: int
    currency: str


def payments(readings: Iterable[Reading], claims: Sequence[Claim]) -> dict[str, list[Paid]]:
    """What was paid, by the promise's name, in order of time. `claims` are in the order of their promises.

    A payment belongs to the promise it names; where it names none that is known, to the last promise of its case made
    before it. It covers what is owed by then for that promise, then for others of the same case in the order in which that fell
    due; what is left stays with the promise it belongs to. So the parts of a payment always add up to it.
    """
    found: dict[str, list[Paid]] = {}
    by_name = {claim.vow.name: claim for claim in claims}
    by_case: dict[str, list[Claim]] = {}
    for claim in claims:
        by_case.setdefault(claim.case, []).append(claim)
    for reading in readings:
        record = reading.touchpoint.record
        if not isinstance(record, CompensationPaid):
            continue
        home = by_name.get(record.promise) or _last_before(by_case.get(record.case, []), reading.at)
        if home:
            paid = Paid(reading.at, record.amount, record.currency)
            for name, part in _shared(paid, home, by_case[home.case], found).items():
                found.setdefault(name, []).append(paid._replace(amount=part))
    return found


def _shared(paid: Paid, home: Claim, case: Sequence[Claim], before: dict[str, list[Paid]]) -> dict[str, int]:
    """The parts of a payment, by promise; each above 0."""
    parts: dict[str, int] = {}
    left = paid.amount
    owing = [claim for claim in case if claim.accrued and claim.currency == paid.currency]
    for claim in sorted(owing, key=lambda one: (one is not home, one.accrued[0].at, one.vow.name)):
        owed = sum(amount.amount for amount in claim.accrued if amount.at <= paid.at)
        had = sum(one.amount for one in before.get(claim.vow.name, ()) if one.currency == paid.currency)
        part = max(0, min(left, owed - had))
        parts[claim.vow.name] = part
        left -= part
    parts[home.vow.name] = parts.get(home.vow.name, 0) + left
    return {name: part for name, part in parts.items() if part}


def _last_before(claims: Sequence[Claim], at: datetime) -> Claim | None:
    place = bisect_right(claims, at, key=lambda claim: claim.vow.made_at)
    return claims[place - 1] if place else None
