"""People's queries: whatever they ask, nothing changes, nobody waits in vain, and the answer has Python's types."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.errors import Misused
from tests.rows import NOON, fact


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def test_values_come_as_what_they_are(warehouse: SqlWarehouse) -> None:
    answer = warehouse.ask(
        "SELECT 1 AS one, 'it''s\\n中' AS text, toDate('2026-03-31') AS day, toUInt64(18446744073709551615) AS big,"
        " toDateTime('2026-03-31 12:00:00', 'UTC') AS moment, [1, 2] AS some, NULL AS nothing, 0.5 AS half,"
        " CAST(NULL AS Nullable(Float64)) AS no_number ; -- so much"
    )
    assert answer.columns == ("one", "text", "day", "big", "moment", "some", "nothing", "half", "no_number")
    assert answer.rows == [
        (1, "it's\n中", date(2026, 3, 31), 2**64 - 1, NOON, (1, 2), None, 0.5, None),
    ]
    moment = answer.rows[0][4]
    assert isinstance(moment, datetime)
    assert moment.utcoffset() == UTC.utcoffset(None)


def test_a_moment_without_a_zone_is_aware_too(warehouse: SqlWarehouse) -> None:
    ((now,),) = warehouse.ask("SELECT now()").rows
    assert isinstance(now, datetime)
    assert abs((now - datetime.now(UTC)).total_seconds()) < 60


def test_no_rows_still_have_columns(warehouse: SqlWarehouse) -> None:
    assert warehouse.ask("SELECT customer, polarity FROM interactions WHERE 0") == (
        ("customer", "polarity"),
        [],
    )


def test_the_word_file_can_be_looked_for(warehouse: SqlWarehouse) -> None:
    assert warehouse.ask("SELECT 'file a complaint' LIKE '%file%' AS found").rows == [(1,)]


@pytest.mark.parametrize(
    ("query", "said"), [("", "empty"), (" ; ", "empty"), ("SELECT 1; SELECT 2", "this has 2")]
)
def test_one_query_is_asked_for(warehouse: SqlWarehouse, query: str, said: str) -> None:
    with pytest.raises(Misused, match=said):
        warehouse.ask(query)


def test_tables_can_be_looked_at(warehouse: SqlWarehouse) -> None:
    assert ("journeys",) in warehouse.ask("SHOW TABLES").rows
    assert warehouse.ask("DESCRIBE TABLE voices").rows[0][:2] == ("day", "Date")


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO topic_names SELECT 'a', 'b', 'c', 1",
        "DROP TABLE voices",
        "DROP VIEW voices",
        "ALTER TABLE topic_names DELETE WHERE 1",
        "CREATE TABLE x (a UInt8) ENGINE = Log",
        "SET readonly = 0",
        "SELECT 1 SETTINGS readonly = 0",
        "SELECT * FROM url('http://127.0.0.1:1/', 'TSV', 'x String')",
        "SELECT * FROM file('passwd', 'TSV', 'x String')",
        "SELECT file('/etc/passwd')",
        "SELECT `file`('/etc/passwd')",
        "SELECT `f\\x69le`('/etc/passwd')",
        "SELECT arrayMap(file, ['/etc/passwd'])",
        "SELECT $a$'$a$, file('/etc/passwd')",
        "SELECT ‘'’, file('/etc/passwd')",
        "KILL QUERY WHERE 1",
        "BACKUP TABLE voices TO Null",
        "SYSTEM FLUSH LOGS",
        "SELECT 1 INTO OUTFILE 'here'",
        "SELECT 1 INTO /* */ outfile 'here'",
        "SELECT 1; SELECT 2",
        "SELECT 'a'; SELECT 'b'",
        "SELECT 1; DROP TABLE voices",
        "SELECT x FROM no_such_table",
        "SELECT no_such_column FROM voices",
        "SELEC 1",
        "SELECT throwIf(number = 3) FROM system.numbers",
        "",
        " -- nothing",
    ],
)
def test_a_wrong_query_is_one_line_for_its_writer_and_changes_nothing(
    warehouse: SqlWarehouse, query: str, tmp_path: Path
) -> None:
    with chdir(tmp_path), pytest.raises(Misused) as refused:
        warehouse.ask(query)
    said = str(refused.value)
    assert said
    assert "\n" not in said
    assert "Stack trace" not in said
    assert not (tmp_path / "here").exists()
    assert warehouse.ask("SELECT count() FROM voices").rows == [(0,)]


@pytest.mark.parametrize("format_", ["CSV", "JSON", "Null", "Pretty"])
def test_a_format_in_the_query_is_named_as_the_mistake(on_chdb: SqlWarehouse, format_: str) -> None:
    with pytest.raises(Misused, match="without FORMAT"):
        on_chdb.ask(f"SELECT 7 FORMAT {format_}")


def test_rows_of_a_failed_query_do_not_come_back(on_chdb: SqlWarehouse) -> None:
    failing = "SELECT throwIf(number = 3) FROM numbers(5) {} max_block_size = 1"
    with pytest.raises(Misused):
        on_chdb.ask(
            "SELECT throwIf(number = 3) FROM (SELECT number FROM numbers(5) ORDER BY number) GROUP BY number"
        )
    assert on_chdb.ask("SELECT 7").rows == [(7,)]
    with pytest.raises(Exception, match="throwIf"):
        on_chdb.select(failing.format("SETTINGS"))
    assert on_chdb.select("SELECT 7").rows == [(7,)]


def test_many_threads_may_ask_while_one_writes(warehouse: SqlWarehouse) -> None:
    def ask(number: int) -> object:
        return warehouse.ask(f"SELECT {number}, count() >= 0 FROM interactions FINAL").rows[0]

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, number) for number in range(40)]
        for number in range(10):
            warehouse.write(tables.INTERACTIONS, [fact(str(number))])
    assert [each.result() for each in asked] == [(number, 1) for number in range(40)]
    assert warehouse.ask("SELECT count() FROM voices").rows == [(10,)]
