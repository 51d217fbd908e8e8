"""The business calendar of a deployment: a country's holidays and shifted working days, and what the company adds."""

import re
from dataclasses import replace
from datetime import date, time
from functools import cache
from importlib import import_module
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from agents.hearing.calendar import DEFAULT_CALENDAR, Calendar
from pipeline.documents import document, place_of
from pipeline.settings import Settings
from schemas.errors import Misused

YEARS: Final = range(2010, 2051)
"""For which holidays are known. Shifted working days are only as far ahead as the country has announced them."""
_COUNTRY: Final = re.compile(r"([A-Z]{2})(?:-(\w{1,3}))?")
_HOUR: Final = 60


class CalendarFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a calendar file may say. `country` is "CN", or "GB-SCT" with a part; `weekend` counts from Monday, 0.

    Clock times are local, "17:30"; without quotes YAML reads them as minutes, which is the same.
    """

    country: str = ""
    time_zone: str = ""
    opens: str | int | None = None
    closes: str | int | None = None
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    weekend: tuple[Annotated[int, Meta(ge=0, le=6)], ...] | None = None


def load_calendar(settings: Settings) -> Calendar:
    """The calendar that the setting `calendar` names: a country ("CN", "GB-SCT"), a YAML file, or Monday to Friday.

    Misused, with the name or the file, where there is no such country or the file cannot be used.
    """
    chosen = settings.calendar.strip()
    if not chosen or _COUNTRY.fullmatch(chosen):
        return calendar_of(CalendarFile(country=chosen), settings.time_zone)
    place = place_of(chosen)
    said = document(place)
    try:
        return calendar_of(msgspec.convert(said, CalendarFile), settings.time_zone)
    except (msgspec.ValidationError, Misused) as error:
        raise Misused(f"calendar {place}: {error}") from None


def calendar_of(said: CalendarFile, time_zone: str) -> Calendar:
    """The calendar as said, in `time_zone` where it names none. What is said of a day outweighs the country's law."""
    base = replace(_country(said.country), time_zone=said.time_zone or time_zone)
    holidays, workdays = frozenset(said.holidays), frozenset(said.workdays)
    return replace(
        base,
        opens=base.opens if said.opens is None else _clock(said.opens),
        closes=base.closes if said.closes is None else _clock(said.closes),
        holidays=(base.holidays - workdays) | holidays,
        workdays=(base.workdays - holidays) | workdays,
        weekend=base.weekend if said.weekend is None else frozenset(said.weekend),
    )


@cache
def _country(name: str) -> Calendar:
    if not name:
        return DEFAULT_CALENDAR
    parts = _COUNTRY.fullmatch(name)
    if not parts:
        raise Misused(f"country {name!r} is not written as CN, or GB-SCT for a part of one")
    # Loaded when asked for: it takes longer than everything else here.
    known = import_module("holidays")
    try:
        found = known.country_holidays(parts[1], subdiv=parts[2], years=YEARS)
    except NotImplementedError:
        raise Misused(f"no holidays are known for country {name!r}") from None
    return replace(
        DEFAULT_CALENDAR,
        holidays=frozenset(found),
        workdays=frozenset(found.weekend_workdays),
        weekend=frozenset(found.weekend),
    )


def _clock(said: str | int) -> time:
    try:
        found = time(*divmod(said, _HOUR)) if isinstance(said, int) else time.fromisoformat(said)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.tzinfo:
        raise Misused(f'{said!r} is no clock time; write "17:30"')
    return found
