"""Which payment belongs to which promise."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from agents.following.reading import Reading
from agents.following.vows import Vow
from schemas.records import CompensationPaid


class Paid(NamedTuple):
    """Whole minor units."""

    amount: int
    currency: str


def payments(readings: Iterable[Reading], made: Sequence[Vow]) -> dict[str, Paid]:
    """What was paid, by the promise's name. `made` is in order; each payment belongs to one promise at most.

    To the promise it names; where it names none, to the last promise of its case made before it. Amounts of one
    promise are added up in the currency of the first.
    """
    found: dict[str, Paid] = {}
    names = {vow.name for vow in made}
    of_case: dict[str, list[Vow]] = {}
    for vow in made:
        of_case.setdefault(vow.case, []).append(vow)
    for reading in readings:
        record = reading.touchpoint.record
        if not isinstance(record, CompensationPaid):
            continue
        name = record.promise if record.promise in names else ""
        if not record.promise and record.case:
            name = _last_before(of_case.get(record.case, []), reading)
        if name:
            paid = found.setdefault(name, Paid(0, record.currency))
            if paid.currency == record.currency:
                found[name] = Paid(paid.amount + record.amount, paid.currency)
    return found


def _last_before(promises: list[Vow], reading: Reading) -> str:
    place = bisect_right(promises, reading.at, key=lambda vow: vow.made_at)
    return promises[place - 1].name if place else ""
