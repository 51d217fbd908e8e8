"""Written times to moments."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.moments import moment_at
from schemas.errors import Rejected

EPOCHS: Final = {"epoch": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000}
WORDS: Final = ("iso", "mail", *EPOCHS)


def moment_of(text: str, formats: tuple[str, ...], zone: str) -> datetime:
    """The moment `text` names under the first format that fits; Rejected when none does, or none tells the zone.

    A format is `iso`, `mail` (RFC 5322), `epoch`, `epoch_ms`, `epoch_us`, or a pattern of `datetime.strptime`. A date
    alone is its first instant. `zone` is the IANA name for times that say none.
    """
    for form in formats:
        found = _read(text, form)
        if found is None:
            continue
        if found.tzinfo is None and not zone:
            raise Rejected("", f"{text!r} names no zone; give `zone` in the mapping or on the command line")
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    raise Rejected("", f"{text[:80]!r} is no time as {' or '.join(formats)}")


def _read(text: str, form: str) -> datetime | None:
    try:
        if form == "iso":
            return datetime.fromisoformat(text)
        if form == "mail":
            return parsedate_to_datetime(text)
        if form in EPOCHS:
            return moment_at(int(float(text) * (1_000_000 // EPOCHS[form])))
        return datetime.strptime(text, form)  # noqa: DTZ007  (the caller gives it a zone)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone this machine knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
