"""What changed and where: the week against the week before, over all, by topic, and by place.

Every comparison is noticing's: the same cells, and one control of false discoveries over all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, get_args

from agents.figures import TOO_FEW
from pipeline.noticing.notice import moved_in
from pipeline.noticing.tallied import Span
from pipeline.page.answers import Figure, Point, Topic, TopicName
from pipeline.page.asking import Asking, Chosen, Period
from pipeline.page.overview import TopicCounts, counted_days, counted_topics, point, ranked, total
from pipeline.ports import Reads
from pipeline.reporting.brief import Dimension, Move, Where
from pipeline.reporting.weeks import end_of, weeks_up_to
from schemas.noticed import MovementRow

WEEKS: Final = 13
MOVES: Final = 4
HIGHEST: Final = 4
ALL: Final = Chosen()
NOTHING: Final = Figure(value=None, low=None, high=None, n=0, coverage=None, too_few=True)


class Felt(NamedTuple):
    """What customers felt and complained about in the week. `topics` are all that were complained about."""

    interactions: int
    net_sentiment: Figure
    complaint_rate: Figure
    series: tuple[Point, ...]
    topics: tuple[Topic, ...]
    where: Where


async def felt(asking: Asking, reader: Reads, week: Period) -> Felt:
    weeks = weeks_up_to(week, WEEKS)
    days = await counted_days(asking, ALL, Period(weeks[0].start, week.end))
    topics = await counted_topics(asking, ALL, week)
    moved = moved_in(reader, Span(end_of(week.before.before), end_of(week)))
    whole = {(row.figure, row.topic): figure(row) for row in moved if row.dimension == "all"}
    return Felt(
        interactions=total(days, week).interactions,
        net_sentiment=whole.get(("net_sentiment", ""), NOTHING),
        complaint_rate=whole.get(("complaint_rate", ""), NOTHING),
        series=tuple(point(days, one) for one in weeks),
        topics=ranked(topics, [whole.get(("topic_complaint_rate", one.topic), NOTHING) for one in topics]),
        where=_where(moved, topics),
    )


def figure(row: MovementRow) -> Figure:
    return Figure(
        value=row.estimate,
        low=row.low,
        high=row.high,
        n=row.n,
        coverage=row.n / row.relevant if row.relevant else None,
        too_few=row.n < TOO_FEW,
        before=row.before,
        change=row.change,
        change_low=row.change_low,
        change_high=row.change_high,
        moved=row.flagged == 1,
    )


def _where(moved: Sequence[MovementRow], topics: Iterable[TopicCounts]) -> Where:
    names = {one.topic: TopicName(one.topic, one.name, one.name_zh) for one in topics}
    placed = [row for row in moved if row.dimension in get_args(Dimension)]
    flagged = sorted((row for row in placed if row.flagged), key=_strength)
    return Where(
        moves=tuple(_move(row, names) for row in flagged[:MOVES]),
        moved=len(flagged),
        looked_at=sum(min(row.n, row.before_n) >= TOO_FEW for row in placed),
        highest=tuple(_move(row, names) for row in _highest(placed)),
    )


def _strength(row: MovementRow) -> tuple[float, str, str, str, str]:
    """The least likely by chance first."""
    return (
        1.0 if row.probability is None else row.probability,
        row.figure,
        row.topic,
        row.dimension,
        row.place,
    )


def _highest(rows: Iterable[MovementRow]) -> list[MovementRow]:
    """Where most is complained, among cells that are large enough to say so."""
    told = [row for row in rows if row.figure == "complaint_rate" and row.n >= TOO_FEW]
    return sorted(told, key=lambda row: (-(row.estimate or 0.0), row.dimension, row.place))[:HIGHEST]


def _move(row: MovementRow, names: Mapping[str, TopicName]) -> Move:
    return Move(
        measure=row.figure,
        topic=names.get(row.topic, TopicName(row.topic, row.topic, row.topic)) if row.topic else None,
        dimension=row.dimension,
        value=row.place,
        figure=figure(row),
    )
