"""Whether anything was lost on the way, and how far each source has come."""

from datetime import datetime

import msgspec

from pipeline.page.answers import Source
from pipeline.page.asking import Asking


class _Account(msgspec.Struct, frozen=True, array_like=True):
    source: str
    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    difference: int
    unaccounted: int


class _Freshness(msgspec.Struct, frozen=True, array_like=True):
    source: str
    newest_event_at: datetime | None
    newest_stored_at: datetime | None


async def by_source(asking: Asking) -> tuple[Source, ...]:
    """Every source that has an account or data, by name."""
    accounts = await asking.rows(
        _Account,
        "SELECT source, sum(received), sum(stored), sum(duplicates), sum(dead_lettered), sum(in_flight), "
        "sum(difference), sum(abs(difference)) FROM accounts GROUP BY source",
    )
    fresh = await asking.rows(_Freshness, "SELECT source, newest_event_at, newest_stored_at FROM freshness")
    by_name = {one.source: one for one in accounts}
    newest = {one.source: one for one in fresh}
    names = sorted(by_name.keys() | newest.keys())
    return tuple(
        _source(by_name.get(name, _Account(name, 0, 0, 0, 0, 0, 0, 0)), newest.get(name)) for name in names
    )


def _source(account: _Account, fresh: _Freshness | None) -> Source:
    return Source(
        source=account.source,
        received=account.received,
        stored=account.stored,
        duplicates=account.duplicates,
        dead_lettered=account.dead_lettered,
        in_flight=account.in_flight,
        difference=account.difference,
        unaccounted=account.unaccounted,
        newest_event_at=fresh.newest_event_at if fresh else None,
        newest_stored_at=fresh.newest_stored_at if fresh else None,
    )
