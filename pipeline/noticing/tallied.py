"""What noticing reads of the tallies: few queries, answers as large as there are hours, cells and places, not events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, cast

import numpy as np

from agents.figures import Feelings
from agents.noticing.movement import Cell, Tally
from agents.noticing.tails import Numbers
from pipeline.ports import Reads
from pipeline.warehouse.quote import moment

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
DIMENSIONS: Final = ("region", "product", "team", "channel", "language")
MOST_PLACES: Final = 50_000
"""Places (one value of every dimension) that drivers are sought in, the largest: what is in memory at once."""


class Span(NamedTuple):
    """Windows of the tallies from `start` to before `end`."""

    start: datetime
    end: datetime

    @property
    def hours(self) -> int:
        return (self.end - self.start) // HOUR

    @property
    def condition(self) -> str:
        return f"window >= {moment(self.start)} AND window < {moment(self.end)}"


class Place(NamedTuple):
    """What one place adds up to."""

    values: tuple[str, ...]  # in order of DIMENSIONS
    interactions: int
    scored: int
    negative: int
    judged: int
    complaints: int


def newest(warehouse: Reads, span: Span) -> int:
    """A number that grows with every recount of the tallies in the span; 0 without any."""
    found = [
        warehouse.select(f"SELECT max(version) FROM {table} WHERE {span.condition}").rows
        for table in ("signals", "topic_signals")
    ]
    return sum(cast(int, version) for ((version,),) in found)


def clock(warehouse: Reads) -> int:
    """The server's clock, in microseconds, by the second."""
    ((now,),) = warehouse.select("SELECT toUInt64(toUInt32(now())) * 1000000").rows
    return cast(int, now)


def hourly(warehouse: Reads, span: Span) -> Mapping[str, Numbers]:
    """The interactions that mention each topic, an hour of the span an element."""
    answer = warehouse.select(
        f"SELECT about, hour, sum(mentions) AS mentioned FROM (SELECT CAST(topic AS String) AS about,"
        f" {_elapsed(span.start, 'toUInt32(window)', HOUR)} AS hour, interactions AS mentions"
        f" FROM topic_signals FINAL WHERE {span.condition} AND interactions > 0) GROUP BY about, hour"
    )
    found: dict[str, Numbers] = {}
    for topic, hour, mentioned in cast(list[tuple[str, int, int]], answer.rows):
        found.setdefault(topic, np.zeros(span.hours))[hour] = mentioned
    return dict(sorted(found.items()))


def weekly(warehouse: Reads, span: Span) -> list[dict[Cell, Tally]]:
    """Of each week of the span, each cell: everything together, and each value of region, product, team and channel."""
    topics: dict[tuple[int, Cell], dict[str, int]] = defaultdict(dict)
    for week, dimension, place, topic, complaints in _parted(
        warehouse, span, "topic_signals", ("complaints",), "topic"
    ):
        if complaints:
            topics[cast(int, week), Cell(str(dimension), str(place))][str(topic)] = cast(int, complaints)
    found: list[dict[Cell, Tally]] = [{} for _ in range((span.end - span.start) // WEEK)]
    counted = ("interactions", "negative", "neutral", "positive", "judged", "complaints")
    for week, dimension, place, _, *counts in _parted(warehouse, span, "signals", counted, "''"):
        cell = Cell(str(dimension), str(place))
        n, negative, neutral, positive, judged, complaints = cast(list[int], counts)
        if n:
            felt = Feelings(negative, neutral, positive)
            about = topics.get((cast(int, week), cell), {})
            found[cast(int, week)][cell] = Tally(n, felt, judged, complaints, about)
    return found


def places(warehouse: Reads, span: Span) -> list[Place]:
    """What each place adds up to in the span; of more than can be held the largest."""
    counted = Place._fields[1:]
    sums = ", ".join(f"sum(of_{name}) AS s_{name}" for name in counted)
    by = ", ".join(f"by_{name}" for name in DIMENSIONS)
    inner = ", ".join(
        [f"CAST({name} AS String) AS by_{name}" for name in DIMENSIONS]
        + [f"{name} AS of_{name}" for name in counted]
    )
    answer = warehouse.select(
        f"SELECT {by}, {sums} FROM (SELECT {inner} FROM signals FINAL WHERE {span.condition} AND interactions > 0)"
        f" GROUP BY {by} ORDER BY s_interactions DESC, {by} LIMIT {MOST_PLACES}"
    )
    wide = len(DIMENSIONS)
    return [Place(tuple(map(str, row[:wide])), *cast(tuple[int, ...], row[wide:])) for row in answer.rows]


def _parted(
    warehouse: Reads, span: Span, table: str, counted: Sequence[str], topic: str
) -> list[tuple[object, ...]]:
    """Sums of each week, dimension, value and topic. Added up by place first: each row then becomes five."""
    sums = ", ".join(f"sum(of_{name}) AS s_{name}" for name in counted)
    again = ", ".join(f"sum(s_{name}) AS t_{name}" for name in counted)
    inner = ", ".join(f"{name} AS of_{name}" for name in counted)
    places_ = ", ".join(f"CAST({name} AS String) AS by_{name}" for name in DIMENSIONS[:4])
    by = ", ".join(f"by_{name}" for name in DIMENSIONS[:4])
    named = ", ".join(f"'{name}'" for name in DIMENSIONS[:4])
    return warehouse.select(
        f"SELECT week, dimension, place, about, {again} FROM ("
        f"SELECT week, about, ['all', {named}] AS dimensions, ['', {by}] AS parts, {sums} FROM ("
        f"SELECT {_elapsed(span.start, 'toUInt32(window)', WEEK)} AS week, CAST({topic} AS String) AS about,"
        f" {places_}, {inner} FROM {table} FINAL WHERE {span.condition} AND interactions > 0"
        f") GROUP BY week, about, {by}"
        ") ARRAY JOIN dimensions AS dimension, parts AS place GROUP BY week, dimension, place, about"
    ).rows


def _elapsed(start: datetime, seconds: str, unit: timedelta) -> str:
    """How many whole units lie between."""
    return f"intDiv({seconds} - {int(start.timestamp())}, {int(unit.total_seconds())})"


def monday(at: datetime) -> datetime:
    """Midnight (UTC) of the Monday on or before it."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - midnight.weekday() * DAY
