"""Whether anything was lost on the way, and how far each source has come."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

import msgspec

from pipeline.page.answers import Source
from pipeline.page.asking import Asking


class Account(msgspec.Struct, frozen=True, array_like=True):
    """What became of what one source sent."""

    source: str
    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    difference: int
    unaccounted: int


class Freshness(msgspec.Struct, frozen=True, array_like=True):
    """The newest event of one source, by when it happened and by when it came."""

    source: str
    newest_event_at: datetime | None
    newest_stored_at: datetime | None


async def by_source(asking: Asking) -> tuple[Source, ...]:
    """Every source that has an account or data, by name."""
    accounts, newest = await asyncio.gather(
        asking.rows(
            Account,
            "SELECT source, sum(received), sum(stored), sum(duplicates), sum(dead_lettered), sum(in_flight), "
            "sum(difference), sum(abs(difference)) FROM accounts GROUP BY source",
        ),
        freshness(asking),
    )
    return joined(accounts, newest)


async def freshness(asking: Asking) -> list[Freshness]:
    return await asking.rows(Freshness, "SELECT source, newest_event_at, newest_stored_at FROM freshness")


def joined(accounts: Iterable[Account], fresh: Iterable[Freshness]) -> tuple[Source, ...]:
    """Accounts, one a source, beside how far each source has come."""
    by_name = {one.source: one for one in accounts}
    newest = {one.source: one for one in fresh}
    names = sorted(by_name.keys() | newest.keys())
    return tuple(
        _source(by_name.get(name, Account(name, 0, 0, 0, 0, 0, 0, 0)), newest.get(name)) for name in names
    )


def _source(account: Account, fresh: Freshness | None) -> Source:
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
