"""The SQL says what the row types say, on every engine, and explains itself."""

import re
from types import NoneType, UnionType
from typing import get_args, get_type_hints

import pytest

from pipeline.warehouse.cells import Signal, TopicSignal, where
from pipeline.warehouse.migrate import column_types, shipped
from pipeline.warehouse.server import SETTINGS
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import shipped as shipped_views
from schemas import tables
from schemas.interactions import Struct

VIEWS = tuple(shipped_views())
PLAIN = {"String", "Date", "DateTime('UTC')", "UInt64", "Int64", "Float64"}
FLAGS = {"violation", "first_contact_resolution"}


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def described(warehouse: SqlWarehouse, name: str) -> dict[str, str]:
    answer = warehouse.select(f"DESCRIBE TABLE {name}")
    at = answer.columns.index("type")
    return {str(row[0]): str(row[at]).replace("\\'", "'") for row in answer.rows}


def comments(warehouse: SqlWarehouse) -> dict[tuple[str, str], str]:
    rows = warehouse.select(
        "SELECT table, name, comment FROM system.columns WHERE database = currentDatabase()"
    ).rows
    return {(str(table), str(name)): str(comment) for table, name, comment in rows}


def fits(type_: str, hint: object) -> bool:
    """Whether a column of this type keeps every value of the field, and no NULL the field has not."""
    if isinstance(hint, UnionType):
        (plain,) = (part for part in get_args(hint) if part is not NoneType)
        return type_.startswith("Nullable(") and fits(
            type_.removeprefix("Nullable(").removesuffix(")"), plain
        )
    if args := get_args(hint):
        return type_.startswith("Array(") and fits(type_.removeprefix("Array(").removesuffix(")"), args[0])
    type_ = re.sub(r"LowCardinality\((\w+)\)", r"\1", type_)
    name = getattr(hint, "__name__", "")
    return bool(
        re.fullmatch(
            {"str": "String", "int": r"U?Int\d+", "float": "Float64", "datetime": r"DateTime\('UTC'\)"}[name],
            type_,
        )
    )


def test_columns_are_the_fields_of_the_row_type(warehouse: SqlWarehouse) -> None:
    for table in tables.ALL:
        found = described(warehouse, table.name)
        assert tuple(found) == table.columns
        hints = get_type_hints(table.row)
        assert [name for name, type_ in found.items() if not fits(type_, hints[name])] == []


def test_the_types_of_columns_are_what_the_sql_says(warehouse: SqlWarehouse) -> None:
    for table in tables.ALL:
        assert described(warehouse, table.name) == column_types(table.name)


def test_a_current_server_knows_the_settings_it_must_honour(on_chdb: SqlWarehouse) -> None:
    known = on_chdb.select("SELECT name FROM system.settings").rows
    assert {(name,) for name in SETTINGS} <= {*known}


def test_tallies_have_the_columns_of_their_cells(warehouse: SqlWarehouse) -> None:
    kinds: tuple[type[Struct], ...] = (Signal, TopicSignal)
    for name, kind in zip((tables.SIGNALS, tables.TOPIC_SIGNALS), kinds, strict=True):
        found = described(warehouse, name)
        assert tuple(found) == (*kind.__struct_fields__, "version")
        assert found["customers"] == "AggregateFunction(uniq, String)"


def test_keys_are_those_of_the_table_values() -> None:
    form = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+) .*ORDER BY (\([^)]*\)|\w+)", re.DOTALL)
    made = [found for each in shipped() for statement in each.statements if (found := form.match(statement))]
    keys = {found[1]: found[2].strip("()").replace(" ", "") for found in made}
    for table in tables.ALL:
        assert keys[table.name] == ",".join(table.key)
    assert keys["signals"] == ",".join(where(Signal))
    assert keys["topic_signals"] == ",".join(where(TopicSignal))


def test_every_column_of_every_table_and_view_has_a_comment(warehouse: SqlWarehouse) -> None:
    found = comments(warehouse)
    assert {table for table, _ in found} >= {table.name for table in tables.ALL} | {
        *VIEWS,
        "signals",
        "topic_signals",
    }
    assert [place for place, comment in found.items() if not comment] == []


def test_views_have_types_that_every_tool_reads(warehouse: SqlWarehouse) -> None:
    for view in VIEWS:
        for name, type_ in described(warehouse, view).items():
            plain = (
                type_.removeprefix("Nullable(").removesuffix(")") if type_.startswith("Nullable") else type_
            )
            assert plain in PLAIN or (name in FLAGS and plain == "UInt8"), (view, name, type_)


def test_tables_and_views_have_comments_where_the_server_can_keep_them(on_chdb: SqlWarehouse) -> None:
    rows = on_chdb.select("SELECT name, comment FROM system.tables WHERE database = currentDatabase()").rows
    assert [name for name, comment in rows if not comment] == []
    assert {name for name, _ in rows} >= {*VIEWS}


def test_views_of_an_empty_warehouse_are_empty(warehouse: SqlWarehouse) -> None:
    for view in (name for name in VIEWS if name != "metric_definitions"):
        for nulls in (0, 1):
            assert warehouse.select(f"SELECT * FROM {view} SETTINGS join_use_nulls = {nulls}").rows == []
