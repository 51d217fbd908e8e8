"""The proof's own client of Kafka, against a real broker."""

from pathlib import Path

import pytest

from deploy.services.kafka import Kafka
from pipeline.ports import NewRecord
from schemas import topics
from tests.proof.broker import PARTITIONS, Broker
from tests.proof.events import mixed, sent

pytestmark = pytest.mark.slow


def test_what_was_sent_is_read_and_counted_and_gone_with_its_topic(own_kafka: Kafka, tmp_path: Path) -> None:
    assert tmp_path.exists()
    broker = Broker(own_kafka.servers, group="proof")
    broker.make_topics()
    records = [
        *sent(mixed(60)),
        NewRecord(topics.CALLS, b"none", b""),
        NewRecord(topics.CALLS, b"", b"x", {"A-b": "1"}),
    ]
    kept = broker.send(records)
    again = broker.send(records[:5], shift=1)
    read = broker.read()
    assert [one.headers for one in read if one.value == b"x"] == [{"a-b": "1"}]
    assert sorted((*one[:3], one.value) for one in kept + again) == [(*one[:3], one.value) for one in read]
    assert all(
        other.partition == (one.partition + 1) % PARTITIONS for one, other in zip(kept, again, strict=False)
    )
    assert broker.lag() == len(records) + 5
    broker.rewind([topics.CALLS], to=1)
    assert broker.committed() == {(topics.CALLS, partition): 1 for partition in range(PARTITIONS)}
    broker.recreate(topics.CALLS)
    assert broker.read([topics.CALLS]) == []
    broker.make_topics()
    assert broker.lag() == 0
