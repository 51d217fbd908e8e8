"""One briefing, gathered from the views: the same facts, week and moment give the same briefing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from pipeline.page.asking import Asking, Period, within
from pipeline.page.sources import by_source
from pipeline.ports import Asks
from pipeline.reporting.brief import Account, Brief
from pipeline.reporting.feelings import felt
from pipeline.reporting.noticed import drivers, surges
from pipeline.reporting.official import official, pressure
from pipeline.reporting.praise import praise
from pipeline.reporting.promises import ledger
from pipeline.reporting.said import voices
from pipeline.reporting.weeks import end_of, latest_complete, name_of
from pipeline.warehouse.engine import Answer
from schemas.errors import Misused

TOPICS: Final = 8


@dataclass(frozen=True, slots=True)
class _Reader:
    """Answers our own queries as it answers people's."""

    asked: Asks

    def select(self, sql: str) -> Answer:
        return self.asked.ask(sql)


async def brief(asked: Asks, week: Period | None, now: datetime) -> Brief:
    """The briefing on `week`, or on the last complete week with data; Misused where the week is not over."""
    asking, reader = Asking(asked), _Reader(asked)
    week = week or await latest_complete(asking, now.date())
    end = end_of(week)
    if end > now:
        raise Misused(
            f"week {name_of(week)} is not over before {end:%Y-%m-%d %H:%M} UTC; a briefing is on a whole week"
        )
    found = await felt(asking, reader, week)
    topics = tuple(topic for topic in found.topics if topic.complaints or topic.rate.moved)
    return Brief(
        week=name_of(week),
        start=week.start,
        end=week.end,
        moment=end,
        interactions=found.interactions,
        net_sentiment=found.net_sentiment,
        complaint_rate=found.complaint_rate,
        series=found.series,
        topics=topics[:TOPICS],
        all_topics=len(topics),
        where=found.where,
        surges=await surges(asking, reader, week),
        drivers=drivers(reader, week),
        ledger=await ledger(asking, week, end),
        official=await official(asking, week, end),
        pressure=await pressure(asking, week),
        praise=await praise(asking, week),
        voices=await voices(asking, week, found.topics),
        account=await _account(asking, week),
    )


class _Count(msgspec.Struct, frozen=True, array_like=True):
    count: int


async def _account(asking: Asking, week: Period) -> Account:
    sources = await by_source(asking)
    restated = await asking.row(_Count, f"SELECT count() FROM restatements WHERE {within(week, 'week')}")
    newest = [one.newest_stored_at for one in sources if one.newest_stored_at]
    return Account(
        received=sum(one.received for one in sources),
        stored=sum(one.stored for one in sources),
        duplicates=sum(one.duplicates for one in sources),
        dead_lettered=sum(one.dead_lettered for one in sources),
        in_flight=sum(one.in_flight for one in sources),
        unaccounted=sum(one.unaccounted for one in sources),
        restated=restated.count,
        newest_stored_at=max(newest, default=None),
    )
