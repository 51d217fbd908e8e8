"""Until when: the ways staff state a due time, and the moment each of them means."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

import msgspec

from pipeline.simulator.scene import EN_DAYS, EN_MONTHS, ZH_DAYS

DAY: Final = timedelta(days=1)
WORKING_DAYS: Final = 5


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """`at` None: no time was named. Where only a day was said, it is the end of that day, in UTC."""

    style: str
    at: datetime | None
    slots: Mapping[str, str]


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + DAY


def working_day(start: date, count: int) -> date:
    """The `count`-th working day after `start`; Monday to Friday are working days."""
    day = start
    while count:
        day += DAY
        count -= day.weekday() < WORKING_DAYS
    return day


def _hours(rng: Random, now: datetime, language: str) -> Due:
    count = rng.choice((2, 4, 24, 48, 72))
    words = {2: ("two", "两"), 4: ("4", "四")}.get(count, (str(count), str(count)))
    return Due(style="hours", at=now + timedelta(hours=count), slots={"n": words[language == "zh"]})


def _working_days(rng: Random, now: datetime, language: str) -> Due:
    count = rng.randint(2, 5)
    words = (("two", "three", "4", "five"), ("两", "三", "4", "五"))[language == "zh"]
    return Due(
        style="working_days", at=_end_of(working_day(now.date(), count)), slots={"n": words[count - 2]}
    )


def _days(rng: Random, now: datetime, language: str) -> Due:
    count = rng.randint(2, 7)
    words = (("two", "three", "four", "5", "six", "7"), ("两", "三", "四", "5", "六", "7"))[language == "zh"]
    return Due(style="days", at=_end_of(now.date() + count * DAY), slots={"n": words[count - 2]})


def _weekday(rng: Random, now: datetime, language: str) -> Due:
    day = working_day(now.date(), rng.randint(1, 4))
    if language == "en":
        words = EN_DAYS[day.weekday()]
    else:
        this_week = day.isocalendar().week == now.isocalendar().week
        words = (
            rng.choice(("周", "本周", "星期") if this_week else ("下周", "下星期")) + ZH_DAYS[day.weekday()]
        )
    return Due(style="weekday", at=_end_of(day), slots={"due": words})


_CLOCKS: Final = (
    (10, 0, "10 am", "上午十点"),
    (12, 0, "noon", "中午12点"),
    (15, 0, "three in the afternoon", "下午三点"),
    (16, 30, "4:30 pm", "下午4点半"),
    (17, 0, "5 pm", "下午五点"),
)


def _tomorrow(rng: Random, now: datetime, language: str) -> Due:
    hour, minute, english, chinese = rng.choice(_CLOCKS)
    at = datetime.combine(now.date() + DAY, time(hour, minute), UTC)
    return Due(style="tomorrow", at=at, slots={"clock": english if language == "en" else chinese})


def _today(_: Random, now: datetime, __: str) -> Due:
    return Due(style="today", at=_end_of(now.date()), slots={})


def _date(rng: Random, now: datetime, language: str) -> Due:
    day = now.date() + rng.randint(3, 12) * DAY
    if language == "zh":
        words = f"{day.month}月{day.day}{rng.choice('日号')}"
    else:
        month = EN_MONTHS[day.month - 1]
        words = rng.choice((f"{day.day} {month}", f"{month} {day.day}"))
    return Due(style="date", at=_end_of(day), slots={"due": words})


def _soon(_: Random, __: datetime, ___: str) -> Due:
    return Due(style="soon", at=None, slots={})


_STYLES: Final[tuple[tuple[Callable[[Random, datetime, str], Due], int], ...]] = (
    (_hours, 22),
    (_working_days, 20),
    (_days, 10),
    (_weekday, 18),
    (_tomorrow, 12),
    (_today, 9),
    (_date, 10),
    (_soon, 8),
)


def draw_due(rng: Random, now: datetime, language: str) -> Due:
    makers, weights = zip(*_STYLES, strict=True)
    maker: Callable[[Random, datetime, str], Due] = rng.choices(makers, weights)[0]
    return maker(rng, now, language)
