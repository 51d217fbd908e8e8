"""Moments as the log counts them."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from pipeline.moments import microseconds_of, moment_at, second_at
from schemas.values import EARLIEST, LATEST

EVERY = st.datetimes(
    EARLIEST.replace(tzinfo=None),
    LATEST.replace(tzinfo=None),
    timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)


@given(EVERY)
def test_a_moment_comes_back_to_the_microsecond_in_utc(moment: datetime) -> None:
    found = moment_at(microseconds_of(moment))
    assert (found, found.tzinfo) == (moment, UTC)


@given(EVERY)
def test_a_second_is_the_one_that_has_begun(moment: datetime) -> None:
    second = second_at(microseconds_of(moment))
    assert second.microsecond == 0
    assert timedelta() <= moment - second < timedelta(seconds=1)


def test_before_1970_too() -> None:
    assert second_at(-1) == datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)
