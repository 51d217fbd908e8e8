"""When something is due, as people say it, made absolute: "by Friday", "within two working days", "明天下午三点前".

What is left open is closed the way business hears it: a bare "5" is the afternoon, a morning ends at noon, an afternoon at six,
"the end of the week" is Friday, and a named day that is today means the next one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.clocktimes import Clock, clock_times
from agents.hearing.dates import end_of_month
from agents.hearing.days import days_named
from agents.hearing.number_words import half_width
from agents.hearing.numbers import MINUTES, Duration, durations

# A promise for later than ten years (or one year of working days, which are counted one by one) is a slip.
_LONGEST_MINUTES: Final = 10 * 525_600
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """Said at `begin` to `end`: the UTC moment `at`; `day` where only a day was said, and `at` is then its end."""

    begin: int
    end: int
    at: datetime
    day: date | None = None


# One character that every due time has: a digit, a letter, or what Chinese names days and hours with.
_TIMELY: Final = re.compile(
    "[0-9A-Za-z:秒钟天日周星礼月年点时早午晚夜班业烊明次隔今当内号节庆旦春清诞夕双恩劳十]"
)


def find_due(text: str, said_at: datetime, calendar: Calendar) -> list[Due]:
    """Every due time in one clause, in order of the text. Vague ones ("soon", "a few days", "尽快") are none.

    `said_at` is aware; days begin and end by the calendar's clock.
    """
    text = half_width(text)
    if not _TIMELY.search(text):
        return []
    spans = list(_spans(text, said_at, calendar))
    moments = [
        due for due in _moments(text, said_at, calendar) if not any(_meet(due, span) for span in spans)
    ]
    return sorted(spans + [_with_preposition(text, due) for due in moments], key=lambda due: due.begin)


_PREPOSITION: Final = re.compile(
    r"(?<![a-z])(?:by|before|on|at|until|till|no later than|in)(?: the)? $", re.IGNORECASE
)


def _with_preposition(text: str, due: Due) -> Due:
    found = _PREPOSITION.search(text, max(0, due.begin - 20), due.begin)
    return replace(due, begin=found.start()) if found else due


def _meet(one: Due, other: Due) -> bool:
    return one.begin < other.end and other.begin < one.end


_EN_BEFORE: Final = re.compile(
    r"(?<![a-z])(?:within|in(?:side)?(?: of)?|under|no (?:later|longer|more) than|not (?:more|later|longer) than|less than|at most|max(?:imum)?(?: of)?"
    r"|over|during|by)(?: the)?(?: (?:next|following|coming|another|about|around|approximately|roughly|maximum|max|just|up to|less than|under|a maximum of|at most|as little as|period of|only))*"
    r" ?(?:the )?$|(?:(?:give|allow) (?:us|me|them|him|her)(?: about| up to| another)? )$",
    re.IGNORECASE,
)
_EN_AFTER: Final = re.compile(
    r"(?:'? time)? ?(?:from now|or (?:less|sooner)|max(?:imum)?(?![a-z])|at (?:most|the latest)|tops)",
    re.IGNORECASE,
)
_EN_THE: Final = re.compile(
    r"(?<![a-z])(?:within|inside|in) the (?:next |coming |same )?(?P<unit>hour|day|week|month)(?![a-z])",
    re.IGNORECASE,
)
_ZH_BEFORE: Final = re.compile(
    r"(?:在|于|最[晚迟快多长]|不超过|不会?超过|需要?|等待?|再等|未来|接下来|给我们?)(?:大概|大约|约)?$"
)
_ZH_PAST: Final = re.compile(r"(?:等了|已经?|过了|过去|最近|每|了|连续|超过了|前)$")
_ZH_AFTER: Final = re.compile(r"(?:的?时间)?(?:(?:之|以)?内|之?后|以后|左右|过后)")
_ZH_THEN: Final = re.compile(r"[ ,]?(?:就|便|可|会|能|给|为|帮|回复|到账|送达|退|联系|处理|解决|内)")


def _spans(text: str, said_at: datetime, calendar: Calendar) -> Iterator[Due]:
    for found in durations(text):
        begin, end = _stretch(text, found)
        longest = _LONGEST_MINUTES if not found.unit.startswith("working") else _LONGEST_MINUTES // 10
        if begin < end and 0 < found.minutes <= longest:
            yield _after(found, begin, end, said_at, calendar)
    for named in _EN_THE.finditer(text):
        unit = named["unit"].lower()
        found = Duration(named.start(), named.end(), 1, unit, int(MINUTES[unit]))
        yield _after(found, named.start(), named.end(), said_at, calendar)


def _stretch(text: str, found: Duration) -> tuple[int, int]:
    """Where the whole expression stands ("within 24 hours", "24小时之内"); empty if the duration is not a term."""
    if text[found.end - 1].isascii():
        if found.unit in ("second", "minute") and text[found.begin : found.begin + 2].lower() in ("a ", "an"):
            return 0, 0  # "in a minute" is soon, not sixty seconds
        before = _EN_BEFORE.search(text, max(0, found.begin - 48), found.begin)
        after = _EN_AFTER.match(text, found.end)
        if not (before or after):
            return 0, 0
        return before.start() if before else found.begin, after.end() if after else found.end
    before, after = (
        _ZH_BEFORE.search(text, max(0, found.begin - 8), found.begin),
        _ZH_AFTER.match(text, found.end),
    )
    if _ZH_PAST.search(text, max(0, found.begin - 4), found.begin) or text.startswith(
        ("前", "之前", "以前"), found.end
    ):
        return 0, 0
    if not (after or before or found.unit.startswith("working") or _ZH_THEN.match(text, found.end)):
        return 0, 0
    return found.begin, after.end() if after else found.end


def _after(found: Duration, begin: int, end: int, said_at: datetime, calendar: Calendar) -> Due:
    """Hours run on the clock; days, weeks and months end with a day."""
    moment = said_at.astimezone(UTC)
    today, whole = calendar.local(said_at).date(), found.amount == int(found.amount)
    if found.unit == "working hour":
        return Due(begin, end, calendar.add_working_time(moment, timedelta(minutes=found.minutes)))
    if found.unit == "month" and whole:
        day = _months_later(today, int(found.amount))
    elif found.unit == "working day":
        day = calendar.add_working_days(today, -int(-found.amount // 1))
    elif found.unit in ("month", "year", "week") or (found.unit == "day" and whole):
        day = today + timedelta(minutes=found.minutes)
    else:
        return Due(begin, end, moment + timedelta(minutes=found.minutes))
    return Due(begin, end, calendar.end_of(day), day)


def _months_later(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 + count
    last = end_of_month(date(month // 12, month % 12 + 1, 1))
    return last.replace(day=min(day.day, last.day))


def _moments(text: str, said_at: datetime, calendar: Calendar) -> Iterator[Due]:
    """Named days, each with the clock time said with it; then clock times of no named day."""
    local = calendar.local(said_at)
    clocks = list(clock_times(text, calendar))
    used: set[Clock] = set()
    for day in days_named(text, local.date(), calendar):
        clock = next(
            (one for one in clocks if one not in used and _together(text, day.begin, day.end, one)), None
        )
        if clock:
            used.add(clock)
            at = calendar.at(day.day, clock.on(local, today=day.day == local.date()))
            yield Due(min(day.begin, clock.begin), max(day.end, clock.end), at, _only(day.day, at, calendar))
        else:
            yield Due(day.begin, day.end, calendar.end_of(day.day), day.day)
    for clock in clocks:
        if clock not in used and clock.stands_alone:
            yield Due(clock.begin, clock.end, _next(clock, local, calendar))


def _only(day: date, at: datetime, calendar: Calendar) -> date | None:
    """A time that ends with its day ("tonight") says no more than the day."""
    return day if at == calendar.end_of(day) else None


_BETWEEN: Final = re.compile(
    r"[ ,]*(?:(?:by|at|on|before|in|from|of|the|around|about|for|between|no later than|latest|sometime|some time|any ?time|的|在|,|最晚|最迟|之?前|the end of|until|after|any time) ?)*[ ,]*",
    re.IGNORECASE,
)


def _together(text: str, begin: int, end: int, clock: Clock) -> bool:
    if clock.begin >= begin and clock.end <= end:
        return True
    between = text[end : clock.begin] if clock.begin >= end else text[clock.end : begin]
    return len(between) <= 24 and _BETWEEN.fullmatch(between) is not None


def _next(clock: Clock, local: datetime, calendar: Calendar) -> datetime:
    """The next time the clock shows it: today, else tomorrow; for opening hours the next working day."""
    day = local.date()
    if clock.tomorrow and local.time() >= time(6):
        day += _DAY
    first = calendar.at(day, clock.on(local, today=day == local.date()))
    if clock.is_closing and not calendar.is_working(day):
        return calendar.at(calendar.add_working_days(day, 1), clock.on(local, today=False))
    if first > local.astimezone(UTC):
        return first
    step: Callable[[date], date] = (
        (lambda d: calendar.add_working_days(d, 1)) if clock.is_closing else (lambda d: d + _DAY)
    )
    return calendar.at(step(day), clock.on(local, today=False))
