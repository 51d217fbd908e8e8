"""Records read outside the group: one by its place, or a stretch of partitions. No position is ever committed."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from kafka import KafkaConsumer
from kafka.errors import KafkaError, OffsetOutOfRangeError
from kafka.structs import TopicPartition

from pipeline.operating.brokers import PATIENCE_SECONDS, Brokers, fate
from pipeline.operating.knocking import knock
from pipeline.operating.positions import Place, begins, ends, places
from pipeline.operating.servers import Servers
from pipeline.ports import Record
from schemas.errors import LogUnavailable

_T = TypeVar("_T")

POLL_MS: Final = 500
FETCH_BYTES: Final = 64 * 1024
"""Of one partition at once: a larger record comes all the same, alone."""


class Raw(Protocol):
    """A record as kafka-python and aiokafka give it. `timestamp` is in milliseconds."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]: ...


def record_of(raw: Raw) -> Record:
    """A client's record as ours: time from milliseconds, header names in lower case.

    Missing keys and values are empty; header values that are no UTF-8 are made so.
    """
    headers = {name.lower(): (value or b"").decode(errors="replace") for name, value in raw.headers}
    return Record(
        raw.topic, raw.partition, raw.offset, raw.timestamp * 1_000, raw.key or b"", raw.value or b"", headers
    )


class Consumer:
    """A reader without a group. Not to be shared between threads. Close it when done."""

    def __init__(self, servers: Servers, fetch_bytes: int = FETCH_BYTES) -> None:
        self._servers = servers
        knock(servers)
        wait = int(PATIENCE_SECONDS * 1000)
        self._consumer = self._called(
            lambda: KafkaConsumer(
                bootstrap_servers=list(servers.hosts),
                bootstrap_timeout_ms=wait,
                request_timeout_ms=wait,
                enable_auto_commit=False,
                auto_offset_reset="none",
                max_partition_fetch_bytes=fetch_bytes,
                **servers.access(),
            )
        )

    def seek(self, starts: Mapping[Place, int]) -> None:
        """Read these partitions from these offsets on, and no others."""
        self._consumer.assign([TopicPartition(*place) for place in starts])
        for place, start in starts.items():
            self._consumer.seek(TopicPartition(*place), start)

    def drop(self, place: Place) -> None:
        """Fetch no more of this partition."""
        self._consumer.pause(TopicPartition(*place))

    def poll(self) -> dict[Place, list[Record]]:
        """What came within half a second. OffsetOutOfRangeError for a place that retention has passed."""
        fetched = self._called(lambda: self._consumer.poll(POLL_MS))
        return {Place(*place): list(map(record_of, raws)) for place, raws in fetched.items()}

    def position(self, place: Place) -> int:
        """The next offset that would come: it also passes what is not shown, such as marks of transactions."""
        wait = int(PATIENCE_SECONDS * 1000)
        return int(self._called(lambda: self._consumer.position(TopicPartition(*place), timeout_ms=wait)))

    def close(self) -> None:
        self._consumer.close(autocommit=False)

    def _called(self, call: Callable[[], _T]) -> _T:
        try:
            return call()
        except OffsetOutOfRangeError:
            raise
        except (KafkaError, OSError) as error:
            raise fate(error, self._servers) from None


class RawRecords:
    """Single records by their place, for whoever needs a raw record once more. For one thread; opened at first use."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._known: set[Place] = set()
        self._consumer: Consumer | None = None

    def raw(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record; None when Kafka does not have it (any more). LogUnavailable when Kafka does not answer."""
        place = Place(topic, partition)
        if not self._exists(place):
            return None
        self._consumer = self._consumer or Consumer(self._servers)
        try:
            return self._read(self._consumer, place, offset)
        except OffsetOutOfRangeError:
            return None

    def _exists(self, place: Place) -> bool:
        """Asked of the brokers themselves: a consumer believes what it heard minutes ago, and waits without end."""
        if place not in self._known:
            with Brokers(self._servers) as brokers:
                self._known.update(places(brokers, [place.topic]))
        return place in self._known

    def _read(self, consumer: Consumer, place: Place, offset: int) -> Record | None:
        consumer.seek({place: offset})
        deadline = time.monotonic() + PATIENCE_SECONDS / 2
        while time.monotonic() < deadline:
            for record in consumer.poll().get(place, []):
                return record if record.offset == offset else None
            if consumer.position(place) > offset:
                return None
        with Brokers(self._servers) as brokers:
            if not begins(brokers, [place])[place] <= offset < ends(brokers, [place])[place]:
                return None
        raise LogUnavailable(f"Kafka at {self._servers} gave no record of {place.topic} in time")

    def close(self) -> None:
        """Let go of the connection; the next call opens another."""
        self._known.clear()
        if self._consumer:
            self._consumer.close()
            self._consumer = None


def stretch(consumer: Consumer, starts: Mapping[Place, int], ends: Mapping[Place, int]) -> Iterator[Record]:
    """The records from `starts` up to `ends` (excluded), each partition in order. LogUnavailable when it gets stuck."""
    open_ = {place for place, start in starts.items() if start < ends[place]}
    if not open_:
        return
    consumer.seek({place: starts[place] for place in open_})
    deadline = time.monotonic() + PATIENCE_SECONDS
    while open_:
        fetched = consumer.poll()
        for place, records in fetched.items():
            yield from (record for record in records if record.offset < ends[place])
        done = {place for place in open_ if consumer.position(place) >= ends[place]}
        for place in done:
            consumer.drop(place)
        open_ -= done
        if fetched or done:
            deadline = time.monotonic() + PATIENCE_SECONDS
        elif time.monotonic() > deadline:
            raise LogUnavailable("Kafka gives no more records, though there are some; try again")
