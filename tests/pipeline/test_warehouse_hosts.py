"""Several hosts: one is used until it is lost, and each thread is told once that it was left."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.ports import free_port
from deploy.services.service import running
from pipeline.settings import Settings
from pipeline.warehouse.address import address
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.server import Server
from schemas.errors import Misused, WarehouseUnavailable

_WHO = "SELECT name FROM who"


def named(*hosts: ClickHouse) -> str:
    return f"clickhouse://{','.join(f'127.0.0.1:{host.port}' for host in hosts)}/both"


def opened(*hosts: ClickHouse) -> Server:
    return Server(urlsplit(named(*hosts)))


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[ClickHouse, ClickHouse]]:
    """Two servers that say who they are; both have the database."""
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(running(ClickHouse(tmp_path / name))) for name in ("first", "second")
        )
        for one, name in ((first, "first"), (second, "second")):
            with closing(opened(one)) as server:
                server.run(f"CREATE TABLE who ENGINE = TinyLog AS SELECT '{name}' AS name")
        yield first, second


@pytest.mark.slow
def test_the_first_host_that_answers_is_used_until_it_is_lost(pair: tuple[ClickHouse, ClickHouse]) -> None:
    first, second = pair
    with closing(opened(first, second)) as server, ThreadPoolExecutor(1) as other:
        here: Callable[[], object] = lambda: server.select(_WHO).rows[0][0]  # noqa: E731 - two threads' one call
        assert [here(), other.submit(here).result()] == ["first", "first"]
        first.kill()
        with pytest.raises(WarehouseUnavailable):
            here()
        assert here() == "second"
        with pytest.raises(WarehouseUnavailable, match="was left for"):
            other.submit(here).result()
        assert other.submit(here).result() == "second"
        first.start()
        assert [here(), other.submit(here).result()] == ["second", "second"]
        second.kill()
        with pytest.raises(WarehouseUnavailable):
            here()
        assert here() == "first"


@pytest.mark.slow
def test_a_host_that_never_answered_is_passed_over(clickhouse: ClickHouse) -> None:
    url = clickhouse.url("passed_over")
    dead = url.replace("@127.0.0.1", f"@127.0.0.1:{free_port()},127.0.0.1")
    open_warehouse(Settings(warehouse=dead)).close()


def test_when_none_answers_it_is_unavailable() -> None:
    ports = free_port(), free_port()
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    with pytest.raises(WarehouseUnavailable, match=f":{ports[1]}"):
        open_warehouse(Settings(warehouse=f"clickhouse://{hosts}/x"))


def test_an_address_has_what_the_url_says() -> None:
    found = address(
        urlsplit("clickhouses://a%40b:p%2Fw%2C@one:9441,two/base%20d?verify=false&server_hostname=x")
    )
    assert found.hosts == (("one", 9441), ("two", 9440))
    assert (found.user, found.password, found.database) == ("a@b", "p/w,", "base d")
    assert (found.options.secure, found.options.verify, found.options.server_hostname) == (True, False, "x")
    plain = address(urlsplit("clickhouse://[::1]"))
    assert (plain.hosts, plain.user, plain.password) == ((("::1", 9000),), "default", "")
    assert (plain.database, plain.options.secure) == ("default", False)


@pytest.mark.parametrize(
    "rest",
    [
        "one,/d",
        "one,two:x/d",
        ",/d",
        "one:70000/d",
        "one/d?verify=perhaps",
        "one/d?ca=file",
        "one/d?ca_certs=/no/such/file",
        "one/d?max_threads=2",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(rest: str) -> None:
    with pytest.raises(Misused, match="EARSHOT_WAREHOUSE") as refused:
        open_warehouse(Settings(warehouse=f"clickhouse://user:s3cret@{rest}"))
    assert "s3cret" not in str(refused.value)
