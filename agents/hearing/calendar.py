"""The business calendar a promise is measured by: zone, opening hours, holidays, shifted working days."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.errors import Misused

_WEEKEND: Final = frozenset({5, 6})
_DAY: Final = timedelta(days=1)
_LAST_SECOND: Final = time(23, 59, 59)
_MONTH_FIRST: Final = (
    "US/", "America/", "Pacific/Honolulu", "PRC", "Japan", "ROC", "ROK",
    "Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul",
)  # fmt: skip
# Whole hours: the Americas, and China, Japan and Korea.
_OFFSETS_MONTH_FIRST: Final = frozenset(timedelta(hours=hours) for hours in (*range(-10, -3), 8, 9))


@dataclass(frozen=True, slots=True)
class Calendar:
    """`time_zone` is an IANA name; `opens` and `closes` are local. An `offset` from UTC takes the zone's place.

    All days are worked but for the `weekend` (Monday is 0) and `holidays`; `workdays` are worked whatever day they are
    (in China a weekend is shifted to make a holiday longer). Raises `Misused` for an unknown zone, hours that do not
    open and weeks without a working day.
    """

    time_zone: str = "UTC"
    opens: time = time(9)
    closes: time = time(18)
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    offset: timedelta | None = None
    weekend: frozenset[int] = _WEEKEND

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Misused(
                f"no time zone {self.time_zone!r}; use an IANA name such as Asia/Shanghai"
            ) from None
        if self.opens >= self.closes:
            raise Misused(
                f"the calendar opens at {self.opens} and closes at {self.closes}; opening comes first"
            )
        if self.weekend >= frozenset(range(7)):
            raise Misused("the calendar has no working day in a week")

    @property
    def month_first(self) -> bool:
        """Whether 03/05 is the fifth of March where this calendar hangs: in North America and East Asia."""
        if self.offset is not None:
            return self.offset in _OFFSETS_MONTH_FIRST
        return self.time_zone.startswith(_MONTH_FIRST)

    def where(self, moment: datetime) -> "Calendar":
        """The same calendar on the wall clock of whoever names the moment: by its offset, where that is not UTC's."""
        offset = moment.utcoffset()
        return replace(self, offset=offset) if offset else self

    def local(self, moment: datetime) -> datetime:
        """The aware moment on this calendar's wall clock."""
        return moment.astimezone(self._zone())

    def at(self, day: date, clock: time) -> datetime:
        """The UTC moment when the local clock shows `clock` on `day`; the earlier one where it does so twice."""
        return datetime.combine(day, clock, self._zone()).astimezone(UTC)

    def _zone(self) -> tzinfo:
        return ZoneInfo(self.time_zone) if self.offset is None else timezone(self.offset)

    def end_of(self, day: date) -> datetime:
        """The last second of a local day, in UTC."""
        return self.at(day, _LAST_SECOND)

    def start_of(self, day: date) -> datetime:
        """When a local day begins, in UTC."""
        return self.at(day, time())

    def is_working(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() not in self.weekend and day not in self.holidays)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (`count` of 0: `day` itself, or the next working day)."""
        if count == 0:
            return day if self.is_working(day) else self.add_working_days(day, 1)
        for _ in range(count):
            day += _DAY
            while not self.is_working(day):
                day += _DAY
        return day

    def add_working_time(self, moment: datetime, amount: timedelta) -> datetime:
        """The UTC moment when the company has been open for `amount` since `moment`."""
        local = self.local(moment)
        day = local.date()
        while True:
            begin = max(moment.astimezone(UTC), self.at(day, self.opens))
            left = self.at(day, self.closes) - begin
            if self.is_working(day) and left > timedelta(0):
                if amount <= left:
                    return begin + amount
                amount -= left
            day += _DAY


DEFAULT_CALENDAR: Final = Calendar()
