"""Worker processes on a real broker: killed, rebalanced, misused."""

import asyncio
import signal
import time
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from deploy.services.kafka import Kafka
from tests.transport.cluster import Topic, done, prefix, said, topic_on, within, worker

pytestmark = pytest.mark.slow


def _is_drained(topic: Topic, each: int) -> bool:
    return topic.committed() == dict.fromkeys(range(topic.partitions), each)


def test_kill_9_of_one_of_two_workers_loses_nothing(kafka: Kafka, tmp_path: Path) -> None:
    topic, outs = topic_on(kafka.servers), [tmp_path / "first", tmp_path / "second"]
    topic.fill(20_000)
    with worker(topic, outs[0], "--pause", "0.02") as first, worker(topic, outs[1], "--pause", "0.02"):
        assert within(30, lambda: all(len(done([out])) > 5 for out in outs))
        first.kill()
        first.wait()
        committed, spans = topic.committed(), done(outs)
        assert all(offset <= prefix(spans, partition) for partition, offset in committed.items())
        assert min(committed.values()) < 5_000
        assert within(30, lambda: _is_drained(topic, 5_000))
    assert [prefix(done(outs), partition) for partition in range(4)] == [5_000] * 4


def test_an_ack_that_comes_after_a_rebalance_does_not_count(kafka: Kafka, tmp_path: Path) -> None:
    topic, outs = topic_on(kafka.servers, 2), [tmp_path / "slow", tmp_path / "other"]
    topic.fill(600)
    with worker(topic, outs[0], "--pause", "4"):
        assert within(20, lambda: len(done(outs)) == 1)
        with worker(topic, outs[1]):  # joins while the first holds its second batch
            assert within(20, lambda: "late" in outs[0].read_text())
            committed, spans = topic.committed(), done(outs)
            assert all(offset <= prefix(spans, partition) for partition, offset in committed.items())
            assert within(30, lambda: prefix(done(outs), 0) == prefix(done(outs), 1) == 300)
            assert within(10, lambda: _is_drained(topic, 300))


def test_a_worker_that_is_asked_to_stop_commits_what_it_acknowledged(kafka: Kafka, tmp_path: Path) -> None:
    topic, out = topic_on(kafka.servers, 1), tmp_path / "out"
    topic.fill(4_000)
    with worker(topic, out, "--pause", "0.05") as process:
        assert within(20, lambda: len(done([out])) > 3)
        process.terminate()
        assert process.wait(10) == 0
    assert topic.committed() == {0: prefix(done([out]), 0)}


def test_a_worker_that_slept_through_a_rebalance_moves_nothing_back(kafka: Kafka, tmp_path: Path) -> None:
    topic, outs = topic_on(kafka.servers, 2), [tmp_path / "sleeper", tmp_path / "other"]
    topic.fill(4_000)
    with worker(topic, outs[0], "--pause", "0.1", "--session", "3") as sleeper:
        assert within(20, lambda: len(done(outs)) > 3)
        sleeper.send_signal(signal.SIGSTOP)
        with worker(topic, outs[1], "--session", "3"):
            assert within(30, lambda: _is_drained(topic, 2_000))
            sleeper.send_signal(signal.SIGCONT)
            assert not within(5, lambda: not _is_drained(topic, 2_000))
            assert sleeper.poll() is None
    assert [prefix(done(outs), partition) for partition in range(2)] == [2_000] * 2


def test_a_broker_that_is_killed_and_comes_back_is_waited_for(own_kafka: Kafka, tmp_path: Path) -> None:
    topic, out = topic_on(own_kafka.servers, 2), tmp_path / "out"
    topic.fill(6_000)
    with worker(topic, out, "--pause", "0.1") as process:
        assert within(20, lambda: len(done([out])) > 5)
        own_kafka.kill()
        time.sleep(7)  # longer than a commit is waited for
        own_kafka.start()
        assert within(60, lambda: _is_drained(topic, 3_000))
        assert process.poll() is None
    assert [prefix(done([out]), partition) for partition in range(2)] == [3_000] * 2


async def _transact(topic: Topic) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=topic.servers, transactional_id=topic.name)
    await producer.start()
    for _ in range(3):
        async with producer.transaction():
            await asyncio.gather(*[await producer.send(topic.name, b"x", partition=0) for _ in range(10)])
    await producer.stop()


def test_the_markers_of_transactions_are_committed_past(kafka: Kafka, tmp_path: Path) -> None:
    topic = topic_on(kafka.servers, 1)
    asyncio.run(_transact(topic))
    with worker(topic, tmp_path / "out"):
        assert within(20, lambda: topic.committed() == {0: 33})


def test_records_deleted_unread_end_the_worker(kafka: Kafka, tmp_path: Path) -> None:
    topic, out = topic_on(kafka.servers, 1), tmp_path / "out"
    topic.fill(500)
    with worker(topic, out):
        assert within(20, lambda: _is_drained(topic, 500))
    topic.fill(500)
    topic.forget({0: 700})
    with worker(topic, out) as process:
        assert process.wait(30) != 0
    assert "offsets 500 to 699 were deleted" in said(out)
    assert topic.committed() == {0: 500}


def test_records_deleted_after_they_were_read_harm_nothing(kafka: Kafka, tmp_path: Path) -> None:
    topic, out = topic_on(kafka.servers, 1), tmp_path / "out"
    topic.fill(500)
    with worker(topic, out):
        assert within(20, lambda: _is_drained(topic, 500))
        topic.forget({0: 300})
        topic.fill(100)
        assert within(20, lambda: _is_drained(topic, 600))


def test_automatic_acknowledgement_ends_the_worker(kafka: Kafka, tmp_path: Path) -> None:
    topic, out = topic_on(kafka.servers, 1), tmp_path / "out"
    topic.fill(500)
    with worker(topic, out, "--automatic") as process:
        assert process.wait(30) != 0
    assert "stream.noack()" in said(out)
    assert topic.committed() == {}
