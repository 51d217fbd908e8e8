"""Nothing lost: the account by source and day, figures that were restated, and what was refused."""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from pipeline.page.answers import Shown, Source
from pipeline.page.asking import DIMENSIONS, matching, within
from pipeline.page.looking import Look, Section
from pipeline.page.sources import Account, freshness, joined
from pipeline.page.words import hours

LISTED: Final = 500


class Day(Shown, frozen=True, kw_only=True):
    """What one source sent on one day and what became of it; see `Source` for `unaccounted`."""

    day: date
    source: str
    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    difference: int
    unaccounted: int


class Restated(Shown, frozen=True, kw_only=True):
    """A figure that changed after its day was over."""

    day: date
    restated_at: datetime
    scope: str
    channel: str
    region: str
    product: str
    team: str
    language: str
    topic: str
    why: str
    interactions_before: int
    interactions_after: int
    complaints_before: int
    complaints_after: int
    net_sentiment_before: float | None
    net_sentiment_after: float | None
    complaint_rate_before: float | None
    complaint_rate_after: float | None


class Refused(Shown, frozen=True, kw_only=True):
    """Records of one source refused for one reason. Reasons may quote what was wrong: they are for those who may see it."""

    source: str
    reason: str
    count: int
    replays: int
    newest_at: datetime


class Accounts(Section, frozen=True, kw_only=True):
    """`sources` over everything that ever arrived, the rest within the period, newest first."""

    sources: tuple[Source, ...]
    days: tuple[Day, ...]
    restatements: tuple[Restated, ...]
    dead_letters: tuple[Refused, ...]


async def accounts(look: Look) -> Accounts:
    by_day, newest, restated, refused = await asyncio.gather(
        _by_day(look), freshness(look.asking), restatements(look), dead_letters(look)
    )
    shown = [one for one in by_day if look.period.start <= one.day <= look.period.end]
    return Accounts(
        **look.span(()),
        sources=joined(_by_source(by_day), newest),
        days=tuple(shown[:LISTED]),
        restatements=tuple(restated),
        dead_letters=tuple(refused),
    )


_DAYS: Final = (
    "SELECT day, source, sum(received), sum(stored), sum(duplicates), sum(dead_lettered), sum(in_flight), "
    "sum(difference), sum(abs(difference)) FROM accounts WHERE {which} GROUP BY day, source ORDER BY day DESC, source"
)


async def days(look: Look, limit: int = LISTED) -> list[Day]:
    return await look.asking.shown(Day, f"{_DAYS.format(which=within(look.period))} LIMIT {limit}")


async def _by_day(look: Look) -> list[Day]:
    """Of all days: the period's own are among them, and the view is dear enough to be read once."""
    return await look.asking.shown(Day, _DAYS.format(which="1"))


def _by_source(by_day: Iterable[Day]) -> Iterable[Account]:
    for source, found in groupby(sorted(by_day, key=attrgetter("source")), attrgetter("source")):
        counts = (_COUNTS(one) for one in found)
        yield Account(source, *map(sum, zip(*counts, strict=True)))


_COUNTS: Final = attrgetter(*Account.__struct_fields__[1:])


async def restatements(look: Look, limit: int = LISTED) -> list[Restated]:
    """Whole days where nothing was chosen, else the cells that were."""
    chosen = matching(look.chosen, *DIMENSIONS)
    scope = "day" if chosen == "1" else "cell"
    return await look.asking.shown(
        Restated,
        f"SELECT {', '.join(Restated.__struct_fields__)} FROM restatements "
        f"WHERE {within(look.period)} AND scope = '{scope}' AND {chosen} ORDER BY restated_at DESC, day DESC LIMIT {limit}",
    )


async def dead_letters(look: Look, limit: int = LISTED) -> list[Refused]:
    reason = "reason" if look.reader.details else "''"
    return await look.asking.shown(
        Refused,
        f"SELECT source, {reason} AS why, count() AS times, sum(replays), max(arrived_at) FROM dead_letters FINAL "
        f"WHERE {hours(look.period)} GROUP BY source, why ORDER BY times DESC, source, why LIMIT {limit}",
    )
