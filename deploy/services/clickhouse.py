"""A ClickHouse server on the loopback address alone."""

import os
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from clickhouse_driver import Client, errors

from deploy.services.ports import LOOPBACK
from deploy.services.service import Service
from schemas.errors import Unavailable

# Written for Debian's server of 2018; those of today read it too.
_CONFIG: Final = """\
<yandex>
  <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
  <tcp_port>{port}</tcp_port><http_port>{http_port}</http_port><listen_host>{host}</listen_host>
  <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><user_files_path>{folder}/files/</user_files_path>
  <users_config>users.xml</users_config><default_profile>default</default_profile>
  <default_database>default</default_database><timezone>UTC</timezone><mark_cache_size>33554432</mark_cache_size>
</yandex>
"""
_USERS: Final = """\
<yandex>
  <profiles><default>
    <allow_experimental_low_cardinality_type>1</allow_experimental_low_cardinality_type><max_threads>2</max_threads>
  </default></profiles>
  <users><default>
    <password>{password}</password><networks><ip>{host}</ip></networks>
    <profile>default</profile><quota>default</quota>
  </default></users>
  <quotas><default/></quotas>
</yandex>
"""


@dataclass(frozen=True)
class ClickHouse(Service):
    """One server. Its user is `default`."""

    password: str = ""
    name: ClassVar[str] = "ClickHouse"

    def url(self, database: str) -> str:
        """As EARSHOT_WAREHOUSE wants it."""
        user = f"default:{quote(self.password, safe='')}" if self.password else "default"
        return f"clickhouse://{user}@{LOOPBACK}:{self.port}/{database}"

    def command(self) -> Sequence[str]:
        # Debian keeps it where only root looks.
        found = shutil.which("clickhouse-server", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if found is None:
            raise Unavailable("ClickHouse is missing: sudo apt-get install clickhouse-server")
        folder = self.folder.absolute()
        config = folder / "config.xml"
        config.write_text(
            _CONFIG.format(
                folder=escape(str(folder)), host=LOOPBACK, port=self.port, http_port=self.side_port
            )
        )
        (folder / "users.xml").write_text(_USERS.format(password=escape(self.password), host=LOOPBACK))
        return (found, f"--config-file={config}")

    def answers(self) -> bool:
        if not self._listens():  # the driver logs each failed try
            return False
        client = Client(
            LOOPBACK, self.port, password=self.password, connect_timeout=2, send_receive_timeout=5
        )
        try:
            return bool(client.execute("SELECT 1") == [(1,)])
        except (OSError, EOFError, errors.Error):
            return False
        finally:
            client.disconnect()

    def _listens(self) -> bool:
        try:
            socket.create_connection((LOOPBACK, self.port), timeout=2).close()
        except OSError:
            return False
        return True
