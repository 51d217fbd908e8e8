"""The screen's figures: sums asked from the views, and from the sums shares, intervals and what moved.

The views' own rates belong to one day and one cell; the rate of a period is computed anew from its counts.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from agents.figures import Feelings
from pipeline.page import ledgers
from pipeline.page.answers import Figure, Overview, Point, Source, Topic
from pipeline.page.asking import Asking, Chosen, Period, day, matching, within
from pipeline.page.comparing import Compared, Counted, moved, net, net_compared, rate, rate_compared

DAILY_UP_TO_WEEKS: Final = 4


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


class Newest(msgspec.Struct, frozen=True, array_like=True):
    count: int
    day: date


class TopicCounts(msgspec.Struct, frozen=True, array_like=True):
    topic: str
    name: str
    name_zh: str
    now: int
    before: int


async def overview(asking: Asking, chosen: Chosen, today: date) -> Overview:
    """The whole screen. Days after `today` are some sender's wrong clock and do not move the period."""
    sources = await ledgers.sources(asking)
    period = await latest(asking, chosen.weeks, today)
    if period is None:
        return _nothing(sources)
    days = await counted_days(asking, chosen, period)
    now, before = total(days, period), total(days, period.before)
    topics = await counted_topics(asking, chosen, period)
    promises = await ledgers.promises(asking, chosen, period)
    gap, gap_compared = await ledgers.gap(asking, chosen, period)
    pressure, pressure_compared = await ledgers.pressure(asking, chosen, period)
    felt, complained, contradicted, pressed, *by_topic = moved(
        [
            net_compared(now.felt, before.felt),
            rate_compared(now.complained, before.complained, 1_000),
            gap_compared,
            pressure_compared,
            *(_topic_compared(topic, now, before) for topic in topics),
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
        series=_series(days, period, 1 if chosen.weeks <= DAILY_UP_TO_WEEKS else 7),
        topics=ranked(topics, by_topic),
        promises=promises,
        gap=replace(gap, gap=contradicted),
        pressure=replace(pressure, rate=pressed),
        sources=sources,
    )


async def latest(asking: Asking, weeks: int, today: date) -> Period | None:
    """The last `weeks` weeks up to the newest day of anything that has a day here; None where nothing has."""
    found = [
        await asking.row(Newest, f"SELECT count(), max(day) FROM {view} WHERE day <= {day(today)}")
        for view in ("experience_daily", "promise_ledger", "contact_pressure")
    ]
    newest = max((one.day for one in found if one.count), default=None)
    return Period.up_to(newest, weeks) if newest else None


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
        f"FROM experience_daily WHERE {within(Period(period.before.start, period.end))} "
        f"AND {matching(chosen, 'region', 'product', 'channel')} GROUP BY day ORDER BY day",
    )


async def counted_topics(asking: Asking, chosen: Chosen, period: Period) -> list[TopicCounts]:
    """Complaints by topic, in the period and in the one before it. Praise beside a complaint is nothing to mend."""
    return await asking.rows(
        TopicCounts,
        "SELECT topic, any(topic_name), any(topic_name_zh), "
        f"sumIf(complaints, {within(period)}), sumIf(complaints, {within(period.before)}) "
        f"FROM complaint_topics_daily WHERE topic != 'praise' AND {within(Period(period.before.start, period.end))} "
        f"AND {matching(chosen, 'region', 'product', 'channel')} "
        "GROUP BY topic HAVING sum(complaints) > 0 ORDER BY topic",
    )


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


def _series(days: Sequence[Counts], period: Period, step: int) -> tuple[Point, ...]:
    """Steps of `step` days that end with the period, so that each holds the same weekdays."""
    starts = (period.start + timedelta(ahead) for ahead in range(0, period.days, step))
    return tuple(point(days, Period(start, start + timedelta(step - 1))) for start in starts)


def point(days: Iterable[Counts], step: Period) -> Point:
    counts = total(days, step)
    return Point(
        start=step.start,
        end=step.end,
        net_sentiment=net(*counts.felt),
        complaint_rate=rate(counts.complained, 1_000),
    )


def _topic_compared(topic: TopicCounts, now: Counts, before: Counts) -> Compared:
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
