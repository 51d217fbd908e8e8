"""The power cut at every call of a refresh: no alert is lost, and none is told twice under two names."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest

from agents.alerting.outbox import message_id
from pipeline.alerting.raising import raise_alerts
from pipeline.alerting.sending import send_all
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.alerting import AlertRow, Kind, Outcome, Target
from tests.alerting.raised import DESK, HOOK, Desk, rule
from tests.crash.cutting import Cut, Fuse, PowerCut, When
from tests.rows import HOUR, NOON, fact

RULE = rule(silence_hours=0)


class Receiver(Desk):
    """Keeps the names of what it took."""

    def __init__(self) -> None:
        super().__init__((HOOK, DESK))
        self.names: list[str] = []

    def carry(self, alert: AlertRow, kind: Kind, target: Target) -> Outcome:
        self.names.append(message_id(alert, kind, target))
        return super().carry(alert, kind, target)


class Fused:
    """A receiver on the same fuse."""

    targets = (HOOK, DESK)

    def __init__(self, receiver: Receiver, fuse: Fuse) -> None:
        self._receiver, self._fuse = receiver, fuse

    def carry(self, *message: Any) -> Any:
        return self._fuse.run(self._receiver.carry, message)


def clock(start: datetime) -> Iterator[datetime]:
    while True:
        yield start
        start += timedelta(minutes=2)


def tell(warehouse: SqlWarehouse, hits: int, n: int, begin: int = 0) -> None:
    rows = [
        fact(f"{begin + k:032x}", NOON, complaint="yes" if k < hits else "no", region="North", voice="坏了")
        for k in range(n)
    ]
    warehouse.write(tables.INTERACTIONS, rows)
    warehouse.recount([NOON])


def refresh(warehouse: SqlWarehouse, receiver: Receiver, moments: Iterator[datetime], fuse: Fuse) -> None:
    """One refresh on stores that may be cut; the last of it is the answer of a receiver."""
    shelf: Any = Cut(warehouse, fuse)
    at = next(moments)
    raise_alerts(shelf, [RULE], at)
    for _ in range(2):  # of one alert the end is sent a round after the beginning
        send_all(shelf, Fused(receiver, fuse), partial(next, moments))


def lived(warehouse: SqlWarehouse, at: int, when: When) -> tuple[Receiver, Fuse]:
    """Opened, then closed; cut once at call number `at` and taken up again later."""
    receiver, moments, fuse = Receiver(), clock(NOON + HOUR), Fuse(at, when)
    for step in range(2):
        tell(warehouse, *((60, 200) if step == 0 else (0, 3000)), begin=step * 1000)
        for _ in range(2):
            try:
                refresh(warehouse, receiver, moments, fuse)
            except PowerCut:
                continue
            break
        refresh(warehouse, receiver, moments, Fuse())
    return receiver, fuse


CHANGES = (2, 6, *range(10, 18), 21, 22, 24, 26, *range(30, 38), 41, 42)
"""The calls of an uncut life that change something; the first test holds it.

A cut before a call that only reads leaves what a cut after the change before it leaves.
"""
CUTS = [*product(CHANGES, (When.BEFORE, When.WITHIN)), (CHANGES[-1], When.AFTER)]


def test_an_uncut_life(on_chdb: SqlWarehouse) -> None:
    receiver, fuse = lived(on_chdb, 0, When.BEFORE)
    assert tuple(at for at, name in enumerate(fuse.named, 1) if name != "select") == CHANGES
    assert [kind for _, kind, _ in receiver.taken] == [Kind.OPENED] * 2 + [Kind.CLOSED] * 2
    assert len(set(receiver.names)) == 4


@pytest.mark.parametrize(
    ("at", "when"),
    [pytest.param(*cut, marks=() if at % 10 == 0 else pytest.mark.slow) for at, cut in enumerate(CUTS)],
)
def test_a_cut_anywhere_loses_nothing_and_tells_nothing_under_two_names(
    on_chdb: SqlWarehouse, at: int, when: When
) -> None:
    receiver, _ = lived(on_chdb, at, when)
    (held,) = on_chdb.rows(tables.ALERTS)
    assert isinstance(held, AlertRow)
    assert held.closed_at is not None
    owed = {message_id(held, kind, target) for kind in (Kind.OPENED, Kind.CLOSED) for target in (HOOK, DESK)}
    assert set(receiver.names) == owed
    assert len(receiver.names) <= len(owed) + 1  # once more where the cut fell between sending and noting
    states = on_chdb.select("SELECT DISTINCT state FROM alert_messages").rows
    assert states == [("sent",)]
