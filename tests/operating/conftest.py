"""A broker for the operating commands alone: they plan, grow and rewind the very topics of Earshot."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner, Result
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.errors import RetriableError
from kafka.structs import OffsetAndMetadata, TopicPartition

from deploy.services.kafka import Kafka
from deploy.services.service import running
from pipeline.operating.plan import REPLAYED
from pipeline.operating.servers import Servers
from schemas.topics import ALL

GROUP = "earshot"


@dataclass(frozen=True)
class Cluster:
    """The broker, and what a test does with it past the commands."""

    broker: Kafka
    admin: KafkaAdminClient
    home: Path

    @property
    def servers(self) -> Servers:
        return Servers((self.broker.servers,))

    def run(self, command: Command, *arguments: str, **more: str) -> Result:
        """The command with two partitions a topic; what it raises is raised here."""
        env = {
            "EARSHOT_HOME": str(self.home),
            "EARSHOT_BROKERS": self.broker.url,
            "EARSHOT_PARTITIONS": "2",
            "COLUMNS": "200",
            **more,
        }
        return CliRunner().invoke(command, arguments, env=env, catch_exceptions=False)

    def send(self, topic: str, *values: bytes, partition: int = 0, **more: Any) -> int:
        """The offset of the last."""
        producer = KafkaProducer(bootstrap_servers=list(self.servers.hosts), **more)
        try:
            sent = [producer.send(topic, value, partition=partition, key=b"k") for value in values]
            return max(int(future.get(20).offset) for future in sent)
        finally:
            producer.close()

    def commit(self, positions: dict[tuple[str, int], int]) -> None:
        offsets = {TopicPartition(*at): OffsetAndMetadata(to, "", None) for at, to in positions.items()}
        self.admin.alter_group_offsets(GROUP, offsets)

    def positions(self) -> dict[tuple[str, int], int]:
        told = self.admin.list_group_offsets({GROUP: None})[GROUP]
        return {(at.topic, at.partition): to.offset for at, to in told.items()}

    def cut(self, topic: str, partition: int, before: int) -> None:
        """Drop the records before an offset, as retention does."""
        self.admin.delete_records({TopicPartition(topic, partition): before})

    def values(self, topic: str) -> list[tuple[bytes | None, bytes | None]]:
        """Key and value of every record."""
        consumer = KafkaConsumer(bootstrap_servers=list(self.servers.hosts), enable_auto_commit=False)
        try:
            spots = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
            left = consumer.end_offsets(spots)
            consumer.assign(spots)
            consumer.seek_to_beginning()
            found: list[tuple[bytes | None, bytes | None]] = []
            deadline = time.monotonic() + 60
            while any(consumer.position(spot) < left[spot] for spot in spots):
                assert time.monotonic() < deadline
                for records in consumer.poll(500).values():
                    found.extend((record.key, record.value) for record in records)
            return found
        finally:
            consumer.close(autocommit=False)


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """Ready for groups as well: a new broker needs a while to make the topic of their positions."""
    with running(Kafka(tmp_path_factory.mktemp("services") / "kafka")) as broker:
        deadline = time.monotonic() + 60
        with KafkaAdminClient(bootstrap_servers=[broker.servers]) as admin:
            while not _has_groups(admin):
                assert time.monotonic() < deadline
                time.sleep(0.2)
        yield broker


def _has_groups(admin: KafkaAdminClient) -> bool:
    try:
        admin.describe_groups([GROUP])
    except RetriableError:
        return False
    return True


@pytest.fixture
def cluster(broker: Kafka, tmp_path: Path) -> Iterator[Cluster]:
    """Without topics and groups at first."""
    with KafkaAdminClient(bootstrap_servers=[broker.servers]) as admin:
        yield Cluster(broker, admin, tmp_path / "home")
        there = {*admin.list_topics()} & {*ALL, REPLAYED}
        if there:
            admin.delete_topics([*there])
        admin.delete_groups([GROUP])
        deadline = time.monotonic() + 60
        while {*admin.list_topics()} & there:
            assert time.monotonic() < deadline
            time.sleep(0.1)
