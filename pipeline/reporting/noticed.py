"""Why and when: what goes along with complaints, and topics that rose suddenly, as noticing finds them as of the week's end."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from pipeline.noticing.notice import COMPLAINT_SHARE, COMPLETE_WEEKS, driven_before, surged_in
from pipeline.noticing.tallied import Span
from pipeline.page.answers import TopicName
from pipeline.page.asking import Asking, Period
from pipeline.page.voices import named_topics
from pipeline.ports import Reads
from pipeline.reporting.brief import Driver, Surge
from pipeline.reporting.weeks import end_of
from schemas.noticed import SurgeRow

DRIVERS: Final = 4
SURGES: Final = 2


def drivers(reader: Reads, week: Period) -> tuple[Driver, ...]:
    """Places with surely more complaints than their likes; those first that most complaints go along with."""
    rows = [
        row
        for row in driven_before(reader, end_of(week))
        if row.figure == COMPLAINT_SHARE and row.effect_low > 0
    ]
    return tuple(
        Driver(
            dimension=row.dimension,
            value=row.place,
            effect=row.effect,
            low=row.effect_low,
            high=row.effect_high,
            n=row.n,
            share=row.raw,
        )
        for row in sorted(rows, key=lambda row: (-row.contribution, row.dimension, row.place))[:DRIVERS]
    )


async def surges(asking: Asking, reader: Reads, week: Period) -> tuple[Surge, ...]:
    """Surges that were on in the week, the greatest first. Praise that rises is no alarm."""
    end = end_of(week)
    found, _ = surged_in(reader, Span(end - timedelta(weeks=COMPLETE_WEEKS), end))
    names = {one.topic: one for one in await named_topics(asking)}
    on = [row for row in _on(found, end_of(week.before)) if row.topic != "praise"]
    ranked = sorted(on, key=lambda row: (row.probability, row.topic, row.started_at))
    return tuple(
        _surge(row, names.get(row.topic, TopicName(row.topic, row.topic, row.topic)))
        for row in ranked[:SURGES]
    )


def _on(found: Iterable[SurgeRow], start: datetime) -> list[SurgeRow]:
    return [row for row in found if row.ended_at is None or row.ended_at > start]


def _surge(row: SurgeRow, topic: TopicName) -> Surge:
    return Surge(
        topic=topic,
        started_at=row.started_at,
        hours=row.hours,
        count=row.count,
        usual=row.usual,
        ended_at=row.ended_at,
    )
