"""Real parts for tests that name them: Kafka, a ClickHouse server and a folder of chDB, the latter with its tables."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.ports import free_port
from deploy.services.service import running
from deploy.services.sharing import shared
from pipeline.warehouse.embedded import Embedded
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse

__all__ = ["ClickHouse", "free_port"]

_NUMBERS = count(1)


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a database is no quick check: a folder of chDB costs a fifth of a second, each query some more."""
    for item in items:
        if isinstance(item, pytest.Function) and (
            "on_chdb" in item.fixturenames
            or (
                hasattr(item, "callspec")
                and not {"chdb", "on_chdb"}.isdisjoint(map(str, item.callspec.params.values()))
            )
        ):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    """A running server, shared by the tests of this process; a test that kills it starts it again."""
    folder = tmp_path_factory.mktemp("services") / "clickhouse"
    with running(ClickHouse(folder, password="it's a: secret@/")) as server:
        yield server


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """A running broker, shared by all processes of this test run: make topics and groups of your own, harm nothing."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with shared(Kafka(run / "kafka")) as broker:
        yield broker


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Kafka]:
    """A running broker of this test alone, which may kill, pause and restart it. It takes seconds: prefer `kafka`."""
    with running(Kafka(tmp_path / "kafka")) as broker:
        yield broker


@pytest.fixture
def on_server(clickhouse: ClickHouse) -> Iterator[SqlWarehouse]:
    """A fresh database on the server, with its tables."""
    url = urlsplit(clickhouse.url(f"test_{next(_NUMBERS)}"))
    with closing(SqlWarehouse(Server(url), piece=32)) as warehouse:
        migrate(warehouse)
        yield warehouse


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed chDB folder with its tables, to be copied: that is ten times faster than making them."""
    folder = tmp_path_factory.mktemp("chdb") / "warehouse"
    with closing(SqlWarehouse(Embedded(folder))) as warehouse:
        migrate(warehouse)
    return folder


@pytest.fixture
def on_chdb(tmp_path: Path, migrated_folder: Path) -> Iterator[SqlWarehouse]:
    """A fresh folder of chDB, with its tables."""
    shutil.copytree(migrated_folder, tmp_path / "warehouse", symlinks=True)
    with closing(SqlWarehouse(Embedded(tmp_path / "warehouse"), piece=32)) as warehouse:
        yield warehouse
