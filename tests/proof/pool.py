"""Kafka and a group of workers in memory: real lanes of the transport, real stages, and every way to be redelivered.

Members of an older generation stay alive here: they are the zombies. What they hand in is written; what they commit is not.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

from aiokafka import ConsumerRecord
from faust.types import TP

from agents.channels import READERS
from pipeline.ports import NewRecord, Record
from pipeline.transport.lane import Lane, Taken, Ticket
from pipeline.transport.values import Batch, Bounds
from schemas import topics
from tests.proof.broker import Place

PARTITIONS: Final = 3
_BEGAN: Final = 1_780_000_000_000  # milliseconds
_BOUNDS: Final = Bounds(records=7, wait=0.0, batches_ahead=3)
Held = tuple[Batch, Ticket]


@dataclass(slots=True)
class Pool:
    """Topics of a few partitions, with one group that reads them all. Broker time grows by a millisecond a record."""

    logs: dict[Place, list[ConsumerRecord[bytes | None, bytes | None]]] = field(default_factory=dict)
    committed: dict[Place, int] = field(default_factory=dict)
    generation: int = 0
    now: int = _BEGAN

    def append(self, records: Sequence[NewRecord], shift: int = 0) -> None:
        """Each record on the partition that its key and `shift` name."""
        for record in records:
            self.now += 1
            place = record.topic, (crc32(record.key) + shift) % PARTITIONS
            log = self.logs.setdefault(place, [])
            log.append(_consumed(record, place, len(log), self.now))

    def members(self, count: int) -> list["Member"]:
        """A new generation of so many members, among whom all partitions are dealt."""
        self.generation += 1
        places = [(topic, partition) for topic in topics.ALL for partition in range(PARTITIONS)]
        return [Member(self, self.generation, places[number::count]) for number in range(count)]

    def commit(self, generation: int, place: Place, upto: int) -> bool:
        """Kafka refuses what an older generation commits."""
        if generation == self.generation:
            self.committed[place] = upto
        return generation == self.generation

    def lag(self) -> int:
        return sum(len(log) - self.committed.get(place, 0) for place, log in self.logs.items())

    def rewind(self) -> None:
        """Everything is read anew by the next generation."""
        self.committed.clear()

    def records(self, names: Collection[str] = topics.ALL) -> list[Record]:
        """All that the topics hold."""
        return [
            as_record(one) for place in sorted(self.logs) if place[0] in names for one in self.logs[place]
        ]


@dataclass(slots=True)
class Member:
    """One worker's partitions in one generation."""

    pool: Pool
    generation: int
    places: Sequence[Place]
    lanes: dict[TP, Lane] = field(init=False)
    held: list[Held] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lanes = {
            TP(*place): Lane(TP(*place), _BOUNDS, self.pool.committed.get(place, 0), 0.0)
            for place in self.places
        }

    def fetch(self, most: int) -> int:
        """Read up to `most` records of each partition that has room; how many there were."""
        return sum(self._read(tp, lane, most) for tp, lane in self.lanes.items())

    def take(self, reader: str, most: int) -> list[Held]:
        """Up to `most` batches that wait for this agent, in order."""
        topic = dict(READERS)[reader]
        mine = [one for one in self.held if one[0].topic == topic][:most]
        self.held = [one for one in self.held if one not in mine]
        return mine

    def acknowledge(self, held: Sequence[Held]) -> None:
        for batch, ticket in held:
            self.lanes[TP(batch.topic, batch.partition)].acknowledge(ticket, 0.0)

    def commit(self) -> None:
        for tp, lane in self.lanes.items():
            upto = lane.committable()
            if upto is not None and self.pool.commit(self.generation, (tp.topic, tp.partition), upto):
                lane.committed = upto

    def _read(self, tp: TP, lane: Lane, most: int) -> int:
        log = self.pool.logs.get((tp.topic, tp.partition), [])
        start = lane.progress(None).read
        some = log[start : start + min(most, lane.room)]
        if some:
            lane.admit(Taken(tp, self.generation, start, start + len(some), some, len(log)), 0.0)
            self.held.extend(lane.batches(self.generation, 0.0))
        return len(some)


def as_record(one: ConsumerRecord[bytes | None, bytes | None]) -> Record:
    """As our agents see it."""
    headers = {name.lower(): value.decode(errors="replace") for name, value in one.headers}
    at = one.timestamp * 1000
    return Record(one.topic, one.partition, one.offset, at, one.key or b"", one.value or b"", headers)


def _consumed(
    record: NewRecord, place: Place, offset: int, now: int
) -> ConsumerRecord[bytes | None, bytes | None]:
    return ConsumerRecord(
        topic=place[0],
        partition=place[1],
        offset=offset,
        timestamp=now,
        timestamp_type=1,
        key=record.key,
        value=record.value,
        checksum=None,
        serialized_key_size=len(record.key),
        serialized_value_size=len(record.value),
        headers=tuple((name, value.encode()) for name, value in record.headers.items()),
    )
