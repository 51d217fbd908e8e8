"""The screen's figures: sums asked from the views, and from the sums shares, intervals and what moved.

The views' own rates belong to one day and one cell; the rate of a period is computed anew from its counts.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec
from msgspec.structs import replace

from agents.figures import Feelings
from pipeline.page import ledgers
from pipeline.page.answers import Figure, Overview, Point, Source, Topic, TopicName
from pipeline.page.asking import DIMENSIONS, Asking, Chosen, Period, matching, within
from pipeline.page.comparing import Compared, Counted, moved, net, net_compared, rate, rate_compared
from pipeline.page.looking import chosen_period, newest_day
from pipeline.page.measures import stepped
from pipeline.page.sources import by_source

TALLIED: Final = "signals_daily FINAL"
"""What `experience_daily` shows, by the columns of the table's key: servers of 18.16 hand no condition down to a view."""


class Counts(msgspec.Struct, frozen=True, array_like=True):
    """Counts of the interactions of one day, or of several added up."""

    day: date
    interactions: int = 0
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    judged: int = 0
    complaints: int = 0

    @property
    def felt(self) -> tuple[Feelings, int]:
        return Feelings(self.negative, self.neutral, self.positive), self.interactions

    @property
    def complained(self) -> Counted:
        return Counted(self.complaints, self.judged, self.interactions)


class TopicCounts(msgspec.Struct, frozen=True, array_like=True):
    topic: str
    name: str
    name_zh: str
    now: int
    before: int


async def overview(asking: Asking, chosen: Chosen, today: date) -> Overview:
    """The whole screen. Days after `today` are some sender's wrong clock and do not move the period."""
    newest = await newest_day(asking, today)
    if newest is None:
        return _nothing(await by_source(asking))
    period = chosen_period(chosen, newest)
    (
        days,
        topics,
        sources,
        promises,
        (gap, gap_compared),
        (pressure, pressure_compared, _),
    ) = await asyncio.gather(
        counted_days(asking, chosen, period),
        counted_topics(asking, chosen, period),
        by_source(asking),
        ledgers.promises(asking, chosen, period),
        ledgers.gap(asking, chosen, period),
        ledgers.pressed(asking, chosen, period),
    )
    now, before = total(days, period), total(days, period.before)
    felt, complained, contradicted, pressed, *by_topic = moved(
        [
            net_compared(now.felt, before.felt),
            rate_compared(now.complained, before.complained, 1_000),
            gap_compared,
            pressure_compared,
            *(topic_compared(topic, now, before) for topic in topics),
        ]
    )
    return Overview(
        start=period.start,
        end=period.end,
        before_start=period.before.start,
        before_end=period.before.end,
        net_sentiment=felt,
        complaint_rate=complained,
        interactions=now.interactions,
        series=tuple(point(days, step) for step in stepped(period)),
        topics=ranked(topics, by_topic),
        promises=promises,
        gap=replace(gap, gap=contradicted),
        pressure=replace(pressure, rate=pressed),
        sources=sources,
        ignored=chosen.ignored(("region", "product", "team")),
    )


def _nothing(sources: tuple[Source, ...]) -> Overview:
    return Overview(
        start=None,
        end=None,
        before_start=None,
        before_end=None,
        net_sentiment=None,
        complaint_rate=None,
        interactions=0,
        series=(),
        topics=(),
        promises=None,
        gap=None,
        pressure=None,
        sources=sources,
    )


async def counted_days(asking: Asking, chosen: Chosen, period: Period) -> list[Counts]:
    """The counts of every day of the period and of the one before it."""
    return await asking.rows(
        Counts,
        "SELECT day, sum(interactions), sum(negative), sum(neutral), sum(positive), sum(judged), sum(complaints) "
        f"FROM {TALLIED} WHERE {within(period.both)} "
        f"AND {matching(chosen, *DIMENSIONS)} GROUP BY day HAVING sum(interactions) > 0 ORDER BY day",
    )


async def counted_topics(asking: Asking, chosen: Chosen, period: Period) -> list[TopicCounts]:
    """Complaints by topic, in the period and in the one before it. Praise beside a complaint is nothing to mend.

    Named here and not by a join, which would be made of every row before they are added up.
    """
    rows, names = await asyncio.gather(
        asking.rows(
            _Topic,
            f"SELECT CAST(topic AS String), sumIf(complaints, {within(period)}), sumIf(complaints, {within(period.before)}) "
            f"FROM topic_signals_daily FINAL WHERE topic != 'praise' AND {within(period.both)} "
            f"AND {matching(chosen, *DIMENSIONS)} GROUP BY topic HAVING sum(complaints) > 0 ORDER BY topic",
        ),
        topic_names(asking),
    )
    return [
        TopicCounts(one.topic, *names.get(one.topic, (one.topic, one.topic)), one.now, one.before)
        for one in rows
    ]


class _Topic(msgspec.Struct, frozen=True, array_like=True):
    topic: str
    now: int
    before: int


async def topic_names(asking: Asking) -> Mapping[str, tuple[str, str]]:
    """The names of topics in English and Chinese; a topic without one is called by its id."""
    rows = await asking.rows(TopicName, "SELECT topic, name, name_zh FROM topic_names FINAL ORDER BY topic")
    return {one.topic: (one.name or one.topic, one.name_zh or one.topic) for one in rows}


def total(days: Iterable[Counts], period: Period) -> Counts:
    within_it = [one for one in days if period.start <= one.day <= period.end]
    return Counts(
        period.start,
        sum(one.interactions for one in within_it),
        sum(one.negative for one in within_it),
        sum(one.neutral for one in within_it),
        sum(one.positive for one in within_it),
        sum(one.judged for one in within_it),
        sum(one.complaints for one in within_it),
    )


def point(days: Iterable[Counts], step: Period) -> Point:
    counts = total(days, step)
    return Point(
        start=step.start,
        end=step.end,
        net_sentiment=net(*counts.felt),
        complaint_rate=rate(counts.complained, 1_000),
    )


def topic_compared(topic: TopicCounts, now: Counts, before: Counts) -> Compared:
    return rate_compared(_among(topic.now, now), _among(topic.before, before), 1_000)


def _among(complaints: int, counts: Counts) -> Counted:
    """Two questions are two moments: events stored between them may be in the one answer and not in the other."""
    return Counted(
        complaints, max(counts.judged, complaints), max(counts.interactions, counts.judged, complaints)
    )


def ranked(topics: Iterable[TopicCounts], rates: Iterable[Figure]) -> tuple[Topic, ...]:
    """Most complained about first; a topic that has fallen silent stands last, with its fall."""
    shown = [
        Topic(topic=one.topic, name=one.name, name_zh=one.name_zh, complaints=one.now, rate=figure)
        for one, figure in zip(topics, rates, strict=True)
    ]
    return tuple(sorted(shown, key=lambda one: (-one.complaints, one.topic)))
