"""Weeks by their ISO 8601 names, Monday to Sunday in UTC, and which of them a briefing is about when nobody says."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec

from pipeline.page.asking import Asking, Period
from pipeline.warehouse.days import day, monday
from schemas.errors import Misused
from schemas.values import EARLIEST

_NAMED: Final = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
_FRIDAY: Final = 4
_FIRST: Final = (
    EARLIEST.date()
)  # nothing older is ever stored, and weeks before a briefing's are looked at, too


def week_named(name: str) -> Period:
    """The week that is called, for example, 2026-W34; Misused for any other name."""
    found = _NAMED.fullmatch(name.strip().upper())
    try:
        start = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        if start is not None and start >= _FIRST:
            return Period(start, start + timedelta(6))
    except (ValueError, OverflowError):
        pass
    raise Misused(
        f"--week {name!r} is no ISO week; write the year and the number of the week, as in 2026-W34"
    )


def name_of(week: Period) -> str:
    year, number, _ = week.start.isocalendar()
    return f"{year:04}-W{number:02}"


def end_of(week: Period) -> datetime:
    """The moment the week is over: the midnight (UTC) with which the next Monday begins."""
    return datetime.combine(week.end + timedelta(1), time(), UTC)


def weeks_up_to(week: Period, count: int) -> tuple[Period, ...]:
    """`count` weeks, oldest first, the last of them `week`."""
    return tuple(
        Period(week.start - timedelta(7 * ago), week.end - timedelta(7 * ago)) for ago in range(count)
    )[::-1]


class _Day(msgspec.Struct, frozen=True, array_like=True):
    day: date


async def latest_complete(asking: Asking, today: date) -> Period:
    """The last week that is over and whose data reach its Friday; where there is none, the last with data at all.

    Data that end in the middle of a week are of an import that ended there, and half a week is no week to compare.
    Nobody may write on a weekend. Misused where no week with data is over.
    """
    days = await asking.rows(
        _Day,
        f"SELECT max(day) AS newest FROM experience_daily WHERE day < {day(monday(today))} "
        "GROUP BY week ORDER BY newest DESC LIMIT 2",
    )
    if not days:
        raise Misused("no week with data is over yet; name the week you want with --week")
    reached = [one.day for one in days if one.day.weekday() >= _FRIDAY]
    newest = (reached or [days[0].day])[0]
    start = monday(newest)
    return Period(start, start + timedelta(6))
