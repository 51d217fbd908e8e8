"""Hours that are kept change nothing that the views say: they say the same, whatever is kept and whatever comes late."""

from datetime import timedelta
from random import Random

import pytest

from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import DeadLetterRow, Progress, RecordRow
from tests.pipeline.test_views_engines import sample
from tests.rows import DAY, HOUR, NOON, arrival, blank, fact

TOLD = ("accounts", "freshness")
KEPT = (tables.INTERACTIONS, tables.RECORDS, tables.ARRIVALS, tables.DEAD_LETTERS, tables.PROGRESS)
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def told(warehouse: SqlWarehouse, settings: str = "") -> list[list[tuple[object, ...]]]:
    return [sorted(warehouse.select(f"SELECT * FROM {view} {settings}").rows, key=repr) for view in TOLD]


def live(warehouse: SqlWarehouse) -> list[list[tuple[object, ...]]]:
    """What the views say when nothing is kept; whatever was kept before is gone."""
    warehouse.run("TRUNCATE TABLE hours_counted")
    return told(warehouse)


def came(warehouse: SqlWarehouse, key: str, offset: int, hours: int, minutes: int = 0) -> None:
    at = NOON + HOUR * hours + MINUTE * minutes
    row = arrival(key, offset, source="crm", window=NOON + HOUR * hours, arrived_at=at)
    warehouse.write(tables.ARRIVALS, [row])


def account(warehouse: SqlWarehouse, hours: int) -> tuple[object, ...]:
    columns = "received, stored, duplicates, dead_lettered, in_flight, difference"
    hour = int((NOON + HOUR * hours).timestamp())
    (row,) = warehouse.select(f"SELECT {columns} FROM accounts WHERE toUInt32(hour) = {hour}").rows
    return row


@pytest.mark.slow
@pytest.mark.parametrize("hours", [-99, 1, 2, 4, 40, 9_999])
def test_whatever_is_kept_the_views_say_the_same(warehouse: SqlWarehouse, hours: int) -> None:
    rows = sample(Random(hours))
    for table in KEPT:
        warehouse.write(table, rows[table])
    before = told(warehouse)
    assert all(before)
    for moment in (NOON, NOON + HOUR * hours, NOON + HOUR * hours):
        warehouse.keep_hours(moment)
        assert told(warehouse) == before
        assert told(warehouse, "SETTINGS join_use_nulls = 1") == before
    assert live(warehouse) == before


@pytest.mark.slow
def test_what_comes_late_is_told_by_the_next_refresh(warehouse: SqlWarehouse) -> None:
    chance = Random(7)
    rows = sample(chance)
    for table in KEPT:
        some = rows[table]
        chance.shuffle(some)
        for begin in range(0, len(some), 200):
            warehouse.write(table, some[begin : begin + 200])
            warehouse.keep_hours(NOON + 999 * DAY)
    kept = told(warehouse)
    assert kept == live(warehouse)


def test_an_earlier_copy_that_comes_late_is_the_first(warehouse: SqlWarehouse) -> None:
    came(warehouse, "a", 2, 3)
    warehouse.write(tables.INTERACTIONS, [fact("a", source="crm")])
    warehouse.keep_hours(NOON + DAY)
    assert account(warehouse, 3) == (1, 1, 0, 0, 0, 0)
    came(warehouse, "a", 1, 0)
    assert account(warehouse, 3) == (1, 1, 0, 0, 0, 0)
    warehouse.keep_hours(NOON + DAY)
    assert account(warehouse, 0) == (1, 1, 0, 0, 0, 0)
    assert account(warehouse, 3) == (1, 0, 1, 0, 0, 0)


def test_an_hour_that_did_not_close_is_counted_until_it_does(warehouse: SqlWarehouse) -> None:
    settled = blank(Progress, agents="story", settled_at=NOON + DAY, version=1)
    warehouse.write(tables.PROGRESS, [settled])
    came(warehouse, "a", 1, 0)
    came(warehouse, "b", 2, 0)
    warehouse.write(tables.RECORDS, [blank(RecordRow, event_key="b", source="crm", version=1)])
    warehouse.keep_hours(NOON + DAY)
    assert account(warehouse, 0) == (2, 1, 0, 0, 0, 1)
    warehouse.write(tables.INTERACTIONS, [fact("a", source="crm")])
    warehouse.keep_hours(NOON + DAY)
    assert account(warehouse, 0) == (2, 2, 0, 0, 0, 0)
    refused = blank(DeadLetterRow, origin="x", source="crm", window=NOON, version=1)
    warehouse.write(tables.DEAD_LETTERS, [refused])
    assert account(warehouse, 0) == (3, 2, 0, 1, 0, 0)


def test_the_hour_that_is_open_needs_no_refresh(warehouse: SqlWarehouse) -> None:
    warehouse.keep_hours(NOON + HOUR * 3 + MINUTE * 59)
    came(warehouse, "a", 1, 2, 30)
    warehouse.write(tables.INTERACTIONS, [fact("a", source="crm")])
    assert account(warehouse, 2) == (1, 1, 0, 0, 0, 0)
    (row,) = warehouse.select("SELECT newest_stored_at FROM freshness WHERE source = 'crm'").rows
    assert row == (NOON + HOUR * 2 + MINUTE * 30,)


def test_keeping_again_writes_nothing(warehouse: SqlWarehouse) -> None:
    came(warehouse, "a", 1, 0)
    warehouse.write(tables.INTERACTIONS, [fact("a", source="crm")])
    warehouse.keep_hours(NOON + DAY)
    rows = "SELECT count() FROM accounts_hourly", "SELECT count() FROM facts_hourly"
    before = [warehouse.select(sql).rows for sql in rows]
    warehouse.keep_hours(NOON + DAY)
    assert [warehouse.select(sql).rows for sql in rows] == before
