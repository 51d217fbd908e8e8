"""Kafka as the proof sees it, through kafka-python: another client than the workers use."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar
from zlib import crc32

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import MemberToRemove, OffsetSpec
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from pipeline.ports import NewRecord, Record
from schemas import topics

PARTITIONS: Final = 4
MOST_BYTES: Final = 8 * 1024**2
_TOPIC: Final = {"message.timestamp.type": "LogAppendTime", "max.message.bytes": str(MOST_BYTES)}
_PATIENCE: Final = 30.0
_T = TypeVar("_T")

Place = tuple[str, int]
"""A topic and a partition."""


class Silence(AssertionError):
    """Kafka did not do in time what was asked."""


@dataclass(frozen=True, slots=True)
class Broker:
    """`address` is host:port. Every call opens and closes a client of its own: none outlives a kill of the broker."""

    address: str
    group: str = "earshot"

    def make_topics(self, partitions: int = PARTITIONS) -> None:
        """All of Earshot's topics, new and empty; any of an earlier test are deleted with what the group had committed."""
        with closing(self._admin()) as admin:
            old = sorted({*topics.ALL} & {*admin.list_topics()})
            if old:
                admin.delete_topics(old, timeout_ms=10_000)
            _until(lambda: not {*topics.ALL} & {*admin.list_topics()}, "topics are still there")
            self.create(topics.ALL, partitions)

    def create(self, names: Sequence[str], partitions: int = PARTITIONS) -> None:
        """These topics, once a deletion of the same names has gone through."""
        options = {"num_partitions": partitions, "replication_factor": 1, "configs": dict(_TOPIC)}
        with closing(self._admin()) as admin:
            admin.create_topics(dict.fromkeys(names, options), timeout_ms=10_000)
            admin.wait_for_topics(list(names), timeout_ms=int(_PATIENCE * 1000))

    def recreate(self, name: str, partitions: int = PARTITIONS) -> None:
        """Delete a topic while workers may be reading it, and make it anew."""
        with closing(self._admin()) as admin:
            admin.delete_topics([name], timeout_ms=10_000)
            _until(lambda: name not in admin.list_topics(), f"{name} is still there")
        self.create([name], partitions)

    @contextmanager
    def sending(self) -> Iterator["Sender"]:
        """A client that stays open for many sends."""
        producer = KafkaProducer(
            bootstrap_servers=self.address, acks="all", linger_ms=5, max_request_size=MOST_BYTES
        )
        with closing(producer):
            yield Sender(producer)

    def send(self, records: Sequence[NewRecord], shift: int = 0) -> list[Record]:
        """All of them, acknowledged by Kafka. `shift` moves every record that many partitions away from where its key says."""
        with self.sending() as sender:
            return sender.send(records, shift)

    def read(self, names: Collection[str] = topics.RAW) -> list[Record]:
        """Everything the topics hold, from their beginning to where they end now."""
        ends = self.ends(names)
        consumer = KafkaConsumer(
            bootstrap_servers=self.address,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MOST_BYTES,
        )
        with closing(consumer):
            consumer.assign([TopicPartition(*place) for place in ends])
            for place in ends:
                consumer.seek_to_beginning(TopicPartition(*place))
            return sorted(_all(consumer, ends))

    def ends(self, names: Collection[str] = topics.ALL) -> dict[Place, int]:
        """One past the last offset of each partition."""
        with closing(self._admin()) as admin:
            return _ends(admin, names)

    def committed(self) -> dict[Place, int]:
        """What the group has committed."""
        with closing(self._admin()) as admin:
            return _committed(admin, self.group)

    def lag(self, names: Collection[str] = topics.ALL) -> int:
        """Records not yet committed by the group."""
        with closing(self._admin()) as admin:
            return _lag(admin, self.group, names)

    @contextmanager
    def watching(self) -> Iterator[Callable[[], bool]]:
        """Asks whether the group has committed all there is, over one connection: for those who ask often."""
        with closing(self._admin()) as admin:
            yield lambda: all(_lag(admin, self.group, [name]) == 0 for name in topics.ALL)

    def rewind(self, names: Collection[str] = topics.ALL, to: int = 0) -> None:
        """Put the group back on these topics. It must have no members; Silence when one stays."""
        offsets = {TopicPartition(*place): OffsetAndMetadata(to, "", -1) for place in self.ends(names)}
        with closing(self._admin()) as admin:
            _until(
                lambda: all(
                    error.errno == 0 for error in admin.alter_group_offsets(self.group, offsets).values()
                ),
                "the group still has members",
            )

    def forget_members(self) -> None:
        """Have Kafka forget the group's members, who are all dead, instead of waiting until their sessions end."""
        with closing(self._admin()) as admin:
            _until(lambda: not _forgotten(admin, self.group), "the group still has members")

    def members(self) -> int:
        """How many members the group has, as far as Kafka knows."""
        with closing(self._admin()) as admin:
            return len(_patiently(lambda: admin.describe_groups([self.group])[self.group])["members"])

    def _admin(self) -> KafkaAdminClient:
        return KafkaAdminClient(bootstrap_servers=self.address, request_timeout_ms=10_000)


@dataclass(frozen=True, slots=True)
class Sender:
    """An open producer."""

    producer: KafkaProducer

    def send(self, records: Sequence[NewRecord], shift: int = 0) -> list[Record]:
        """As `Broker.send`."""
        promises = [self.producer.send(**_addressed(self.producer, record, shift)) for record in records]
        self.producer.flush(timeout=_PATIENCE)
        kept = [promise.get(timeout=_PATIENCE) for promise in promises]
        return [
            Record(r.topic, at.partition, at.offset, at.timestamp * 1000, r.key, r.value, dict(r.headers))
            for r, at in zip(records, kept, strict=True)
        ]


def _addressed(producer: KafkaProducer, record: NewRecord, shift: int) -> dict[str, object]:
    count = len(producer.partitions_for(record.topic))
    return {
        "topic": record.topic,
        "key": record.key,
        "value": record.value or None,
        "headers": [(name, value.encode()) for name, value in record.headers.items()],
        "partition": (crc32(record.key) + shift) % count,
    }


def _all(consumer: KafkaConsumer, ends: Mapping[Place, int]) -> Iterator[Record]:
    """Every record below these ends; Silence when they do not come for a while."""
    last = time.monotonic()
    while any(consumer.position(TopicPartition(*place)) < end for place, end in ends.items()):
        for some in consumer.poll(timeout_ms=500, max_records=20_000).values():
            last = time.monotonic()
            yield from (_record(one) for one in some if one.offset < ends[one.topic, one.partition])
        if time.monotonic() - last > _PATIENCE:
            raise Silence("the topics could not be read to their end")


def _record(one: object) -> Record:
    headers = {name.lower(): value.decode(errors="replace") for name, value in one.headers}  # type: ignore[attr-defined]
    return Record(
        one.topic,  # type: ignore[attr-defined]
        one.partition,  # type: ignore[attr-defined]
        one.offset,  # type: ignore[attr-defined]
        one.timestamp * 1000,  # type: ignore[attr-defined]
        one.key or b"",  # type: ignore[attr-defined]
        one.value or b"",  # type: ignore[attr-defined]
        headers,
    )


def _ends(admin: KafkaAdminClient, names: Collection[str]) -> dict[Place, int]:
    asked = {
        TopicPartition(topic["name"], partition["partition_index"]): OffsetSpec.LATEST
        for topic in admin.describe_topics(list(names))
        for partition in topic["partitions"]
    }
    found = _patiently(lambda: admin.list_partition_offsets(asked))
    return {(place.topic, place.partition): at.offset for place, at in found.items()}


def _committed(admin: KafkaAdminClient, group: str) -> dict[Place, int]:
    found = _patiently(lambda: admin.list_group_offsets([group])[group])
    return {(place.topic, place.partition): at.offset for place, at in found.items() if at.offset >= 0}


def _lag(admin: KafkaAdminClient, group: str, names: Collection[str]) -> int:
    """Topic by topic in the data's order: what a topic's reader has committed is in the topics after it when they are asked."""
    total = 0
    for name in names:
        committed = _committed(admin, group)
        total += sum(max(0, end - committed.get(place, 0)) for place, end in _ends(admin, [name]).items())
    return total


def _forgotten(admin: KafkaAdminClient, group: str) -> int:
    """How many members there were to forget."""
    described = _patiently(lambda: admin.describe_groups([group])[group])
    members = [MemberToRemove(member_id=member["member_id"]) for member in described["members"]]
    if members:
        admin.remove_group_members(group, members)
    return len(members)


def _patiently(call: Callable[[], _T], seconds: float = _PATIENCE) -> _T:
    """What `call` answers, asked again while Kafka says that it will know later."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except KafkaError as error:
            if not error.retriable or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _until(done: Callable[[], bool], silence: str, seconds: float = _PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if done():
                return
        except KafkaError as error:
            silence = f"{silence}: {error}"
        if time.monotonic() > deadline:
            raise Silence(silence)
        time.sleep(0.2)
