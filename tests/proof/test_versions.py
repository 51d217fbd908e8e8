"""Two recounts of one window at once: the version is read before the facts are. Read after them, as here on purpose, it is caught."""

from collections.abc import Callable, Iterable
from datetime import datetime

import pytest

from pipeline.warehouse import tally
from pipeline.warehouse.cells import TABLE_OF, Signal, measures, where
from pipeline.warehouse.engine import Answer, Engine
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.tables import Columns
from tests.rows import NOON, arrival, fact

pytestmark = pytest.mark.slow


class Slow:
    """An engine in whose recounts something happens between what is read first and what is written."""

    def __init__(self, engine: Engine, meanwhile: Callable[[], None]) -> None:
        self._engine = engine
        self._meanwhile = meanwhile

    def run(self, sql: str) -> None:
        if sql.startswith(f"INSERT INTO {TABLE_OF[Signal]} "):
            self._meanwhile()
        self._engine.run(sql)

    def insert(self, table: str, columns: Columns) -> None:
        self._engine.insert(table, columns)

    def select(self, sql: str) -> Answer:
        return self._engine.select(sql)

    def lines(self, sql: str) -> bytes:
        return self._engine.lines(sql)

    def ask(self, sql: str) -> Answer:
        return self._engine.ask(sql)

    def sync(self) -> None:
        self._engine.sync()

    def close(self) -> None:
        """The engine is another's."""


class LateVersion(SqlWarehouse):
    """Known to be bad: takes its snapshot of the facts first and reads the version of what it writes after that."""

    def __init__(self, engine: Engine, meanwhile: Callable[[], None]) -> None:
        super().__init__(engine)
        self._meanwhile = meanwhile

    def recount(self, windows: Iterable[datetime]) -> None:
        seconds = ",".join(str(int(window.timestamp())) for window in windows)
        condition = f"window IN (SELECT toDateTime(arrayJoin([{seconds}]), 'UTC'))"
        for kind, table in TABLE_OF.items():
            self.run(f"CREATE TABLE late_{table} AS {table} ENGINE = Memory")
            self.run(tally.recount(kind, condition, 0).replace(f"INTO {table} ", f"INTO late_{table} ", 1))
        self._meanwhile()
        for kind, table in TABLE_OF.items():
            names = ", ".join((*where(kind), *measures(kind)))
            version = self._next_version(kind, condition)
            self.run(
                f"INSERT INTO {table} ({names}, version) SELECT {names}, toUInt64({version}) FROM late_{table}"
            )


@pytest.fixture(params=["on_server", "on_chdb"])
def store(request: pytest.FixtureRequest) -> SqlWarehouse:
    found: SqlWarehouse = request.getfixturevalue(request.param)
    return found


def overtaken(store: SqlWarehouse, late: Callable[[Engine, Callable[[], None]], SqlWarehouse]) -> list[str]:
    """A recount within which another fact comes and is recounted by somebody else: what is then miscounted."""

    def meanwhile() -> None:
        if "second" not in store.known(["second"]):
            store.write(tables.ARRIVALS, [arrival("second", 2)])
            store.write(tables.INTERACTIONS, [fact("second", sentiment="negative", polarity=-5_000)])
            store.recount([NOON])

    store.write(tables.INTERACTIONS, [fact("first", sentiment="positive", polarity=7_000, topics=("price",))])
    late(store._engine, meanwhile).recount([NOON])
    return store.miscounted()


def test_an_overtaken_recount_loses_to_the_one_that_saw_more(store: SqlWarehouse) -> None:
    assert overtaken(store, lambda engine, meanwhile: SqlWarehouse(Slow(engine, meanwhile))) == []


def test_a_version_read_after_the_facts_is_caught(store: SqlWarehouse) -> None:
    wrong = overtaken(store, LateVersion)
    assert wrong
    assert "interactions +1" in wrong[0]
