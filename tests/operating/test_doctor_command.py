"""`earshot doctor` on a real broker and a real warehouse: each fault is found, named, and gone when it is mended."""

import json

import pytest

from deploy.services.clickhouse import ClickHouse
from pipeline.commands.doctor import command
from pipeline.commands.migrate import command as migrate
from pipeline.commands.topics import command as topics
from schemas.topics import CALLS
from tests.operating.conftest import Cluster

pytestmark = pytest.mark.slow


def wrong_in(cluster: Cluster, url: str) -> tuple[int, set[str]]:
    done = cluster.run(command, "--json", EARSHOT_WAREHOUSE=url, EARSHOT_HANDLE_SECRET="x" * 16)
    checks = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(check["then"] for check in checks if check["verdict"] != "ok")
    return done.exit_code, {check["name"] for check in checks if check["verdict"] == "wrong"}


def test_what_is_wrong_is_found_until_it_is_mended(cluster: Cluster, clickhouse: ClickHouse) -> None:
    url = clickhouse.url("doctor")
    assert wrong_in(cluster, url) == (1, {"topics", "migrations"})
    cluster.run(topics, "apply")
    cluster.run(migrate, EARSHOT_WAREHOUSE=url)
    assert wrong_in(cluster, url) == (0, set())
    cluster.send(CALLS, b"a", b"b")
    cluster.commit({(CALLS, 0): 0, (CALLS, 1): 5})
    cluster.cut(CALLS, 0, 1)
    assert wrong_in(cluster, url) == (1, {"retention", "positions"})


def test_the_clocks_of_both_are_read(cluster: Cluster, clickhouse: ClickHouse) -> None:
    cluster.run(topics, "apply")
    done = cluster.run(command, EARSHOT_WAREHOUSE=clickhouse.url("doctor"), EARSHOT_HANDLE_SECRET="x" * 16)
    (clocks,) = [line for line in done.stdout.splitlines() if line[6:].startswith("clocks:")]
    assert clocks.startswith("ok")
    assert "broker" in clocks
    assert "warehouse" in clocks
