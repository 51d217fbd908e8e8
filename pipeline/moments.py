"""Moments that people name on the command line, and those that the log and versions count in microseconds since 1970."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from schemas.errors import Misused
from schemas.values import EARLIEST, LATEST

_A_DATE: Final = len("2026-08-31")
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def moment_at(microseconds: int) -> datetime:
    """The UTC moment, exactly."""
    return _START + timedelta(microseconds=microseconds)


def second_at(microseconds: int) -> datetime:
    """The whole second that the moment lies in, as tables keep it."""
    return moment_at(microseconds).replace(microsecond=0)


def microseconds_of(moment: datetime) -> int:
    """What `moment_at` takes."""
    return (moment - _START) // _MICROSECOND


def moment_of(said: str, zone: tzinfo, of_day: time) -> datetime:
    """The UTC moment of `--as-of`, in whole seconds: of a date alone `of_day`, and in `zone` where it names none; or Misused."""
    found = _read(said, zone, of_day)
    if found is None:
        raise Misused(f"--as-of {said!r}: write 2026-08-31, 2026-08-31T12:00 or 2026-08-31T12:00+02:00")
    if not EARLIEST <= found < LATEST:
        raise Misused(f"--as-of {said!r}: from {EARLIEST.year} to {LATEST.year - 1}")
    return found.replace(microsecond=0)


def _read(said: str, zone: tzinfo, of_day: time) -> datetime | None:
    if "W" in said:  # the name of a week, which is more than its Monday
        return None
    try:
        meant = (
            datetime.combine(date.fromisoformat(said), of_day)
            if len(said) <= _A_DATE
            else datetime.fromisoformat(said)
        )
        return (meant if meant.tzinfo else meant.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
