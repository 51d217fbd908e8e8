"""The outbox on a real warehouse: what is owed is sent, once a state, in order, and what fails is visible."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from pipeline.alerting.sending import Sent, send_all
from pipeline.alerting.shelf import listed, messages, recent
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.alerting import SENT, Ended, Kind, Outcome
from tests.alerting.raised import DESK, HOOK, Desk, alert
from tests.rows import DAY, HOUR, NOON

LATER = Outcome(ended=Ended.AGAIN, error="HTTP 503")


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_each_state_is_sent_once(warehouse: SqlWarehouse) -> None:
    desk = Desk((HOOK, DESK))
    warehouse.write(tables.ALERTS, [alert()])
    assert send_all(warehouse, desk, at(NOON)) == Sent(2, 0, 0)
    assert send_all(warehouse, desk, at(NOON + HOUR)) == Sent(0, 0, 0)
    warehouse.write(tables.ALERTS, [alert(closed_at=NOON + HOUR, closed_why="back", version=2)])
    assert send_all(warehouse, desk, at(NOON + HOUR)) == Sent(2, 0, 0)
    assert send_all(warehouse, desk, at(NOON + HOUR * 2)) == Sent(0, 0, 0)
    assert [kind for _, kind, _ in desk.taken] == [Kind.OPENED] * 2 + [Kind.CLOSED] * 2


def test_opened_and_closed_while_nobody_sent_arrive_in_order(warehouse: SqlWarehouse) -> None:
    desk = Desk()
    warehouse.write(tables.ALERTS, [alert(closed_at=NOON + HOUR, closed_why="back")])
    sent = [send_all(warehouse, desk, at(NOON + HOUR + timedelta(minutes=n))) for n in range(2)]
    assert sent == [Sent(1, 0, 0), Sent(1, 0, 0)]
    assert [kind for _, kind, _ in desk.taken] == [Kind.OPENED, Kind.CLOSED]


def test_a_receiver_that_is_away_gets_all_of_it_later_and_holds_up_nobody(warehouse: SqlWarehouse) -> None:
    class HookAway(Desk):
        def carry(self, *message):  # type: ignore[no-untyped-def]  # the protocol's
            super().carry(*message)
            return LATER if message[2] == HOOK else SENT

    away = HookAway((HOOK, DESK))
    warehouse.write(tables.ALERTS, [alert(f"region={n}") for n in range(5)])
    assert send_all(warehouse, away, at(NOON)) == Sent(5, 1, 0)
    assert sum(target == HOOK for _, _, target in away.taken) == 1
    desk = Desk((HOOK, DESK))
    assert send_all(warehouse, desk, at(NOON + HOUR)) == Sent(5, 0, 0)
    assert {target for _, _, target in desk.taken} == {HOOK}


def test_what_is_given_up_is_seen(warehouse: SqlWarehouse) -> None:
    desk = Desk(usual=LATER)
    warehouse.write(tables.ALERTS, [alert()])
    for hours in range(30):
        send_all(warehouse, desk, at(NOON + HOUR * hours))
    assert 20 <= len(desk.taken) <= 26
    (row,) = warehouse.ask("SELECT state, attempts, last_error, next_attempt_at FROM alert_messages").rows
    assert row == ("given_up", len(desk.taken), "HTTP 503", None)
    (one,) = listed(warehouse.ask, NOON + DAY * 2, closed_too=False)
    assert one.messages == "1 given_up"


def test_a_message_is_written_before_it_is_sent(warehouse: SqlWarehouse) -> None:
    class Looking(Desk):
        def carry(self, *message):  # type: ignore[no-untyped-def]  # the protocol's
            (row,) = messages(warehouse.select, recent(warehouse.select, NOON))
            assert (row.state, row.attempts) == ("due", 1)
            return super().carry(*message)

    warehouse.write(tables.ALERTS, [alert()])
    assert send_all(warehouse, Looking(), at(NOON)).sent == 1


def test_the_rest_waits_when_the_process_ends(warehouse: SqlWarehouse) -> None:
    desk = Desk()
    warehouse.write(tables.ALERTS, [alert("region=a"), alert("region=b")])
    assert send_all(warehouse, desk, at(NOON), lambda: bool(desk.taken)) == Sent(1, 0, 0)
    assert send_all(warehouse, desk, at(NOON)) == Sent(1, 0, 0)


def test_without_targets_nothing_is_owed(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.ALERTS, [alert()])
    assert send_all(warehouse, Desk(()), at(NOON)) == Sent(0, 0, 0)
    assert warehouse.select("SELECT count() FROM alert_deliveries").rows == [(0,)]
