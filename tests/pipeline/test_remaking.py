"""Views are what this release means them to be, whoever was killed in between."""

from collections.abc import Iterator, Mapping

import pytest

from pipeline.warehouse.migrate import migrate, pending, require_current
from pipeline.warehouse.remaking import Change, changes, remake
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import View, shipped
from schemas.errors import Misused, WarehouseUnavailable


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def one(value: int, needs: tuple[int, int] = (0, 0)) -> Mapping[str, View]:
    """What ships, and one view more."""
    return {**shipped(), "one": View("one", {"x": "UInt64"}, f"SELECT toUInt64({value}) AS x", needs)}


def asked(warehouse: SqlWarehouse, view: str = "one") -> list[tuple[object, ...]]:
    return warehouse.select(f"SELECT * FROM {view}").rows


def names(steps: list[Change]) -> list[str]:
    return [step.label for step in steps]


def due(warehouse: SqlWarehouse, views: Mapping[str, View]) -> list[str]:
    return names(changes(warehouse, views))


class Killed(Exception):
    """Where the power was cut."""


class Cut(SqlWarehouse):
    """The same warehouse for a process that dies at its n-th statement."""

    def __init__(self, warehouse: SqlWarehouse, after: int) -> None:
        self._engine = warehouse._engine
        self.server = warehouse.server  # type: ignore[misc]
        self._left = after

    def run(self, sql: str) -> None:
        if not self._left:
            raise Killed
        self._left -= 1
        super().run(sql)


def test_a_view_is_made_when_it_is_new_and_again_when_its_text_changes(warehouse: SqlWarehouse) -> None:
    for value in (1, 2, 1):
        assert due(warehouse, one(value)) == ["view one"]
        assert [step.label for step in migrate(warehouse, meant=one(value))] == ["view one"]
        assert asked(warehouse) == [(value,)]
        assert pending(warehouse, meant=one(value)) == []


def test_a_view_that_this_release_has_not_is_dropped(warehouse: SqlWarehouse) -> None:
    migrate(warehouse, meant=one(1))
    assert due(warehouse, shipped()) == ["view one"]
    migrate(warehouse)
    with pytest.raises(Misused, match="one"):
        asked(warehouse)
    assert pending(warehouse) == []
    migrate(warehouse, meant=one(1))
    assert asked(warehouse) == [(1,)]


def test_a_view_of_somebody_else_stays(warehouse: SqlWarehouse) -> None:
    warehouse.run("CREATE VIEW theirs AS SELECT toUInt64(7) AS x")
    migrate(warehouse, meant=one(1))
    migrate(warehouse)
    warehouse.run("CREATE VIEW one AS SELECT toUInt64(8) AS x")
    assert migrate(warehouse) == []
    assert asked(warehouse, "theirs") == [(7,)]
    assert asked(warehouse) == [(8,)]


def test_a_table_in_the_way_of_a_view_is_somebodys_data(warehouse: SqlWarehouse) -> None:
    warehouse.run("CREATE TABLE one (x UInt64) ENGINE = Log")
    with pytest.raises(Misused, match="one is a table here"):
        migrate(warehouse, meant=one(1))
    assert asked(warehouse) == []


@pytest.mark.parametrize("after", range(6))
def test_killed_at_any_statement_it_ends_as_meant(warehouse: SqlWarehouse, after: int) -> None:
    migrate(warehouse, meant=one(1))
    before = changes(warehouse, one(2))
    try:
        remake(Cut(warehouse, after), before)
    except Killed:
        assert due(warehouse, one(2)) == ["view one"]
    for value in (1, 2):  # an older release may be the next to come
        migrate(warehouse, meant=one(value))
        assert asked(warehouse) == [(value,)]
        assert due(warehouse, one(value)) == []


@pytest.mark.parametrize("after", range(4))
def test_killed_while_dropping_it_is_dropped_the_next_time(warehouse: SqlWarehouse, after: int) -> None:
    migrate(warehouse, meant=one(1))
    try:
        remake(Cut(warehouse, after), changes(warehouse, shipped()))
    except Killed:
        assert due(warehouse, shipped()) in (["view one"], [])
    migrate(warehouse)
    assert pending(warehouse) == []
    with pytest.raises(Misused, match="one"):
        asked(warehouse)


def test_two_at_once_end_with_the_same_views(warehouse: SqlWarehouse) -> None:
    migrate(warehouse, meant=one(1))
    ours, theirs = changes(warehouse, one(2)), changes(warehouse, one(2))
    for mine, yours in zip(statements(ours), statements(theirs), strict=True):
        warehouse.run(mine)
        warehouse.run(yours)
    remake(warehouse, ours)
    assert due(warehouse, one(2)) == []
    assert asked(warehouse) == [(2,)]


def statements(steps: list[Change]) -> Iterator[str]:
    return (sql for step in steps for sql in step.statements)


def test_a_view_that_somebody_dropped_is_made_again(warehouse: SqlWarehouse) -> None:
    warehouse.run("DROP TABLE freshness")
    with pytest.raises(Misused, match="earshot migrate"):
        require_current(warehouse)
    assert [step.label for step in migrate(warehouse)] == ["view freshness"]
    assert asked(warehouse, "freshness") == []


def test_a_view_for_newer_servers_waits_for_one(warehouse: SqlWarehouse) -> None:
    migrate(warehouse, meant=one(1))
    assert names(changes(warehouse, one(2, needs=(99, 1)))) == ["view one"]
    migrate(warehouse, meant=one(2, needs=(99, 1)))
    assert due(warehouse, one(2, needs=(99, 1))) == []
    with pytest.raises((Misused, WarehouseUnavailable), match="one"):
        asked(warehouse)
    skipped = warehouse.select("SELECT name, skipped FROM schema_views FINAL WHERE skipped != ''").rows
    assert skipped == [("one", "99.1")]


def test_what_a_view_means_stands_beside_it(on_chdb: SqlWarehouse) -> None:
    rows = on_chdb.select("SELECT comment FROM system.tables WHERE name = 'promise_ledger'").rows
    assert "as of now" in str(rows)
    assert "以当前时刻为准" in str(rows)
    columns = on_chdb.select(
        "SELECT comment FROM system.columns WHERE table = 'experience_daily' AND name = 'complaint_rate'"
    ).rows
    assert "每 1,000 次" in str(columns)
