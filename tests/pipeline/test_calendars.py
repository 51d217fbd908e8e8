"""Business calendars: countries, files, and what the ear and the stories make of them."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from agents.hearing.duetimes import find_due
from pipeline.choices.calendars import CalendarFile, calendar_of, load_calendar
from pipeline.choices.policies import policies_of
from pipeline.ear import load_ear
from pipeline.settings import Settings
from schemas.errors import Misused


def test_without_a_choice_monday_to_friday_are_worked() -> None:
    calendar = load_calendar(Settings(time_zone="Europe/London"))
    assert (calendar.time_zone, calendar.holidays, calendar.workdays) == (
        "Europe/London",
        frozenset(),
        frozenset(),
    )
    assert calendar.is_working(date(2026, 12, 25))


def test_china_shifts_its_working_days() -> None:
    calendar = load_calendar(Settings(calendar="CN", time_zone="Asia/Shanghai"))
    assert not calendar.is_working(date(2026, 10, 7))
    assert calendar.is_working(date(2026, 10, 10))  # a Saturday
    assert calendar.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)


@pytest.mark.parametrize(("country", "works"), [("GB-SCT", False), ("GB-ENG", True)])
def test_a_part_of_a_country_has_days_of_its_own(country: str, works: bool) -> None:
    assert load_calendar(Settings(calendar=country)).is_working(date(2026, 11, 30)) is works  # Saint Andrew


def test_a_weekend_may_be_friday_and_saturday() -> None:
    calendar = load_calendar(Settings(calendar="SA"))
    assert (calendar.is_working(date(2026, 8, 7)), calendar.is_working(date(2026, 8, 9))) == (False, True)


def test_a_file_adds_to_the_country(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text(
        "country: CN\ntime_zone: Asia/Shanghai\nopens: 08:30\ncloses: 17:30\n"
        "holidays: [2026-10-10]\nworkdays: [2026-10-07]\n",
        encoding="utf-8",
    )
    calendar = load_calendar(Settings(calendar=str(file)))
    assert (calendar.opens, calendar.closes, calendar.time_zone) == (
        time(8, 30),
        time(17, 30),
        "Asia/Shanghai",
    )
    assert (calendar.is_working(date(2026, 10, 10)), calendar.is_working(date(2026, 10, 7))) == (False, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("country: XX", "no holidays are known"),
        ("country: China", "not written as CN"),
        ("opens: soon", "no clock time"),
        ("opens: 1800", "no clock time"),
        ("opens: -5", "no clock time"),
        ("opens: 99999999999999999999", "no clock time"),
        ("opens: '09:00+02:00'", "no clock time"),
        ("weekend: [7]", "<= 6"),
        ("holidays: [0000-01-01]", "line 1: '0000-01-01' is no date"),
        ("opens: '18:00'\ncloses: '09:00'", "opening comes first"),
        ("weekend: [0, 1, 2, 3, 4, 5, 6]", "no working day"),
        ("holiday: [2026-01-01]", "unknown field"),
        ("time_zone: Mars/Base", "no time zone"),
        ("- 1", "Expected"),
        ("a: [", "line [12]: "),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Misused, match=said) as refused:
        load_calendar(Settings(calendar=str(file)))
    assert "calendar.yaml" in str(refused.value)


def test_no_such_country_or_file() -> None:
    for chosen in ("XX", "GB-ZZZ", "nowhere.yaml"):
        with pytest.raises(Misused):
            load_calendar(Settings(calendar=chosen))


@pytest.mark.slow
def test_the_ear_and_the_stories_have_one_calendar() -> None:
    chosen = Settings(calendar="CN", time_zone="Asia/Shanghai")
    assert load_ear(chosen).calendar == policies_of(chosen).calendar


@pytest.mark.parametrize("words", ["三个工作日内给您退款", "within three working days"])
def test_three_working_days_from_the_eve_of_a_golden_week(words: str) -> None:
    calendar = calendar_of(CalendarFile(country="CN"), "Asia/Shanghai")
    (due,) = find_due(words, datetime(2026, 9, 30, 2, tzinfo=UTC), calendar)
    assert due.day == date(2026, 10, 10)
