"""Whose wall clock a local time is read by."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.calendar import DEFAULT_CALENDAR
from agents.hearing.promises import find_promises

_SHANGHAI = replace(DEFAULT_CALENDAR, time_zone="Asia/Shanghai")
_FIVE = "I will call you back by 5 pm today."


def at(hours: int) -> datetime:
    return datetime(2026, 8, 3, 9, tzinfo=timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(("hours", "due"), [(2, 15), (-5, 22), (8, 9)])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_the_offset_of_the_moment_is_the_wall_clock(zone: str, hours: int, due: int) -> None:
    (promise,) = find_promises(_FIVE, at(hours), replace(DEFAULT_CALENDAR, time_zone=zone))
    assert promise.due_at == datetime(2026, 8, 3, due, tzinfo=UTC)


def test_utc_says_nothing_of_where_somebody_is() -> None:
    said = datetime(2026, 8, 3, 1, tzinfo=UTC)  # nine in Shanghai
    (english,) = find_promises(_FIVE, said, _SHANGHAI)
    (chinese,) = find_promises("我今天下午五点前给您回电话", said, _SHANGHAI)
    assert english.due_at == chinese.due_at == datetime(2026, 8, 3, 9, tzinfo=UTC)
    (plain,) = find_promises(_FIVE, said, DEFAULT_CALENDAR)
    assert plain.due_at == datetime(2026, 8, 3, 17, tzinfo=UTC)


@given(st.integers(min_value=-14 * 60, max_value=14 * 60))
def test_any_offset_is_a_clock(minutes: int) -> None:
    said = datetime(2026, 8, 3, 9, tzinfo=timezone(timedelta(minutes=minutes)))
    calendar = DEFAULT_CALENDAR.where(said)
    assert calendar.local(said).hour == 9
    assert calendar.at(said.date(), said.time()) == said
