"""Named holidays as days: "before Christmas", "国庆前". Days that the moon moves are listed to 2035; later ones are unknown."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.dates import Rule

_DAY: Final = timedelta(days=1)


def _moon(first: int, days: str) -> Mapping[int, date]:
    """One month-day a year, from the year `first` on."""
    parted = (day.split("-") for day in days.split())
    return MappingProxyType(
        {year: date(year, int(month), int(day)) for year, (month, day) in enumerate(parted, first)}
    )


# Observatory almanacs; the first day of the holiday.
_SPRING: Final = _moon(2024, "2-10 1-29 2-17 2-6 1-26 2-13 2-3 1-23 2-11 1-31 2-19 2-8")
_DRAGON_BOAT: Final = _moon(2024, "6-10 5-31 6-19 6-9 5-28 6-16 6-5 6-24 6-12 6-1 6-20 6-10")
_MID_AUTUMN: Final = _moon(2024, "9-17 10-6 9-25 9-15 10-3 9-22 9-12 10-1 9-19 9-8 9-27 9-16")


def easter(year: int) -> date:
    """Gregorian Easter Sunday, by the anonymous algorithm of 1876 (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    return date(year, month, day + 1)


def _nth(month: int, weekday: int, count: int) -> Callable[[int], date]:
    """The `count`-th such weekday of a month; the last one for a `count` of 0."""

    def day(year: int) -> date:
        if not count:
            last = date(year, month + 1, 1) - _DAY
            return last - _DAY * ((last.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + _DAY * ((weekday - first.weekday()) % 7 + 7 * (count - 1))

    return day


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _clear_and_bright(year: int) -> date:
    """Qingming, by the usual approximation of the solar term; right for 2001 to 2099."""
    year %= 100
    return date(2000 + year, 4, int(year * 0.2422 + 4.81) - year // 4)


_NAMES: Final[Mapping[str, Callable[[int], date | None]]] = MappingProxyType(
    {
        r"new year'?s eve": _fixed(12, 31),
        r"chinese new year|lunar new year|spring festival|春节|过年|新春|大年初一|(?<![\d一二三四五六七八九十几多两今明去])年(?=之?前)": _SPRING.get,
        r"除夕|年三十": lambda year: _SPRING[year] - _DAY if year in _SPRING else None,
        r"new year(?:'?s)?(?: day)?|元旦|新年": _fixed(1, 1),
        r"valentine'?s(?: day)?|情人节": _fixed(2, 14),
        r"三八节?|妇女节": _fixed(3, 8),
        r"good friday": lambda year: easter(year) - 2 * _DAY,
        r"easter monday": lambda year: easter(year) + _DAY,
        r"easter(?: sunday)?|复活节": easter,
        r"qingming|tomb[- ]sweeping day|清明节?": _clear_and_bright,
        r"may day|五一|劳动节": _fixed(5, 1),
        r"memorial day": _nth(5, 0, 0),
        r"六一|儿童节": _fixed(6, 1),
        r"dragon boat(?: festival)?|端午节?": _DRAGON_BOAT.get,
        r"independence day|the fourth of july": _fixed(7, 4),
        r"labor day": _nth(9, 0, 1),
        r"mid[- ]autumn(?: festival)?|moon festival|中秋节?": _MID_AUTUMN.get,
        r"national day|国庆节?|十一(?=前|之前|假期|期间|长假|黄金周)": _fixed(10, 1),
        r"halloween|万圣节": _fixed(10, 31),
        r"双十一|双11": _fixed(11, 11),
        r"thanksgiving(?: day)?|感恩节": _nth(11, 3, 4),
        r"双十二|双12": _fixed(12, 12),
        r"christmas eve|xmas eve|平安夜": _fixed(12, 24),
        r"boxing day": _fixed(12, 26),
        r"christmas(?: day)?|xmas|圣诞节?": _fixed(12, 25),
    }
)
_DAYS: Final = tuple(_NAMES.values())
_FESTIVE: Final = re.compile(
    r"(?:(?<![a-z])(?P<before>before|ahead of|in time for|prior to) )?(?:the )?(?<![a-z])(?:"
    + "|".join(f"(?P<n{at}>{name})" for at, name in enumerate(_NAMES))
    + r")(?![a-z'])(?:假期|长假|放假|节日)?(?P<ahead>之?前|以前|来临前|到来之前)?(?!节?(?:后|之后|以后|过后))",
    re.IGNORECASE,
)


def _festive(found: re.Match[str], today: date, _calendar: Calendar) -> date | None:
    """The next one to come; "before" it ends with the day before it. After a holiday is no due time."""
    if found.string[max(0, found.start() - 6) : found.start()].lower().endswith(("after ", "since ")):
        return None
    which = next(at for at in range(len(_DAYS)) if found[f"n{at}"])
    earlier = _DAY if found["before"] or found["ahead"] else timedelta(0)
    for year in (today.year, today.year + 1):
        day = _DAYS[which](year)
        if day and day - earlier >= today:
            return day - earlier
    return None


FESTIVE: Final[tuple[Rule, ...]] = (
    (
        ("new year", "festival", "valentine", "good friday", "easter", "qingming", "sweeping", "may day", "dragon boat",
         "independence day", "fourth of july", "mid-autumn", "mid autumn", "memorial day", "labor day", "national day",
         "halloween", "thanksgiving", "christmas", "xmas", "boxing day", "春", "过年", "新年", "年前", "年之前", "年三十", "除夕",
         "初一", "元旦", "情人", "三八", "妇女", "复活", "清明", "五一", "劳动", "六一", "儿童", "端午", "中秋", "国庆", "十一", "万圣", "双1",
         "双十", "感恩", "平安夜", "圣诞"),
        _FESTIVE,
        _festive,
    ),
)  # fmt: skip
