"""Where the cases run: a Kafka and a ClickHouse for all of them, servers of their own for those that need them bent."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Final

from kafka import KafkaConsumer, TopicPartition

from benchmarks.soak.commits import CommitProxy
from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.service import running
from pipeline.ports import Record
from schemas import topics
from tests.proof.broker import MOST_BYTES, Broker, Place, Silence, _record
from tests.proof.field import Field
from tests.proof.field import field as field_of_trial

_PATIENCE: Final = 30.0


@dataclass(frozen=True, slots=True)
class QuickBroker(Broker):
    """Does not compute the checksums of what it reads: it would do so in Python, and the cores are the workers'."""

    def read(self, names: Collection[str] = topics.RAW) -> list[Record]:
        ends = self.ends(names)
        consumer = KafkaConsumer(
            bootstrap_servers=self.address,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MOST_BYTES,
            check_crcs=False,
        )
        with closing(consumer):
            consumer.assign([TopicPartition(*place) for place in ends])
            for place in ends:
                consumer.seek_to_beginning(TopicPartition(*place))
            return sorted(_whole(consumer, ends))


def _whole(consumer: KafkaConsumer, ends: Mapping[Place, int]) -> Iterator[Record]:
    """Every record below these ends; Silence when they do not come for a while."""
    last = time.monotonic()
    while any(consumer.position(TopicPartition(*place)) < end for place, end in ends.items()):
        for some in consumer.poll(timeout_ms=500, max_records=20_000).values():
            last = time.monotonic()
            yield from (_record(one) for one in some if one.offset < ends[one.topic, one.partition])
        if time.monotonic() - last > _PATIENCE:
            raise Silence("the topics could not be read to their end")


@dataclass(frozen=True, slots=True)
class Ground:
    """Servers that every case may kill, if it starts them again; `minutes` is how long the longest case lasts."""

    folder: Path
    kafka: Kafka
    clickhouse: ClickHouse
    minutes: float
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def trial(self, kafka: Kafka | None = None, clickhouse: ClickHouse | None = None) -> Iterator[Field]:
        """New topics, a new database, a new group, and a folder for what the workers say."""
        name = f"soak_{next(self._numbers)}"
        folder = self.folder / name
        folder.mkdir()
        with field_of_trial(kafka or self.kafka, clickhouse or self.clickhouse, folder, name) as trial:
            yield replace(trial, broker=QuickBroker(trial.broker.address, trial.broker.group))

    @contextmanager
    def behind_a_proxy(self) -> Iterator[tuple[Kafka, CommitProxy]]:
        """A broker all of whose clients are sent to the proxy."""
        folder = self.folder / f"kafka-{next(self._numbers)}"
        with ExitStack() as stack:
            proxy = stack.enter_context(CommitProxy(Kafka(folder).port))
            kafka = stack.enter_context(running(Kafka(folder, advertised=proxy.port)))
            yield kafka, proxy
