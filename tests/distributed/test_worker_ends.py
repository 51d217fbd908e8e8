"""What must not end a worker, and what must: real processes on a real broker and a real warehouse."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.service import running
from pipeline.ports import NewRecord
from schemas import topics
from tests.bad_input import call
from tests.proof.field import Field, field

pytestmark = pytest.mark.slow

DONE, MISUSED = 0, 2


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    with running(Kafka(tmp_path_factory.mktemp("ends") / "kafka")) as started:
        yield started


@pytest.fixture
def trial(
    broker: Kafka, clickhouse: ClickHouse, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Field]:
    with field(broker, clickhouse, tmp_path, f"ends_{abs(hash(request.node.name))}") as made:
        yield made


@contextmanager
def frozen(pid: int | None) -> Iterator[None]:
    assert pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def calls(numbers: range) -> list[NewRecord]:
    return [NewRecord(topics.CALLS, b"%d" % n, call(id=f"n{n}", customer=f"c{n}")) for n in numbers]


def test_what_somebody_else_wrote_on_our_own_topics_ends_nobody(trial: Field) -> None:
    worker = trial.fleet.start()
    trial.send(calls(range(20)))
    foreign = [
        NewRecord(topic, b"%d" % n, value)
        for topic in (topics.INTERACTIONS, topics.TOUCHED, topics.DEAD_LETTERS)
        for n, value in enumerate((b"", b"hello?", b"{}", b'{"is": "interaction"}'))
    ]
    trial.send(foreign)
    trial.send(calls(range(20, 40)))
    trial.drained()
    assert worker.lives()
    stored = trial.stored()
    assert len(stored.events()) == 40
    assert len([origin for origin in stored.letters() if not origin.startswith("voc.calls/")]) == len(foreign)


def test_a_worker_that_is_asked_to_end_while_the_warehouse_is_away_does(trial: Field) -> None:
    worker = trial.fleet.start()
    trial.send(calls(range(3)))
    trial.drained()
    trial.clickhouse.stop()
    try:
        trial.send(calls(range(3, 50)))
        trial.fleet.until(lambda: "service_away" in worker.said(), "the warehouse is missed", 20)
        assert worker.leave(10) == DONE
        assert "crashed" not in worker.said()
    finally:
        trial.clickhouse.start()
    trial.broker.forget_members()
    trial.fleet.start()
    trial.drained()
    assert len(trial.stored().events()) == 50


def test_a_worker_that_is_asked_to_end_while_kafka_hangs_does(trial: Field) -> None:
    worker = trial.fleet.start()
    trial.send(calls(range(3)))
    trial.drained()
    with frozen(trial.kafka.pid):
        time.sleep(1)
        assert worker.leave(12) == DONE
    trial.broker.forget_members()


def test_an_address_that_is_taken_is_a_person_s_to_mend(trial: Field) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        worker = trial.fleet.start(metrics_port=str(taken.getsockname()[1]))
        assert worker.ends(40) == MISUSED
    assert "EARSHOT_METRICS_PORT" in worker.said()
