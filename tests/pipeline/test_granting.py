"""Roles are made in order, or it is said why not; over an engine that says which ClickHouse it is and keeps what it is sent."""

import pytest
from clickhouse_driver import errors

from pipeline.access import reader, statements
from pipeline.warehouse.engine import Answer, fate
from pipeline.warehouse.granting import grant, hindrance
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused
from schemas.tables import Columns

FIRST, *REST = statements()


class Told:
    """An engine of this version that refuses statements with `word` in them by ClickHouse's error `code`."""

    def __init__(self, version: str = "26.3.33.24", word: str = "nothing", code: int = 0) -> None:
        self.version, self.word, self.code = version, word, code
        self.sent: list[str] = []

    def insert(self, table: str, columns: Columns) -> None:
        raise AssertionError(table, columns)

    def select(self, sql: str) -> Answer:
        assert "version()" in sql
        return Answer(("version()",), [(self.version,)])

    def lines(self, sql: str) -> bytes:
        raise AssertionError(sql)

    def run(self, sql: str) -> None:
        if self.word in sql:
            message = f"DB::Exception: {self.word}: not here. Stack trace: 0. at"
            raise fate(self.code, message) or errors.ServerException(message, self.code)
        self.sent.append(sql)

    def ask(self, sql: str) -> Answer:
        return self.select(sql)

    def sync(self) -> None:
        return

    def close(self) -> None:
        return


def test_everything_is_sent_once_and_in_order() -> None:
    engine = Told()
    warehouse = SqlWarehouse(engine)
    assert hindrance(warehouse, FIRST) == ""
    grant(warehouse, [*REST, *reader("grafana", "word")])
    assert engine.sent == [*statements(), *reader("grafana", "word")]


@pytest.mark.parametrize("version", ["18.16.1", "23.8.16.40", "24.1.8.22"])
def test_an_old_server_is_sent_nothing(version: str) -> None:
    engine = Told(version)
    assert "too old for roles, which need 24.2" in hindrance(SqlWarehouse(engine), FIRST)
    assert engine.sent == []


@pytest.mark.parametrize("code", [497, 514])
def test_who_may_not_make_users_is_told_so(code: int) -> None:
    """Without the right (497), and where the server keeps no users but those of a file (514)."""
    why = hindrance(SqlWarehouse(Told(word="CREATE USER", code=code)), FIRST)
    assert why.startswith(
        "the user of EARSHOT_WAREHOUSE cannot make users and roles: warehouse: CREATE USER: not here"
    )


@pytest.mark.parametrize("code", [48, 60, 497])
def test_a_refusal_in_the_midst_is_one_line(code: int) -> None:
    engine = Told(word="SETTINGS PROFILE", code=code)
    with pytest.raises(Misused, match=r"SETTINGS PROFILE: not here; \S") as refused:
        grant(SqlWarehouse(engine), REST)
    assert "Stack" not in str(refused.value)
    assert engine.sent[-1].startswith("GRANT SET DEFINER")
