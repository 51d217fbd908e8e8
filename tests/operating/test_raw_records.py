"""One record read again by its place, and a broker that is away."""

import time
from collections.abc import Iterator

import pytest

from pipeline.commands.doctor import command as doctor
from pipeline.commands.lag import command as lag
from pipeline.commands.topics import command as topics
from pipeline.operating.reading import RawRecords
from pipeline.operating.sending import Sender
from pipeline.ports import NewRecord
from schemas.errors import LogUnavailable
from schemas.topics import CALLS, EMAILS
from tests.operating.conftest import Cluster

pytestmark = pytest.mark.slow


@pytest.fixture
def raw(cluster: Cluster) -> Iterator[RawRecords]:
    cluster.run(topics, "apply")
    records = RawRecords(cluster.servers)
    yield records
    records.close()


def test_a_record_is_read_again_by_its_place(cluster: Cluster, raw: RawRecords) -> None:
    large = b"x" * 900_000
    cluster.send(CALLS, b"first", large, "第三".encode(), partition=1)
    values = [found.value for offset in (2, 0, 1, 2) if (found := raw.raw(CALLS, 1, offset))]
    assert values == ["第三".encode(), b"first", large, "第三".encode()]
    found = raw.raw(CALLS, 1, 0)
    assert found
    assert (found.topic, found.partition, found.offset, found.key) == (CALLS, 1, 0, b"k")
    assert abs(found.appended / 1e6 - time.time()) < 60


def test_what_kafka_does_not_have_is_none(cluster: Cluster, raw: RawRecords) -> None:
    cluster.send(CALLS, b"a", b"b", b"c")
    cluster.cut(CALLS, 0, 2)
    assert [raw.raw(CALLS, 0, offset) is None for offset in (0, 1, 2, 3, 99)] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert raw.raw(CALLS, 5, 0) is None
    assert raw.raw("voc.nothing", 0, 0) is None


def test_a_partition_that_was_added_since_is_seen(cluster: Cluster, raw: RawRecords) -> None:
    cluster.send(CALLS, b"a")
    assert raw.raw(CALLS, 0, 0)
    cluster.run(topics, "apply", EARSHOT_PARTITIONS="3")
    cluster.send(CALLS, b"b", partition=2)
    found = raw.raw(CALLS, 2, 0)
    assert found
    assert found.value == b"b"


def test_a_broker_that_hangs_is_reported_and_comes_back(cluster: Cluster, raw: RawRecords) -> None:
    cluster.send(CALLS, b"a")
    assert raw.raw(CALLS, 0, 0)
    cluster.broker.pause()
    try:
        for call in (
            lambda: raw.raw(CALLS, 0, 0),
            lambda: raw.raw(EMAILS, 0, 0),
            lambda: cluster.run(lag),
        ):
            begin = time.monotonic()
            with pytest.raises(LogUnavailable):
                call()
            assert time.monotonic() - begin < 12
        told = cluster.run(doctor, EARSHOT_HANDLE_SECRET="x" * 16)
        assert told.exit_code == 1
        assert "wrong kafka" in told.stdout
    finally:
        cluster.broker.resume()
    assert raw.raw(CALLS, 0, 0)


def test_what_a_hanging_broker_did_not_take_is_told_and_goes_later(cluster: Cluster) -> None:
    cluster.run(topics, "apply")
    records = [NewRecord(CALLS, b"%d" % number, b"x") for number in range(200)]
    with Sender(cluster.servers) as sender:
        assert all(isinstance(stamp, int) for stamp in sender.send(records))
        cluster.broker.pause()
        try:
            begin = time.monotonic()
            assert all(isinstance(fault, LogUnavailable) for fault in sender.send(records))
            assert time.monotonic() - begin < 12
        finally:
            cluster.broker.resume()
        assert all(isinstance(stamp, int) for stamp in sender.send(records))
