"""The ClickHouse server of the tests."""

from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.service import running
from pipeline.warehouse.server import Server

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("password", ["", "p<&>ss: @/%'\"口令"])
def test_its_address_opens_it_whatever_the_password(tmp_path: Path, password: str) -> None:
    with (
        running(ClickHouse(tmp_path, password=password)) as clickhouse,
        closing(Server(urlsplit(clickhouse.url("default")))) as server,
    ):
        assert server.select("SELECT 1").rows == [(1,)]


def test_rows_outlive_a_kill(tmp_path: Path) -> None:
    with running(ClickHouse(tmp_path)) as clickhouse:
        with closing(Server(urlsplit(clickhouse.url("default")))) as server:
            server.select("CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n")
            server.insert("kept", {"n": [1, 2]})
        clickhouse.kill()
        assert not clickhouse.answers()
        clickhouse.start()
        with closing(Server(urlsplit(clickhouse.url("default")))) as server:
            assert server.select("SELECT sum(n) FROM kept").rows == [(3,)]
