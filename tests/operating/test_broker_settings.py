"""EARSHOT_BROKERS, and a Kafka that is away."""

import socket
import time
from contextlib import closing

import pytest
from kafka import errors

from deploy.services.ports import free_port
from pipeline.operating.brokers import Brokers, fate
from pipeline.operating.servers import Servers, kafka_settings
from pipeline.settings import Settings
from schemas.errors import LogUnavailable, Misused


@pytest.mark.parametrize(
    ("brokers", "servers"),
    [
        ("kafka://one:9092", ("one:9092",)),
        ("kafka://one:9092,two.example:9093", ("one:9092", "two.example:9093")),
        ("kafka://10.0.0.1:9092, [::1]:9092", ("10.0.0.1:9092", "[::1]:9092")),
    ],
)
def test_brokers_are_host_and_port(brokers: str, servers: tuple[str, ...]) -> None:
    assert kafka_settings(Settings(brokers=brokers)) == Servers(servers)


@pytest.mark.parametrize(
    "brokers",
    [
        "",
        "one:9092",
        "kafka://",
        "kafka://one",
        "kafka://:9092",
        "kafka://one:9092,",
        "kafka://one:port",
        "kafka://one:0",
        "kafka://one:70000",
        "kafka://one:9092/topic",
        "kafka://user:word@one:9092",
        "kafka://one:9092,kafka://two:9092",
        "http://one:9092",
        "kafka://[::1:9092",
    ],
)
def test_everything_else_is_a_mistake(brokers: str) -> None:
    with pytest.raises(Misused, match="EARSHOT_BROKERS"):
        kafka_settings(Settings(brokers=brokers))


def test_where_nobody_listens_is_told_at_once() -> None:
    begin = time.monotonic()
    with pytest.raises(LogUnavailable, match="refused"):
        Brokers(Servers((f"127.0.0.1:{free_port()}",)))
    assert time.monotonic() - begin < 2


@pytest.mark.slow
def test_one_that_listens_and_says_nothing_is_given_up_in_ten_seconds() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        begin = time.monotonic()
        with pytest.raises(LogUnavailable, match="Kafka at 127"):
            Brokers(Servers((f"127.0.0.1:{silent.getsockname()[1]}",)))
        assert time.monotonic() - begin < 10


def test_an_error_is_one_line_without_requests() -> None:
    request = "Request 'CreateTopicsRequest(...)' failed with response\n'CreateTopicsResponse(...)'"
    replication = fate(errors.InvalidReplicationFactorError(request), Servers(("one:9092",)))
    assert isinstance(replication, Misused)
    assert "\n" not in str(replication)
    away = fate(errors.KafkaConnectionError("gone"), Servers(("one:9092",)))
    assert isinstance(away, LogUnavailable)
    assert str(away) == "Kafka at one:9092: KafkaConnection: gone"
