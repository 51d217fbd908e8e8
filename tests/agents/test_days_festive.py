"""Named holidays and written dates as due days: said on Wednesday 13 May 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hearing.calendar import Calendar
from agents.hearing.days import days_named
from agents.hearing.days_festive import easter

TODAY = date(2026, 5, 13)


def days(text: str, zone: str = "Asia/Shanghai") -> list[date]:
    return [found.day for found in days_named(text, TODAY, Calendar(zone))]


@pytest.mark.parametrize(
    ("english", "chinese", "due"),
    [
        ("before Christmas", "圣诞节前", date(2026, 12, 24)),
        ("at Christmas", "圣诞节", date(2026, 12, 25)),
        ("by New Year's Day", "元旦", date(2027, 1, 1)),
        ("before Chinese New Year", "春节前", date(2027, 2, 5)),
        ("by Dragon Boat Festival", "端午节", date(2026, 6, 19)),
        ("before National Day", "国庆之前", date(2026, 9, 30)),
        ("by Mid-Autumn Festival", "中秋", date(2026, 9, 25)),
        ("before May Day", "五一前", date(2027, 4, 30)),
    ],
)
def test_a_holiday_is_a_day_and_before_it_is_the_day_before(english: str, chinese: str, due: date) -> None:
    assert days(f"you will have it {english}") == [due]
    assert days(f"{chinese}给您退款") == [due]


@pytest.mark.parametrize(
    "text", ["we will call you after Easter", "春节后给您答复", "端午节之后联系您", "五年前"]
)
def test_after_a_holiday_is_no_day(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("by Good Friday", date(2027, 3, 26)),
        ("by Easter Monday", date(2027, 3, 29)),
        ("by Thanksgiving", date(2026, 11, 26)),
        ("before Labor Day", date(2026, 9, 6)),
        ("by Memorial Day", date(2026, 5, 25)),
        ("清明前", date(2027, 4, 4)),
        ("年前", date(2027, 2, 5)),
    ],
)
def test_days_that_move_are_found(text: str, due: date) -> None:
    assert days(text) == [due]


@given(st.integers(1900, 2200))
def test_easter_is_a_sunday_of_spring(year: int) -> None:
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("America/New_York", date(2026, 6, 5)),
        ("Asia/Shanghai", date(2026, 6, 5)),
        ("Europe/London", date(2027, 5, 6)),
    ],
)
def test_of_two_small_numbers_the_zone_says_which_is_the_month(zone: str, due: date) -> None:
    assert days("we will pay by 6/5", zone) == [due]


def test_a_number_that_is_no_month_is_a_day_everywhere() -> None:
    for zone in ("America/New_York", "Europe/London"):
        assert days("by 5/20", zone) == days("by 20/5", zone) == [date(2026, 5, 20)]
    assert days("we are open 24/7 and 1/2 price") == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("on the first of June", date(2026, 6, 1)),
        ("by June the twenty-third", date(2026, 6, 23)),
        ("by the fifth, we hope", date(2026, 6, 5)),
        ("the last Friday of the month", date(2026, 5, 29)),
        ("the last Friday of next month", date(2026, 6, 26)),
        ("下个月到账", date(2026, 6, 30)),
    ],
)
def test_days_in_words(text: str, due: date) -> None:
    assert days(text) == [due]


def test_a_shifted_working_day_is_worked_and_a_holiday_is_not() -> None:
    saturday = date(2026, 5, 16)
    calendar = Calendar(
        "Asia/Shanghai", holidays=frozenset({date(2026, 5, 14)}), workdays=frozenset({saturday})
    )
    assert calendar.add_working_days(TODAY, 1) == date(2026, 5, 15)
    assert calendar.add_working_days(TODAY, 2) == saturday
    assert calendar.add_working_days(TODAY, 3) == saturday + timedelta(days=2)
