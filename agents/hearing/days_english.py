"""Days as English names them."""

import re
from datetime import date, timedelta
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.dates import (
    Rule,
    coming,
    coming_day,
    end_of_month,
    plus,
    valid,
    weekday,
    working,
    year_end,
)

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_UNITS: Final = "first second third fourth fifth sixth seventh eighth ninth"
_TEENS: Final = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
_ORDINALS: Final = (
    *f"{_UNITS} {_TEENS}".split(),
    *(f"twenty-{unit}" for unit in _UNITS.split()),
    "thirtieth",
    "thirty-first",
)
_ORDINAL_WORD: Final = "|".join(sorted(_ORDINALS, key=len, reverse=True)).replace("-", "[- ]")
_ORDINAL: Final = rf"(?P<day>\d{{1,2}}|{_ORDINAL_WORD})(?:st|nd|rd|th)?"


def _en_weekday(found: re.Match[str], today: date, _calendar: Calendar) -> date:
    index = _WEEKDAYS.index(found["name"][:3].lower())
    which = (found["which"] or "").lower()
    if which == "this" and index >= today.weekday():
        return weekday(index, "this", today)
    return weekday(index, "next" if which == "next" or found["week"] else "", today)


def _en_week(found: re.Match[str], today: date, _calendar: Calendar) -> date:
    """The end of a working week is its Friday; "this week" and "next week" last until their Sunday."""
    which = "next" if "next" in found[0].lower() else "this"
    day = weekday(4 if found["end"] else 6, which, today)
    return day if day >= today else weekday(6, "this", today)


def _en_month(found: re.Match[str], today: date, _calendar: Calendar) -> date:
    end = end_of_month(today)
    return end_of_month(end + timedelta(days=1)) if "next" in found[0].lower() else end


def _number(day: str) -> int:
    return int(day) if day.isdecimal() else _ORDINALS.index(day.lower().replace(" ", "-")) + 1


def _last_weekday(found: re.Match[str], today: date, _calendar: Calendar) -> date:
    """Of this month, else of the next one."""
    index = _WEEKDAYS.index(found["name"][:3].lower())
    end = end_of_month(today)
    day = end - timedelta(days=(end.weekday() - index) % 7)
    if day >= today and not found["next"]:
        return day
    end = end_of_month(end + timedelta(days=1))
    return end - timedelta(days=(end.weekday() - index) % 7)


def _slashed(found: re.Match[str], today: date, calendar: Calendar) -> date | None:
    """Of two small numbers the month goes first where people of the calendar's zone write it so."""
    first, second = int(found["first"]), int(found["second"])
    month_first = second > 12 or (first <= 12 and calendar.month_first)
    month, day = (first, second) if month_first else (second, first)
    year = int(found["year"]) if found["year"] else None
    return coming(2000 + year if year is not None and year < 100 else year, month, day, today)


def _date_of(found: re.Match[str], today: date, _calendar: Calendar) -> date | None:
    year = int(found["year"]) if found["year"] else None
    return coming(year, _MONTHS.index(found["month"][:3].lower()) + 1, _number(found["day"]), today)


def _iso(found: re.Match[str], _today: date, _calendar: Calendar) -> date | None:
    return valid(int(found["year"]), int(found["month"]), int(found["day"]))


def _day_of_month(found: re.Match[str], today: date, _calendar: Calendar) -> date | None:
    return coming_day(_number(found["day"]), today)


def _en(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])", re.IGNORECASE)


_WEEKDAY_NAME: Final = r"(?P<name>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
ENGLISH: Final[tuple[Rule, ...]] = (
    (
        ("last ",),
        _en(rf"(?:the )?last {_WEEKDAY_NAME} (?:of|in) (?:the|this|(?P<next>next)) month"),
        _last_weekday,
    ),
    (("after tom",), _en(r"(?:the )?day after tomorrow"), plus(2)),
    (
        (
            "tomor",
            "tommo",
            "tmr",
        ),
        _en(r"(?:tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow)"),
        plus(1),
    ),
    (
        (
            "day",
            "eod",
            "tonight",
            "this",
        ),
        _en(
            r"(?:(?:the )?end of (?:the |this )?day|eod|end of today|(?:later |earlier )?today|tonight|this(?= (?:morning|afternoon|evening|lunchtime))|same day)"
        ),
        plus(0),
    ),
    (("next",), _en(r"(?:the )?next (?:business|working) day"), working),
    (("next day",), _en(r"the next day"), plus(1)),
    (
        _WEEKDAYS,
        _en(rf"(?:(?P<which>next|this|coming|upcoming) )?{_WEEKDAY_NAME}(?P<week> (?:next week|week))?"),
        _en_weekday,
    ),
    (
        (
            "week",
            "eow",
        ),
        _en(
            r"(?:(?P<end>(?:the )?end of (?:the |this |next )?(?:work(?:ing)? ?|business )?week|eow|(?:before|by) (?:the |this )?weekend)"
            r"|(?:early |later )?(?:this|next) week|(?<=by the )week|(?:this|the) weekend)"
        ),
        _en_week,
    ),
    (
        (
            "month",
            "eom",
        ),
        _en(
            r"(?:(?:the )?end of (?:the |this )?(?P<which>next )?month|month[- ]end|eom|(?:later )?this month)"
        ),
        _en_month,
    ),
    (("next month",), _en(r"(?P<which>next) month"), _en_month),
    (("year",), _en(r"(?:the )?end of (?:the |this )?year"), year_end),
    (
        _MONTHS,
        _en(rf"(?:the )?{_ORDINAL}(?: of)? {_MONTH}(?:,? (?P<year>20\d\d))?"),
        _date_of,
    ),
    (
        _MONTHS,
        _en(rf"{_MONTH} (?:the )?{_ORDINAL}(?:,? (?P<year>20\d\d))?"),
        _date_of,
    ),
    (("20",), _en(r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"), _iso),
    (("the ",), _en(r"the (?P<day>\d{1,2})(?:st|nd|rd|th)"), _day_of_month),
    (
        ("the ",),
        _en(
            rf"(?<=on |by )the (?P<day>{_ORDINAL_WORD})(?= ?(?:[,.!?;]|$|of (?:the|this) month|at |and |we |you ))"
        ),
        _day_of_month,
    ),
    (
        ("/",),
        re.compile(
            r"(?:(?<=by )|(?<=on )|(?<=before )|(?<=until )|(?<=for )|(?<=在)|(?<=于)|(?=[\d/]+(?:之?前|以前|[上下]午|送|到货|发货)))"
            r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?(?![\d/%])",
            re.IGNORECASE,
        ),
        _slashed,
    ),
)
