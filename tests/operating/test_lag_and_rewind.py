"""`earshot lag` and `earshot rewind` on a real broker."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kafka import KafkaConsumer

from pipeline.commands.lag import command as lag
from pipeline.commands.rewind import command as rewind
from pipeline.commands.topics import command as topics
from schemas.errors import Misused
from schemas.topics import CALLS, EMAILS, INTERACTIONS
from tests.operating.conftest import GROUP, Cluster

pytestmark = pytest.mark.slow


def lag_of(cluster: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cluster.run(lag, "--json").stdout)
    return found


@contextmanager
def a_member(cluster: Cluster) -> Iterator[None]:
    consumer = KafkaConsumer(
        CALLS, bootstrap_servers=list(cluster.servers.hosts), group_id=GROUP, enable_auto_commit=False
    )
    try:
        deadline = time.monotonic() + 60
        while not consumer.assignment():
            assert time.monotonic() < deadline
            consumer.poll(200)
        yield
    finally:
        consumer.close(autocommit=False)


def test_lag_counts_from_the_position_or_from_the_oldest_record(cluster: Cluster) -> None:
    cluster.run(topics, "apply")
    cluster.send(CALLS, b"a", b"b", b"c")
    cluster.send(EMAILS, b"d", b"e", partition=1)
    cluster.commit({(CALLS, 0): 1})
    found = lag_of(cluster)
    rows = {(row["agent"], row["partition"]): row for row in found["partitions"]}
    assert (found["lag"], found["members"], found["missing"]) == (4, 0, [])
    assert (rows["calls", 0]["committed"], rows["calls", 0]["lag"], rows["calls", 0]["end"]) == (1, 2, 3)
    assert (rows["emails", 1]["committed"], rows["emails", 1]["lag"]) == (None, 2)
    waits = datetime.now(UTC) - datetime.fromisoformat(rows["calls", 0]["oldest_at"])
    assert timedelta() <= waits < timedelta(minutes=2)
    assert rows["calls", 1]["oldest_at"] is None
    assert "lag 4" in cluster.run(lag).stdout


def test_what_retention_dropped_unread_is_counted_apart(cluster: Cluster) -> None:
    cluster.run(topics, "apply")
    cluster.send(CALLS, b"a", b"b", b"c")
    cluster.commit({(CALLS, 0): 1})
    cluster.cut(CALLS, 0, 2)
    found = lag_of(cluster)
    assert (found["lag"], found["expired"]) == (1, 1)


def test_topics_that_are_missing_are_named(cluster: Cluster) -> None:
    assert CALLS in lag_of(cluster)["missing"]
    with pytest.raises(Misused, match="earshot topics apply"):
        cluster.run(rewind, "--to", "earliest")


def test_a_rewind_goes_to_the_oldest_record_of_the_agents_named(cluster: Cluster) -> None:
    cluster.run(topics, "apply")
    for topic in (CALLS, EMAILS, INTERACTIONS):
        cluster.send(topic, b"a", b"b", b"c")
    cluster.cut(CALLS, 0, 1)
    cluster.commit({(CALLS, 0): 3, (EMAILS, 0): 2, (EMAILS, 1): 0, (INTERACTIONS, 0): 3})
    before = cluster.positions()
    assert (
        "4 records would go back"
        in cluster.run(rewind, "--to", "earliest", "--agents", "calls,emails", "--dry-run").stdout
    )
    assert cluster.positions() == before
    assert "4 records went back" in cluster.run(rewind, "--to", "earliest", "--agents", "calls,emails").stdout
    assert cluster.positions() == before | {(CALLS, 0): 1, (EMAILS, 0): 0}
    moved = [
        json.loads(line) for line in cluster.run(rewind, "--to", "earliest", "--json").stdout.splitlines()
    ]
    assert moved == [{"agent": "story", "topic": INTERACTIONS, "partition": 0, "start": 3, "to": 0}]
    assert "0 records went back" in cluster.run(rewind, "--to", "earliest").stdout


def test_a_rewind_to_a_moment_never_goes_forward(cluster: Cluster) -> None:
    cluster.run(topics, "apply")
    cluster.send(CALLS, b"a", b"b")
    time.sleep(0.05)
    moment = datetime.now(UTC).isoformat()
    cluster.send(CALLS, b"c", b"d")
    cluster.send(EMAILS, b"e")
    cluster.commit({(CALLS, 0): 4, (CALLS, 1): 0, (EMAILS, 0): 0})
    assert "2 records went back" in cluster.run(rewind, "--to", moment).stdout
    assert cluster.positions() == {(CALLS, 0): 2, (CALLS, 1): 0, (EMAILS, 0): 0}


def test_while_the_group_has_members_nothing_moves(cluster: Cluster) -> None:
    cluster.run(topics, "apply")
    cluster.send(CALLS, b"a", b"b")
    cluster.commit({(CALLS, 0): 2})
    with a_member(cluster):
        dry = cluster.run(rewind, "--to", "earliest", "--dry-run")
        assert "1 members are active" in dry.stderr
        with pytest.raises(Misused, match=r"1 active members .*stop the workers"):
            cluster.run(rewind, "--to", "earliest")
        assert cluster.positions() == {(CALLS, 0): 2}
    assert "2 records went back" in cluster.run(rewind, "--to", "earliest").stdout


@pytest.mark.parametrize(
    ("to", "agents", "words"),
    [
        ("yesterday", "", "use earliest, or RFC 3339"),
        ("2026-05-01T00:00:00", "", "has no offset"),
        ("2098-05-01T00:00:00Z", "", "lies ahead"),
        ("earliest", "calls,mails", "unknown agent mails"),
    ],
)
def test_a_wrong_moment_or_agent_is_said(cluster: Cluster, to: str, agents: str, words: str) -> None:
    with pytest.raises(Misused, match=words):
        cluster.run(rewind, "--to", to, "--agents", agents)
