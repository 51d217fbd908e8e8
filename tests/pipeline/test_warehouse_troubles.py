"""A server that is up and refuses: the writer waits, nothing is lost, and the line says what is wrong."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from urllib.parse import urlsplit

import msgspec
import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.service import running
from pipeline.retrying import Pauses, Retry, persistently
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.errors import Misused, Unstorable, WarehouseUnavailable
from schemas.facts import DeadLetterRow
from tests.rows import blank, fact

pytestmark = pytest.mark.slow

_PROFILES = """
    <looking><readonly>1</readonly></looking>
    <poor><max_memory_usage>50000</max_memory_usage></poor>
  </profiles>"""
_USER = """
    <{name}><password></password><networks><ip>127.0.0.1</ip></networks>
    <profile>{name}</profile><quota>default</quota></{name}>"""


@dataclass(frozen=True)
class Strict(ClickHouse):
    """With a user `looking`, who may change nothing, and a user `poor`, who has next to no memory."""

    def command(self) -> Sequence[str]:
        command = super().command()
        users = self.folder / "users.xml"
        more = "".join(_USER.format(name=name) for name in ("looking", "poor"))
        text = users.read_text().replace("</profiles>", _PROFILES).replace("</users>", more + "</users>")
        users.write_text(text)
        return command

    def opened(self, user: str) -> SqlWarehouse:
        return SqlWarehouse(Server(urlsplit(f"clickhouse://{user}@127.0.0.1:{self.port}/strict")))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strict]:
    with running(Strict(tmp_path_factory.mktemp("strict"))) as server:
        yield server


@pytest.fixture
def warehouse(server: Strict) -> Iterator[SqlWarehouse]:
    with closing(server.opened("default")) as warehouse:
        warehouse.run("DROP DATABASE IF EXISTS strict")
        warehouse.run("CREATE DATABASE strict")
        migrate(warehouse)
        yield warehouse


def letters(first: int, count: int) -> list[DeadLetterRow]:
    return [
        blank(DeadLetterRow, origin=f"o/{number:06}", version=1) for number in range(first, first + count)
    ]


@pytest.mark.parametrize(("user", "says"), [("looking", "readonly"), ("poor", "emory limit")])
def test_no_right_and_no_memory_are_waited_out(
    server: Strict, warehouse: SqlWarehouse, user: str, says: str
) -> None:
    with closing(server.opened(user)) as refused:
        with pytest.raises(WarehouseUnavailable, match=says) as told:
            refused.write(tables.DEAD_LETTERS, letters(0, 2_000))
        assert "\n" not in str(told.value)
    assert list(warehouse.rows(tables.DEAD_LETTERS)) == []


def test_too_many_parts_are_waited_out_and_nothing_is_lost(warehouse: SqlWarehouse) -> None:
    made = str(warehouse.select("SHOW CREATE TABLE dead_letters").rows[0][0])
    warehouse.run("DROP TABLE dead_letters")
    limits = (
        "parts_to_delay_insert = 2, parts_to_throw_insert = 2, max_bytes_to_merge_at_max_space_in_pool = 1"
    )
    warehouse.run(f"{made}, {limits}")
    told: list[Retry] = []
    crowded = Event()

    def tell(retry: Retry) -> None:
        told.append(retry)
        crowded.set()

    def write() -> None:
        for place in range(8):
            some = letters(place * 10, 10)
            call = partial(warehouse.write, tables.DEAD_LETTERS, some)
            persistently(call, tell, Event(), Pauses(0.02, 0.05))

    writer = Thread(target=write)
    writer.start()
    assert crowded.wait(20)
    while writer.is_alive():
        warehouse.run("OPTIMIZE TABLE dead_letters FINAL")
        writer.join(0.1)
    assert len(list(warehouse.rows(tables.DEAD_LETTERS))) == 80
    assert {"Too many parts" in str(retry.error) for retry in told} == {True}


def test_a_table_that_is_missing_is_the_persons_to_mend(warehouse: SqlWarehouse) -> None:
    warehouse.run("RENAME TABLE dead_letters TO elsewhere")
    with pytest.raises(Misused, match="earshot migrate"):
        warehouse.write(tables.DEAD_LETTERS, letters(0, 3))
    with pytest.raises(Misused, match="earshot migrate"):
        list(warehouse.rows(tables.DEAD_LETTERS))
    warehouse.run("RENAME TABLE elsewhere TO dead_letters")
    warehouse.write(tables.DEAD_LETTERS, letters(0, 3))
    assert len(list(warehouse.rows(tables.DEAD_LETTERS))) == 3


def test_half_a_block_that_was_sent_before_a_bad_value_is_forgotten(warehouse: SqlWarehouse) -> None:
    long = fact("", voice="words " * 40)
    rows = [msgspec.structs.replace(long, event_key=f"{number:06}") for number in range(8_000)]
    rows[-1] = fact("bad", voice="\ud800")
    for _ in range(3):
        with pytest.raises(Unstorable) as refused:
            warehouse.write(tables.INTERACTIONS, rows)
        assert refused.value.rows == (7_999,)
        assert warehouse.select("SELECT count() FROM interactions").rows == [(0,)]
    warehouse.write(tables.INTERACTIONS, rows[:-1])
    assert warehouse.select("SELECT count() FROM interactions").rows == [(7_999,)]
