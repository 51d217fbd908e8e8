"""How long what people said is kept: words, refusals' reasons and alerts' quotes go; that there was something stays.

No fact is dropped, so tallies, accounts and `earshot verify` find what they found before. Each is one mutation, which writes the
parts that hold such rows anew; nothing is done where nothing is due.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, cast

from pipeline.ports import Asks
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused

DROPPED: Final = "dropped"
_DIGITS: Final = 6
"""Of a number of days, fewer."""


class Kept(NamedTuple):
    """One thing that is kept for so many days: the table, the column it ages by, what makes it empty, and what is not."""

    table: str
    moment: str
    empty: str
    full: str


WHAT: Final[Mapping[str, Kept]] = {
    "words": Kept(
        "interactions",
        "window",
        "voice = '', staff_voice = '', cut = ''",
        "voice != '' OR staff_voice != '' OR cut != ''",
    ),
    "dead_letters": Kept(
        "dead_letters",
        "window",
        f"reason = '{DROPPED}', place = ''",
        f"reason NOT IN ('{DROPPED}', 'erased') OR place != ''",
    ),
    "alerts": Kept(
        "alerts",
        "opened_at",
        "voices = emptyArrayString(), voice_keys = emptyArrayString()",
        "length(voices) > 0",
    ),
}
"""What a retention may be set for."""


def days_of(settings: Sequence[str]) -> dict[str, int]:
    """The setting `retention` as days by name; Misused for a name nobody knows, or for no number."""
    found = {}
    for one in settings:
        name, _, days = one.partition("=")
        if name not in WHAT or not (days.isascii() and days.isdigit() and len(days) < _DIGITS):
            raise Misused(f"retention {one!r}: each is NAME=DAYS, with one of {', '.join(WHAT)}")
        found[name] = int(days)
    return found


def due(warehouse: Asks, days: Mapping[str, int], now: datetime) -> dict[str, int]:
    """How many rows are older than these days allow, by name; 0 days: kept for ever. Changes nothing."""
    return {
        name: cast(int, warehouse.ask(f"SELECT toUInt64(count()) FROM {kept.table} WHERE {over}").rows[0][0])
        for name, kept in WHAT.items()
        if (over := _over(kept, days.get(name, 0), now))
    }


def retain(warehouse: SqlWarehouse, days: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Empty what is due; how many rows that were. Done again it changes nothing."""
    counts = due(warehouse, days, now)
    for name, count in counts.items():
        if count:
            kept = WHAT[name]
            warehouse.rewrite(kept.table, f"UPDATE {kept.empty} WHERE {_over(kept, days[name], now)}")
    return counts


def _over(kept: Kept, days: int, now: datetime) -> str:
    """Empty where it is kept for ever. By whole hours, as the windows are."""
    if not days:
        return ""
    before = (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    # Old servers take a second before 1970 for one of the next century: a hundred years would empty everything.
    second = max(0, int(before.timestamp()))
    return f"{kept.moment} < toDateTime({second}, 'UTC') AND ({kept.full})"
