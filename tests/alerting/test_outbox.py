"""Messages are owed once, under one id, in order, and end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.alerting.outbox import GIVE_UP, after, begun, due, hopeless, message_id, owed
from schemas.alerting import SENT, AlertRow, DeliveryRow, Ended, Kind, Outcome, State, Target
from tests.alerting.raised import DESK, HOOK, alert
from tests.rows import DAY, HOUR, NOON

LATER = Outcome(ended=Ended.AGAIN, error="HTTP 503")
OVER = alert(closed_at=NOON + HOUR, closed_why="back")


def owing(
    *alerts: AlertRow,
    at: datetime = NOON,
    written: Sequence[DeliveryRow] = (),
    known: datetime | None = None,
    targets: Sequence[Target] = (HOOK,),
) -> list[DeliveryRow]:
    return owed(alerts, written, dict.fromkeys(targets, known), at, 1)


def test_each_target_is_owed_each_message_once() -> None:
    first = owing(alert(), OVER, targets=(HOOK, DESK))
    assert [(row.kind, row.target) for row in first] == [
        ("opened", HOOK.name),
        ("opened", HOOK.name),
        ("closed", HOOK.name),
        ("opened", DESK.name),
        ("opened", DESK.name),
        ("closed", DESK.name),
    ]
    assert owing(alert(), OVER, written=first, targets=(HOOK, DESK)) == []


@given(st.permutations(["a", "b", "c"]), st.integers(0, 3))
def test_what_is_owed_does_not_depend_on_what_was_written_before(order: list[str], done: int) -> None:
    alerts = [alert(f"region={each}") for each in order]
    every = {row.message_id for row in owing(*alerts)}
    half = owing(*alerts)[:done]
    rest = owing(*alerts, written=half)
    assert {row.message_id for row in (*half, *rest)} == every
    assert len(half) + len(rest) == len(every) == 3


def test_a_message_has_one_name_for_ever_and_another_for_anything_else() -> None:
    held = alert()
    names = {
        message_id(one, kind, target)
        for one in (held, alert("region=South"), alert(opened_at=NOON + HOUR))
        for kind in Kind
        for target in (HOOK, DESK)
    }
    assert len(names) == 3 * 3 * 2
    later = msgspec.structs.replace(held, version=99, closed_at=NOON + DAY, text_en="other")
    assert message_id(later, Kind.OPENED, HOOK) == message_id(held, Kind.OPENED, HOOK)
    assert message_id(held, Kind.OPENED, HOOK) == "msg_" + message_id(held, Kind.OPENED, HOOK)[4:]


def test_somebody_new_is_told_of_the_present_only() -> None:
    at = NOON + DAY * 10
    assert owing(OVER, at=at) == []
    assert [row.kind for row in owing(alert(), at=at)] == ["opened"]


def test_somebody_known_is_told_however_long_nobody_was_there() -> None:
    found = owing(OVER, at=NOON + DAY * 10, known=NOON - DAY)
    assert [row.kind for row in found] == ["opened", "closed"]


def test_the_end_is_never_told_before_the_beginning() -> None:
    rows = owing(OVER)
    (first,) = due(rows, NOON)
    assert first.kind == Kind.OPENED
    waiting = after(begun(first, NOON, 2), LATER, NOON, 3)
    assert due([waiting, rows[1]], NOON) == []
    sent = after(begun(first, NOON, 2), SENT, NOON, 3)
    assert [row.kind for row in due([sent, rows[1]], NOON)] == ["closed"]


def test_pauses_grow_to_an_hour() -> None:
    row, at, pauses = owing(alert())[0], NOON, []
    for _ in range(9):
        row = after(begun(row, at, 1), LATER, at, 1)
        pauses.append(int((row.next_attempt_at - at).total_seconds() / 60))
        at = row.next_attempt_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    row = begun(owing(alert())[0], NOON, 1)
    asked = after(row, Outcome(ended=Ended.AGAIN, wait=600), NOON, 2)
    assert asked.next_attempt_at == NOON + timedelta(minutes=10)
    greedy = after(row, Outcome(ended=Ended.AGAIN, wait=86_400), NOON, 2)
    assert greedy.next_attempt_at == NOON + HOUR


def test_it_is_given_up_after_a_day_of_attempts_and_not_without_one() -> None:
    row = owing(alert())[0]
    late = NOON + GIVE_UP + HOUR
    assert hopeless([row], [HOOK], late, 2) == []
    assert due([row], late) == [row]
    over = after(begun(row, late, 2), LATER, late, 3)
    assert (over.state, over.ended_at, over.last_error) == (State.GIVEN_UP, late, "HTTP 503")
    assert due([over], late + DAY) == []


@pytest.mark.parametrize(
    ("ended", "state"),
    [(Ended.SENT, State.SENT), (Ended.REFUSED, State.REFUSED), (Ended.GONE, State.GONE)],
)
def test_other_answers_end_it_at_once(ended: Ended, state: State) -> None:
    row = after(begun(owing(alert())[0], NOON, 1), Outcome(ended=ended), NOON, 2)
    assert (row.state, row.ended_at) == (state, NOON)
    assert due([row], NOON + DAY) == []


def test_a_receiver_that_is_gone_gets_nothing_more_and_others_do() -> None:
    gone = after(begun(owing(alert())[0], NOON, 1), Outcome(ended=Ended.GONE), NOON, 2)
    more = owing(alert("region=South"), targets=(HOOK, DESK))
    (ended,) = hopeless([gone, *more], [HOOK, DESK], NOON, 3)
    assert (ended.target, ended.state) == (HOOK.name, State.GONE)
    assert "410" in ended.last_error


def test_the_end_of_what_nobody_heard_of_is_not_told() -> None:
    first, last = owing(OVER)
    refused = after(begun(first, NOON, 1), Outcome(ended=Ended.REFUSED), NOON, 2)
    (ended,) = hopeless([refused, last], [HOOK], NOON, 3)
    assert (ended.kind, ended.state) == (Kind.CLOSED, State.GIVEN_UP)


def test_a_target_that_was_taken_out_is_waited_for_a_day() -> None:
    row = owing(alert())[0]
    assert hopeless([row], [], NOON + HOUR, 2) == []
    assert [one.state for one in hopeless([row], [], NOON + DAY, 2)] == [State.GIVEN_UP]


def test_a_later_writing_always_holds() -> None:
    row = msgspec.structs.replace(owing(alert())[0], version=2**50)
    started = begun(row, NOON, 1)
    assert row.version < started.version < after(started, SENT, NOON, 1).version
