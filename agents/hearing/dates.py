"""Dates by the calendar, and what a rule for named days is made of."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from agents.hearing.calendar import Calendar

Reader = Callable[[re.Match[str], date, Calendar], date | None]
Rule = tuple[tuple[str, ...], re.Pattern[str], Reader]
"""Words without one of which the pattern cannot match (to look for them is cheap), the pattern, and its meaning."""


def end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def plus(days: int) -> Reader:
    return lambda _found, today, _calendar: today + timedelta(days=days)


def working(_found: re.Match[str], today: date, calendar: Calendar) -> date:
    return calendar.add_working_days(today, 1)


def weekday(index: int, which: str, today: date) -> date:
    """`which`: "this" week's, "next" week's, "after" that, or "" for the nearest one to come (never today)."""
    monday = today - timedelta(days=today.weekday())
    if which:
        return monday + timedelta(days=index + 7 * ("this", "next", "after").index(which))
    return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def coming(year: int | None, month: int, day: int, today: date) -> date | None:
    """The date, in the year given or else in the one that brings it next."""
    found = valid(year or today.year, month, day)
    if year is None and (found is None or found < today):
        return valid(today.year + 1, month, day)
    return found


def coming_day(day: int, today: date) -> date | None:
    if not 1 <= day <= 31:
        return None
    first = today.replace(day=1)
    for _ in range(3):
        found = valid(first.year, first.month, day)
        if found and found >= today:
            return found
        first = end_of_month(first) + timedelta(days=1)
    return None


def valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_end(_found: re.Match[str], today: date, _calendar: Calendar) -> date:
    return date(today.year, 12, 31)
