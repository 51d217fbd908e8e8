"""The warehouse over TLS: a server with a certificate of its own authority."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.ports import free_port
from deploy.services.service import running
from pipeline.settings import Settings
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.open import open_warehouse
from schemas import tables
from schemas.errors import EarshotError, Misused, WarehouseUnavailable
from tests.rows import fact
from tests.secured.certificates import authority

pytestmark = pytest.mark.slow

_TLS = """
  <tcp_port_secure>{port}</tcp_port_secure>
  <openSSL><server>
    <certificateFile>{folder}/server.pem</certificateFile><privateKeyFile>{folder}/server.key</privateKeyFile>
    <caConfig>{folder}/authority.pem</caConfig><verificationMode>{asks}</verificationMode>
    <disableProtocols>sslv2,sslv3</disableProtocols>
  </server></openSSL>
</yandex>"""


@dataclass(frozen=True)
class Encrypted(ClickHouse):
    """A server that listens with TLS too; its certificate is for `localhost`."""

    secure_port: int = 0
    asks: str = "none"
    """Whether clients must show a certificate: none or strict."""

    def command(self) -> Sequence[str]:
        command = super().command()
        config = self.folder / "config.xml"
        more = _TLS.format(port=self.secure_port, folder=self.folder.absolute(), asks=self.asks)
        config.write_text(config.read_text().replace("</yandex>", more))
        return command

    def named(self, host: str, options: str) -> str:
        return f"clickhouses://{host}:{self.secure_port}/tls?{options}"


def certify(folder: Path) -> None:
    """An authority, and a server's certificate by it."""
    usual = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    authority = ["-keyout", f"{folder}/authority.key", "-out", f"{folder}/authority.pem", "-subj", "/CN=test"]
    _openssl("req", "-x509", *usual, *authority)
    signed_by = ["-CA", f"{folder}/authority.pem", "-CAkey", f"{folder}/authority.key"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    _openssl(
        "req", "-x509", *usual, *signed_by, *name,
        "-keyout", f"{folder}/server.key", "-out", f"{folder}/server.pem",
    )  # fmt: skip


def _openssl(*arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("tls")
    certify(folder)
    with running(Encrypted(folder, secure_port=free_port())) as server:
        yield server


def test_rows_go_both_ways(server: Encrypted) -> None:
    for options in (f"ca_certs={server.folder}/authority.pem", "verify=0"):
        with closing(open_warehouse(Settings(warehouse=server.named("localhost", options)))) as warehouse:
            migrate(warehouse)
            warehouse.write(tables.INTERACTIONS, [fact(options)])
            assert fact(options) in list(warehouse.rows(tables.INTERACTIONS))


def test_a_name_for_the_certificate_where_it_is_not_the_hosts(server: Encrypted) -> None:
    options = f"ca_certs={server.folder}/authority.pem&server_hostname=localhost"
    open_warehouse(Settings(warehouse=server.named("127.0.0.1", options))).close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_that_is_not_trusted_is_the_persons_to_mend(server: Encrypted, host: str) -> None:
    options = "" if host == "localhost" else f"ca_certs={server.folder}/authority.pem"
    with pytest.raises(Misused, match="ca_certs"):
        open_warehouse(Settings(warehouse=server.named(host, options)))


def test_both_ways_of_saying_it_mean_the_same(server: Encrypted) -> None:
    named = server.named("localhost", f"secure=1&ca_certs={server.folder}/authority.pem")
    open_warehouse(Settings(warehouse=named.replace("clickhouses:", "clickhouse:"))).close()


@pytest.mark.parametrize("secure", [True, False])
def test_the_wrong_port_is_unavailable(server: Encrypted, *, secure: bool) -> None:
    port = server.port if secure else server.secure_port
    scheme = "clickhouses" if secure else "clickhouse"
    with pytest.raises(WarehouseUnavailable) as refused:
        open_warehouse(Settings(warehouse=f"{scheme}://localhost:{port}/x?verify=0"))
    assert isinstance(refused.value, EarshotError)
    assert f"localhost:{port}" in str(refused.value)


def test_a_server_that_asks_for_our_certificate_is_shown_it(tmp_path: Path) -> None:
    folder = tmp_path / "strict"
    folder.mkdir()
    certify(folder)
    ours, foreign = authority(tmp_path / "ours"), authority(tmp_path / "foreign")
    with (folder / "authority.pem").open("ab") as trusted:  # the server trusts its own and ours
        trusted.write(ours.file.read_bytes())
    with running(Encrypted(folder, secure_port=free_port(), asks="strict")) as server:
        shown, strange = ours.signs("earshot"), foreign.signs("earshot")
        trust = f"ca_certs={folder}/authority.pem"
        good = f"{trust}&certfile={shown.certificate}&keyfile={shown.key}"
        open_warehouse(Settings(warehouse=server.named("localhost", good))).close()
        for bad in (trust, f"{trust}&certfile={strange.certificate}&keyfile={strange.key}"):
            with pytest.raises(EarshotError) as refused:
                open_warehouse(Settings(warehouse=server.named("localhost", bad)))
            assert "certfile" in str(refused.value)
