"""Real parts for tests that name them: a ClickHouse server and a folder of chDB, each with its tables."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.warehouse.embedded import Embedded
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import WarehouseUnavailable

_NUMBERS = count(1)

_CONFIG = """<yandex>
  <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
  <tcp_port>{port}</tcp_port><http_port>{http_port}</http_port><listen_host>127.0.0.1</listen_host>
  <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><user_files_path>{folder}/files/</user_files_path>
  <users_config>users.xml</users_config><default_profile>default</default_profile>
  <default_database>default</default_database><timezone>UTC</timezone><mark_cache_size>33554432</mark_cache_size>
</yandex>"""

_USERS = """<yandex>
  <profiles><default>
    <allow_experimental_low_cardinality_type>1</allow_experimental_low_cardinality_type><max_threads>2</max_threads>
  </default></profiles>
  <users><default>
    <password>it's a: secret@/</password><networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile><quota>default</quota>
  </default></users>
  <quotas><default/></quotas>
</yandex>"""


@dataclass
class ClickHouse:
    """A server of its own in `folder`; it can be killed and started again on the same data."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"clickhouse://default:it%27s%20a%3A%20secret%40%2F@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        program = ["/usr/sbin/clickhouse-server", f"--config-file={self.folder}/config.xml"]
        environment = {**os.environ, "TZ": "UTC"}
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                program, cwd=self.folder, env=environment, stdout=output, stderr=output
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "output").read_text()
            assert time.monotonic() < deadline, "clickhouse-server did not answer within 30 s"
            time.sleep(0.1)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            Server(urlsplit(self.url("default"))).close()
        except WarehouseUnavailable:
            return False
        return True


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    """A running server, shared by the tests of this process."""
    server = ClickHouse(tmp_path_factory.mktemp("clickhouse"), free_port())
    (server.folder / "config.xml").write_text(
        _CONFIG.format(folder=server.folder, port=server.port, http_port=free_port())
    )
    (server.folder / "users.xml").write_text(_USERS)
    server.start()
    yield server
    server.kill()


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
