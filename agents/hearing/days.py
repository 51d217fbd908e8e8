"""Named days, made dates: "next Friday", "by the 15th", "March 3", "后天", "下周三", "月底前"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.days_chinese import CHINESE
from agents.hearing.days_english import ENGLISH
from agents.hearing.days_festive import FESTIVE

_ENGLISH: Final = (*ENGLISH, *FESTIVE)
_BOTH: Final = (*_ENGLISH, *CHINESE)


@dataclass(frozen=True, slots=True)
class Day:
    begin: int
    end: int
    day: date


def days_named(text: str, today: date, calendar: Calendar) -> Iterator[Day]:
    """Every day named in the text (in half width), in order; none of them overlap. Days gone by ("last Friday") are none."""
    end = 0
    for begin, stop, day in sorted(_all(text, today, calendar)):
        if begin >= end:
            end = stop
            yield Day(begin, stop, day)


def _all(text: str, today: date, calendar: Calendar) -> Iterator[tuple[int, int, date]]:
    low = text.lower()
    for needles, pattern, read in _ENGLISH if text.isascii() else _BOTH:
        for found in pattern.finditer(text) if any(map(low.__contains__, needles)) else ():
            if not _PAST.search(text, max(0, found.start() - 12), found.start()):
                day = read(found, today, calendar)
                if day and day >= today:
                    yield found.start(), found.end(), day


_PAST: Final = re.compile(
    r"(?:(?<![a-z])(?:last|since|past|previous|from|dated|ordered on|placed on|bought on)(?: the)? |上个?|自从?|尾|单|上上)$",
    re.IGNORECASE,
)
