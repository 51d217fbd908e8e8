"""Times of the day, as people say them: "by 5pm", "between 9 and 11", "close of business", "下午三点半", "下班前"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.number_words import chinese_number, english_number

_LAST_SECOND: Final = time(23, 59, 59)
_EVENING: Final = 18
_NOON: Final = 12
_FIRST_MORNING_HOUR: Final = 7


@dataclass(frozen=True, slots=True)
class Clock:
    """A local time of day. `half`: "am", "pm", or "" where it was not said.

    `stands_alone`: it is a due time without a day. `tomorrow`: without a day it means the next one ("in the morning").
    """

    begin: int
    end: int
    clock: time
    half: str = "am"
    stands_alone: bool = True
    tomorrow: bool = False
    is_closing: bool = False

    def on(self, local: datetime, *, today: bool) -> time:
        """The time on that day: an hour that was not said to be of the morning is heard as one of the working day.

        A morning hour that is already over today is heard as the evening's.
        """
        hour = self.clock.hour
        if self.half or hour >= _NOON:
            return self.clock
        gone = today and self.clock <= local.time() and hour + _NOON < 24
        return self.clock.replace(hour=hour + _NOON) if hour < _FIRST_MORNING_HOUR or gone else self.clock


def clock_times(text: str, calendar: Calendar) -> Iterator[Clock]:
    """Every time of day in the text (in half width); of a range the later end; parts of a day by their end."""
    found = list(_english(text, calendar))
    if not text.isascii():
        found += _chinese(text, calendar)
    end = 0
    for clock in sorted(found, key=lambda clock: (clock.begin, -clock.end)):
        if clock.begin >= end:
            end = clock.end
            yield clock


_HOUR_WORDS: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HALF: Final = r"(?: ?(?P<{0}>[ap])\.?m\b\.?)"
_EN_CLOCK: Final = re.compile(
    r"(?<![A-Za-z0-9.:$£€#/-])(?:(?P<lead>by|at|before|until|till|around|about|after|between|from|than) )?(?:(?P<half>half past) )?"
    rf"(?:(?P<from>\d{{1,2}}(?::\d\d)?|{_HOUR_WORDS}){_HALF.format('from_half')}? ?(?:-|and|to|until|till) ?)?"
    rf"(?P<hour>\d{{1,2}}|{_HOUR_WORDS})(?:[:.](?P<minute>[0-5]\d))?(?P<mark>{_HALF.format('to_half')}| ?o'?clock)?"
    r"(?![A-Za-z0-9%]|[:.,/-]\d)(?! (?:business|working|calendar|days?|hours?|minutes?|mins?|weeks?|months?|times?|more|of|people|items?|percent|dollars?|pounds?|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
# An hour in digits, or in words beside what makes a word an hour.
_EN_HOUR_WORD: Final = re.compile(
    rf"\d|(?:{_HOUR_WORDS}) ?(?:[ap]\.?m|o'?clock)|half past|(?:by|at|before|until|and|to) (?:{_HOUR_WORDS})",
    re.IGNORECASE,
)
_EN_PART: Final = re.compile(
    r"(?<![A-Za-z])(?:(?P<morning>(?P<next>in the |first thing(?: in the)? ?)?morning|first thing)|(?P<noon>noon|midday|lunch ?time|lunch(?! ?break))|(?P<afternoon>(?:in the )?afternoon)"
    r"|(?P<evening>(?:in the )?evening|night|midnight|tonight)|(?P<closing>(?:the )?(?:close|end) of (?:business|play|the (?:business|working|work) day)(?: day)?|cob|eob|closing time|(?<=by )closing(?! (?:of|the|my|your)\b)|(?<=before )closing(?! (?:of|the|my|your)\b)|(?<=until )closing(?! (?:of|the|my|your)\b)|business close|(?:we|the (?:branch|office|shop|store)) close[sd]?))(?![A-Za-z])",
    re.IGNORECASE,
)


def _english(text: str, calendar: Calendar) -> Iterator[Clock]:
    for found in _EN_CLOCK.finditer(text) if _EN_HOUR_WORD.search(text) else ():
        if (
            found["mark"]
            or found["minute"]
            or found["half"]
            or (found["lead"] and (found["from"] or found["lead"].lower() != "about"))
        ):
            clock = _en_clock(found)
            if clock:
                yield clock
    for found in _EN_PART.finditer(text):
        alone = bool(
            found["next"]
            or found["noon"]
            or found["closing"]
            or found[0].lower().startswith(("in the", "first", "midnight"))
        )
        yield _part(
            found, calendar, alone=alone, tomorrow=bool(found["next"]) or found[0].lower().startswith("first")
        )


def _en_clock(found: re.Match[str]) -> Clock | None:
    hour = int(english_number(found["hour"]) or 0)
    minute = 30 if found["half"] else int(found["minute"] or 0)
    half = (found["to_half"] or "").lower()
    if hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + 12 * (half == "p")
    said = "am" if half or hour >= _NOON or (found["minute"] and len(found["hour"]) == 2) else ""
    return Clock(found.start(), found.end(), time(hour, minute), said)


def _part(found: re.Match[str], calendar: Calendar, *, alone: bool, tomorrow: bool) -> Clock:
    if found["closing"]:
        return Clock(found.start(), found.end(), calendar.closes, is_closing=True)
    ends = {"morning": time(_NOON), "noon": time(_NOON), "afternoon": time(_EVENING), "evening": _LAST_SECOND}
    clock = next(end for part, end in ends.items() if found[part])
    return Clock(found.start(), found.end(), clock, stands_alone=alone, tomorrow=tomorrow)


_ZH_PARTS: Final = (
    r"凌晨|清晨|早上|早晨|早间|上午|午前|中午|正午|下午|午后|傍晚|晚上|晚间|夜里|[今明]早|[今明]晚"
)
_ZH_HOUR: Final = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_ZH_CLOCK: Final = re.compile(
    rf"(?P<part>{_ZH_PARTS})?的?(?:(?:{_ZH_HOUR})(?:点半?|时|:\d\d)?(?:到|至|-|~)(?P<part2>{_ZH_PARTS})?)?(?P<hour>{_ZH_HOUR})"
    r"(?:[点时](?!间|候|效|段|差|心|评)(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d{1,2}|[零一二三四五十]{1,3})分?)?|:(?P<digits>[0-5]\d))(?P<whole>整|钟)?"
    r"(?P<term>之?前|以前|左右|之间|给|回|联系|致电|打)?"
)
_ZH_PART: Final = re.compile(
    r"(?P<morning>早上|早晨|上午|午前|[今明]早)|(?P<noon>中午|正午)|(?P<afternoon>下午|午后)|(?P<evening>傍晚|晚上|晚间|夜里|[今明]晚|零点)"
    r"|(?P<closing>下班|营业结束|打烊)(?=之?前|以前|时)"
)
_ZH_EARLY: Final = ("凌晨", "清晨", "早", "上午", "午前", "今早", "明早")


def _chinese(text: str, calendar: Calendar) -> Iterator[Clock]:
    for found in _ZH_CLOCK.finditer(text):
        if (
            found["part"]
            or found["part2"]
            or found["term"]
            or found["half"]
            or found["digits"]
            or found["whole"]
            or found["minute"]
            or _after_day(found)
        ):
            clock = _zh_clock(found)
            if clock:
                yield clock
    for found in _ZH_PART.finditer(text):
        yield _part(found, calendar, alone=True, tomorrow=False)


def _after_day(found: re.Match[str]) -> bool:
    """一点 is also "a little": without more it is a time only right after a day."""
    return found.start() > 0 and found.string[found.start() - 1] in "天日号一二三四五六"


def _zh_clock(found: re.Match[str]) -> Clock | None:
    hour = int(chinese_number(found["hour"]) or 0)
    minute = 30 if found["half"] else int(found["digits"] or chinese_number(found["minute"] or "0") or 0)
    if found["quarter"]:
        minute = 15 if found["quarter"] == "一" else 45
    part = found["part2"] or found["part"] or ""
    if hour > 24 or minute > 59:
        return None
    if hour == 24 or (hour == 12 and part in ("晚上", "今晚", "明晚", "夜里")):
        return Clock(found.start(), found.end(), _LAST_SECOND)
    if part and not part.startswith(_ZH_EARLY) and hour < (11 if part in ("中午", "正午") else 12):
        hour += 12
    said = "am" if part or hour >= _NOON or (found["digits"] and len(found["hour"]) == 2) else ""
    return Clock(found.start(), found.end(), time(hour, minute), said)
