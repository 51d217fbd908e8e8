"""Migrations: once each, in order, and again after any cut."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline.commands.migrate import command
from pipeline.warehouse.migrate import (
    RETIRED,
    Migration,
    asks_rebuild,
    definitions,
    migrate,
    parse,
    pending,
    shipped,
)
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.statements import split
from pipeline.warehouse.views import shipped as shipped_views
from schemas import tables
from schemas.errors import Misused
from schemas.facts import TouchpointRow
from tests.rows import blank

pytestmark = pytest.mark.slow


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def later(number: int, text: str) -> Migration:
    return parse(9000 + number, f"later_{number}", text)


def names(warehouse: SqlWarehouse) -> set[object]:
    return {
        name
        for (name,) in warehouse.select(
            "SELECT name FROM system.tables WHERE database = currentDatabase()"
        ).rows
    }


def test_a_second_run_has_nothing_to_do(warehouse: SqlWarehouse) -> None:
    assert pending(warehouse) == []
    assert migrate(warehouse) == []


def test_what_is_pending_is_applied_in_order_and_recorded(warehouse: SqlWarehouse) -> None:
    more = [
        *shipped(),
        later(1, "CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = Log; SELECT 1"),
        later(2, "DROP TABLE a;"),
    ]
    assert pending(warehouse, more) == more[-2:]
    assert migrate(warehouse, more) == more[-2:]
    assert "a" not in names(warehouse)
    assert migrate(warehouse, more) == []


def test_a_migration_that_was_cut_runs_again(warehouse: SqlWarehouse) -> None:
    make = "CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = Log;"
    cut = [*shipped(), later(1, make + "SELECT x FROM no_such_table;")]
    with pytest.raises(Misused):
        migrate(warehouse, cut)
    assert "a" in names(warehouse)
    mended = [*shipped(), later(1, make)]
    assert migrate(warehouse, mended) == mended[-1:]


def test_all_that_ships_can_run_twice(warehouse: SqlWarehouse) -> None:
    for each in shipped():
        if each.runs_on(warehouse.server):
            for statement in each.statements:
                warehouse.run(statement)
    assert pending(warehouse) == []
    assert warehouse.select("SELECT count() FROM experience_daily").rows == [(0,)]


def test_a_changed_file_stops_everything(warehouse: SqlWarehouse) -> None:
    first, *rest = shipped()
    changed = [parse(first.number, first.name, "SELECT 1;"), *rest, later(1, "SELECT 2;")]
    with pytest.raises(Misused, match=r"0001_schema_migrations\.sql was changed"):
        migrate(warehouse, changed)


def test_a_database_ahead_of_the_program_is_left_alone(warehouse: SqlWarehouse) -> None:
    migrate(warehouse, [*shipped(), later(1, "SELECT 1;")])
    with pytest.raises(Misused, match="upgrade"):
        pending(warehouse)


def test_what_a_server_is_too_old_for_waits_for_a_newer_one(warehouse: SqlWarehouse) -> None:
    future = [*shipped(), later(1, "-- needs: 99.1\nSELECT no_such_function();")]
    assert migrate(warehouse, future) == future[-1:]
    assert migrate(warehouse, future) == []
    skipped = warehouse.select("SELECT number, skipped FROM schema_migrations FINAL WHERE number > 9000").rows
    assert skipped == [(9001, "99.1")]


def test_what_an_older_server_skipped_is_done_on_this_one(warehouse: SqlWarehouse) -> None:
    known = [*shipped(), later(1, "-- needs: 1.1\nSELECT 1;")]
    warehouse.run(
        "INSERT INTO schema_migrations (number, name, checksum, applied_at, skipped, version) "
        f"SELECT 9001, 'later_1', '{known[-1].checksum}', now(), '1.1', toUInt64(1)"
    )
    assert migrate(warehouse, known) == known[-1:]
    assert migrate(warehouse, known) == []


def test_shipped_files_are_numbered_without_gaps() -> None:
    found = shipped()
    assert [each.number for each in found] == [n for n in range(1, found[-1].number + 1) if n not in RETIRED]
    assert all(each.statements for each in found)


def test_a_database_that_has_retired_files_opens_with_the_views_of_this_release(
    warehouse: SqlWarehouse,
) -> None:
    for number in RETIRED:
        warehouse.run(
            "INSERT INTO schema_migrations (number, name, checksum, applied_at, skipped, version) "
            f"SELECT {number}, 'view', 'of that time', now(), '', toUInt64(1)"
        )
    warehouse.run("DROP TABLE accounts")
    warehouse.run("CREATE VIEW accounts AS SELECT 1 AS old")
    warehouse.run("TRUNCATE TABLE schema_views")
    assert {step.name for step in migrate(warehouse)} == {*shipped_views()}
    assert warehouse.select("SELECT difference FROM accounts").rows == []
    assert migrate(warehouse) == []


def test_line_ends_do_not_change_a_checksum() -> None:
    assert parse(1, "a", "SELECT 1;\r\n").checksum == parse(1, "a", "SELECT 1;\n").checksum


def test_the_newest_definition_of_each_table_and_view() -> None:
    found = definitions()
    assert found["accounts"].startswith("CREATE VIEW accounts (")
    assert "`stored` UInt64 COMMENT 'Stored: Events that arrived" in found["accounts"]
    assert found["interactions"].startswith("CREATE TABLE IF NOT EXISTS interactions (")


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        (" ; ;; ", []),
        ("a; b", ["a", "b"]),
        ("-- only; a comment\n", []),
        ("a -- it's; one\n b;", ["a  \n b"]),
        ("a /* x; ' */ b; c", ["a   b", "c"]),
        ("SELECT ';'; b", ["SELECT ';'", "b"]),
        ("SELECT 'it''s;' || '\\';--'; b", ["SELECT 'it''s;' || '\\';--'", "b"]),
        ('SELECT ";", `a;b`; c', ['SELECT ";", `a;b`', "c"]),
        ("SELECT 4 - 2 / 1; x", ["SELECT 4 - 2 / 1", "x"]),
    ],
)
def test_statements_end_where_sql_ends_them(text: str, statements: list[str]) -> None:
    assert [*split(text)] == statements


@given(st.text("a;'`\"-/*\\\n ", max_size=30))
def test_any_text_can_be_split(text: str) -> None:
    assert all(statement.strip() == statement != "" for statement in split(text))


def test_the_command_shows_does_and_repeats(tmp_path: Path) -> None:
    def run(*options: str) -> str:
        result = CliRunner(env={"EARSHOT_HOME": str(tmp_path / "home")}).invoke(command, options)
        assert result.exit_code == 0, result.output
        return result.output

    planned = run("--dry-run")
    assert planned.splitlines()[0] == "0001 schema_migrations: pending"
    assert run("--dry-run") == planned
    done = run("--json").splitlines()
    assert done[1] == '{"number":2,"name":"facts","state":"applied"}'
    assert '{"number":null,"name":"accounts","state":"applied"}' in done
    assert run() == "up to date\n"
    assert run("--json") == ""


def test_a_migration_that_empties_derived_tables_asks_for_a_rebuild(on_chdb: SqlWarehouse) -> None:
    emptying = parse(
        900, "anew", "-- Made anew.\n-- then: earshot rebuild\nDROP TABLE IF EXISTS promises_once;"
    )
    plain = parse(901, "plain", "DROP TABLE IF EXISTS promises_once;")
    assert not asks_rebuild([emptying], on_chdb)  # nothing to derive from
    on_chdb.write(tables.TOUCHPOINTS, [blank(TouchpointRow, customer="c", version=1)])
    assert asks_rebuild([plain, emptying], on_chdb)
    assert not asks_rebuild([plain], on_chdb)


def test_a_rebuild_that_was_cut_off_is_asked_for_again(on_chdb: SqlWarehouse) -> None:
    on_chdb.write(tables.TOUCHPOINTS, [blank(TouchpointRow, customer="c", version=1)])
    more = [
        *shipped(),
        parse(900, "anew", "-- then: earshot rebuild\nSELECT 1;"),
        parse(901, "last", "SELECT 1;"),
    ]
    calls: list[int] = []

    def cut() -> None:
        calls.append(len(calls))
        if len(calls) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrate(on_chdb, more, rebuild=cut)
    assert [step.label for step in pending(on_chdb, more)] == ["0900 anew"]
    migrate(on_chdb, more, rebuild=cut)
    assert (calls, pending(on_chdb, more)) == ([0, 1], [])
