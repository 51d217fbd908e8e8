"""The broker of the tests: real, alone, and the same after each of its deaths."""

import time

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic

from deploy.services.kafka import Kafka

pytestmark = pytest.mark.slow


def _make(broker: Kafka, topic: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker.servers)
    admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1)])
    admin.close()


def _send(broker: Kafka, topic: str, *values: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.servers, acks="all")
    for value in values:
        producer.send(topic, value).get(timeout=20)
    producer.close()


def _read(broker: Kafka, topic: str, number: int) -> set[bytes]:
    consumer = KafkaConsumer(topic, bootstrap_servers=broker.servers, auto_offset_reset="earliest")
    found: set[bytes] = set()
    deadline = time.monotonic() + 30
    while len(found) < number and time.monotonic() < deadline:
        for records in consumer.poll(timeout_ms=500).values():
            found.update(record.value for record in records)
    consumer.close()
    return found


def test_records_outlive_a_kill_a_stop_and_a_pause(own_kafka: Kafka) -> None:
    _make(own_kafka, "kept")
    port, pid = own_kafka.port, own_kafka.pid
    _send(own_kafka, "kept", b"a", b"b")
    own_kafka.kill()
    assert own_kafka.pid is None
    assert not own_kafka.answers()
    own_kafka.start()
    _send(own_kafka, "kept", b"c")
    own_kafka.stop()
    own_kafka.start()
    own_kafka.pause()
    assert not own_kafka.answers()
    own_kafka.resume()
    _send(own_kafka, "kept", b"d")
    assert _read(own_kafka, "kept", 4) == {b"a", b"b", b"c", b"d"}
    assert own_kafka.port == port
    assert own_kafka.pid not in {None, pid}


def test_whoever_names_the_folder_has_the_same_broker(kafka: Kafka) -> None:
    again = Kafka(kafka.folder)
    assert (again.pid, again.url) == (kafka.pid, kafka.url)
    again.start()
    assert again.pid == kafka.pid
