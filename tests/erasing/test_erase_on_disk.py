"""What is erased is gone from the files too: of the embedded warehouse, of a server, and of the log."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.erasing.receipt import Receipt
from pipeline.log import SqliteLog
from pipeline.verify import differences, handed, rebuild
from pipeline.warehouse.removing import dropping, left_behind
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from tests.conftest import ClickHouse
from tests.crash.cutting import Cut, Fuse, PowerCut, When
from tests.erasing.people import ID, NOW, POLICIES, WORD, Company, everything
from tests.rows import arrival

# Files are looked through for what compression leaves as it is: words that occur once, at their first place.
TRACES = (WORD.encode(), ID.encode())
SECONDS = 100
MADE = "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name"


def holding(folder: Path) -> list[str]:
    """Files that hold a trace of the person."""
    found = []
    for file in folder.rglob("*"):
        try:
            if file.is_file() and any(trace in file.read_bytes() for trace in TRACES):
                found.append(str(file.relative_to(folder)))
        except FileNotFoundError:  # dropped while we looked
            continue
    return found


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path / "log" / "log.db")) as opened:
        yield opened


def erase(company: Company) -> Receipt:
    return company.erasing.erase(company.erasing.person(ID), lambda: NOW.replace(year=2030))


def left(company: Company, receipt: Receipt) -> list[str]:
    return [*company.erasing.left(receipt)]


def gone_within(seconds: float, warehouse: SqlWarehouse, receipt: Receipt) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not left_behind(warehouse, receipt.done_at):
            return True
        time.sleep(0.5)
    return False


def test_the_log_forgets(log: SqliteLog, tmp_path: Path, on_chdb: SqlWarehouse) -> None:
    company = Company(log, on_chdb).hear(*everything())
    assert holding(tmp_path / "log")
    erase(company)
    assert not holding(tmp_path / "log")


@pytest.mark.parametrize("when", [When.BEFORE, When.AFTER])
@pytest.mark.parametrize("at", [3, 4, 5])  # after sync and select: ALTER, DETACH, ATTACH
def test_what_fails_while_tables_are_attached_anew_leaves_them_as_they_were(
    on_chdb: SqlWarehouse, at: int, when: When
) -> None:
    for _ in range(2):
        on_chdb.write(tables.ARRIVALS, [arrival("one", 1)])
    on_chdb.run("OPTIMIZE TABLE arrivals FINAL")
    before = on_chdb.select(MADE)
    broken = Cut(on_chdb, Fuse(at, when))
    with pytest.raises(PowerCut), dropping(broken, datetime.now(UTC)):  # type: ignore[arg-type]
        pytest.fail("nothing was cut")
    assert on_chdb.select(MADE) == before
    assert len([*on_chdb.rows(tables.ARRIVALS)]) == 1


@pytest.mark.slow
def test_the_embedded_warehouse_forgets(log: SqliteLog, tmp_path: Path, on_chdb: SqlWarehouse) -> None:
    company = Company(log, on_chdb).hear(*everything())
    assert holding(tmp_path / "warehouse")
    receipt = erase(company)
    assert left(company, receipt) == []
    assert [*differences(handed(log), on_chdb, POLICIES)] == []
    before = on_chdb.select(MADE)
    with dropping(on_chdb, receipt.done_at):
        assert gone_within(SECONDS, on_chdb, receipt)
    assert on_chdb.select(MADE) == before
    assert holding(tmp_path / "warehouse") == []
    rebuild(on_chdb, POLICIES)
    company.hear(*everything()[:-1])
    assert left(company, receipt) == []


@pytest.mark.slow
def test_a_server_forgets(log: SqliteLog, on_server: SqlWarehouse, clickhouse: ClickHouse) -> None:
    company = Company(log, on_server).hear(*everything())
    (database,) = on_server.select("SELECT currentDatabase()").rows[0]
    data = clickhouse.folder / "data" / "data" / str(database)
    assert holding(data)
    receipt = erase(company)
    assert left(company, receipt) == []
    assert [*differences(handed(log), on_server, POLICIES)] == []
    assert all(is_left(on_server, file) for file in holding(data))
    company.hear(*everything()[:-1])
    assert left(company, receipt) == []


def is_left(warehouse: SqlWarehouse, file: str) -> bool:
    """Whether the file is of a part that was replaced: this server keeps those for eight minutes."""
    table, part, *_ = file.split("/")
    asked = f"SELECT active FROM system.parts WHERE table = '{table}' AND name = '{part}' AND database = currentDatabase()"
    return warehouse.select(asked).rows == [(0,)]
