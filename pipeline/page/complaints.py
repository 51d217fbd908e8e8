"""Complaints: how many, what about, where, and what noticing found of them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.page.answers import Figure, Point, Topic
from pipeline.page.asking import DIMENSIONS
from pipeline.page.comparing import moved
from pipeline.page.looking import Look, Section
from pipeline.page.measures import Measure, Place, stepped, told
from pipeline.page.noticed import Driver, Movement, Surge, drivers, movements, surges
from pipeline.page.overview import (
    TALLIED,
    Counts,
    TopicCounts,
    counted_days,
    counted_topics,
    point,
    ranked,
    topic_compared,
    total,
)

COMPLAINED: Final = Measure(
    source=TALLIED,
    hits="complaints",
    n="judged",
    of="interactions",
    per=1_000,
    by=DIMENSIONS,
    known=DIMENSIONS,
)


class Complaints(Section, frozen=True, kw_only=True):
    """Rates per 1,000 judged interactions. What was noticed is of the whole company or of the places chosen."""

    rate: Figure
    complaints: int
    interactions: int
    series: tuple[Point, ...]
    topics: tuple[Topic, ...]
    by: Mapping[str, tuple[Place, ...]]
    surges: tuple[Surge, ...]
    movements: tuple[Movement, ...]
    drivers: tuple[Driver, ...]


async def complaints(look: Look) -> Complaints:
    period = look.period
    found, days, topics, surged, moves, driving = await asyncio.gather(
        told(look, COMPLAINED),
        counted_days(look.asking, look.chosen, period),
        counted_topics(look.asking, look.chosen, period),
        surges(look),
        movements(look),
        drivers(look),
    )
    return Complaints(
        **look.span(DIMENSIONS),
        rate=found.rate,
        complaints=found.hits,
        interactions=found.of,
        series=tuple(point(days, step) for step in stepped(period)),
        topics=_topics(topics, total(days, period), total(days, period.before)),
        by=found.by,
        surges=surged,
        movements=moves,
        drivers=driving,
    )


def _topics(topics: Sequence[TopicCounts], now: Counts, before: Counts) -> tuple[Topic, ...]:
    return ranked(topics, moved([topic_compared(one, now, before) for one in topics]))
