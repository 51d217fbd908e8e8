"""How far each agent has come in each partition it reads, and how long the oldest unhandled record has waited."""

import time
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

import msgspec
from kafka.errors import OffsetOutOfRangeError

from agents.channels import READERS
from pipeline.moments import moment_at
from pipeline.operating.brokers import Brokers
from pipeline.operating.positions import Place, begins, committed, ends, group_of, places
from pipeline.operating.reading import Consumer
from pipeline.operating.servers import Servers

LOOKING_SECONDS: Final = 3.0


class PlaceLag(msgspec.Struct, frozen=True):
    """One partition of one agent, in records.

    `committed` is None where the group has no position yet and will begin with the oldest record. `expired` records were
    dropped by retention before the group came to them. `oldest_at` is the append time of the next record; None when
    there is none, or when it was not found out in time.
    """

    agent: str
    topic: str
    partition: int
    end: int
    committed: int | None
    lag: int
    expired: int
    oldest_at: datetime | None = None


class GroupLag(msgspec.Struct, frozen=True):
    group: str
    state: str
    members: int
    lag: int
    expired: int
    missing: tuple[str, ...]
    partitions: tuple[PlaceLag, ...]


def lag_of(brokers: Brokers, group: str, *, with_age: bool = True) -> GroupLag:
    """The lag of all agents of `group`. Topics that do not exist are `missing`."""
    topics = [topic for _, topic in READERS]
    have = places(brokers, topics)
    # The ends come last: a group that goes on meanwhile is never shown ahead of its topic.
    positions, first, last = committed(brokers, group), begins(brokers, have), ends(brokers, have)
    found = [
        _one(agent, place, (first[place], last[place]), positions.get(place))
        for agent, topic in READERS
        for place in have
        if place.topic == topic
    ]
    waiting = {
        Place(one.topic, one.partition): max(one.committed or 0, first[Place(one.topic, one.partition)])
        for one in found
        if one.lag
    }
    oldest = _oldest(brokers.servers, waiting) if with_age else {}
    found = [
        msgspec.structs.replace(one, oldest_at=oldest.get(Place(one.topic, one.partition))) for one in found
    ]
    whole = group_of(brokers, group)
    return GroupLag(
        group=group,
        state=whole.state,
        members=len(whole.members),
        lag=sum(one.lag for one in found),
        expired=sum(one.expired for one in found),
        missing=tuple(sorted({*topics} - {place.topic for place in have})),
        partitions=tuple(found),
    )


def _one(agent: str, place: Place, span: tuple[int, int], position: int | None) -> PlaceLag:
    begin, end = span
    return PlaceLag(
        agent,
        *place,
        end=end,
        committed=position,
        lag=max(0, end - max(begin, position or 0)),
        expired=0 if position is None else max(0, begin - position),
    )


def _oldest(servers: Servers, starts: Mapping[Place, int]) -> dict[Place, datetime]:
    """When the records at `starts` were appended, as far as that is found out in a few seconds."""
    if not starts:
        return {}
    consumer = Consumer(servers)
    try:
        consumer.seek(starts)
        return _first_of_each(consumer, starts)
    except OffsetOutOfRangeError:
        return {}  # retention has just moved on; the next call sees it
    finally:
        consumer.close()


def _first_of_each(consumer: Consumer, wanted: Collection[Place]) -> dict[Place, datetime]:
    found: dict[Place, datetime] = {}
    deadline = time.monotonic() + LOOKING_SECONDS
    while len(found) < len(wanted) and time.monotonic() < deadline:
        for place, records in consumer.poll().items():
            found.setdefault(place, moment_at(records[0].appended))
            consumer.drop(place)
    return found
