"""Where there are many stories the page reads their days, and says the same as story by story."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer

from pipeline.page.app import page
from pipeline.page.counted import FEW, RECENT
from pipeline.page.ledgers import ledger_of
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.stories import PromiseRow
from tests.pipeline.test_story_days import contacts, journeys
from tests.pipeline.test_views_engines import sample
from tests.rows import DAY, HOUR, NOON, blank

TODAY = NOON + 14 * DAY
SPAN = "start=2026-02-14&end=2026-04-10"
PLACE = "region=%E5%8D%8E%E4%B8%9C"
PATHS = (
    f"overview?{SPAN}",
    f"overview?weeks=13&{PLACE}&channel=call",
    f"journeys?{SPAN}",
    f"journeys?{SPAN}&channel=email&complaint=yes",
    f"journeys?weeks=13&{PLACE}&felt=none&sort=elapsed",
    "journeys?weeks=52&felt=contradicted&complaint=no&product=none",
    f"promises?{SPAN}",
    f"promises?{SPAN}&state=broken&sort=outstanding&size=7&offset=5",
    f"promises?weeks=13&{PLACE}&sort=late&order=asc",
    "promises?start=2020-01-01&end=2020-02-01",
    f"contacts?{SPAN}",
    f"contacts?weeks=13&{PLACE}&sort=violations",
    f"attitude?{SPAN}",
    f"attitude?weeks=4&{PLACE}",
    f"gap?{SPAN}",
    "journeys.csv?weeks=13&table=by",
    "promises.csv?weeks=13&table=money",
    "contacts.csv?weeks=13&table=by",
    "attitude.csv?weeks=13&table=cells",
)
PARTS = ("journeys", "promises", "resolutions", "outreach", "handlings")


@pytest.fixture(params=["on_chdb", pytest.param("on_server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    found: SqlWarehouse = request.getfixturevalue(request.param)
    rows = sample(Random(8))
    for table, some in rows.items():
        found.write(table, some)
    found.write(tables.JOURNEYS, journeys())
    found.write(tables.OUTREACH, contacts())
    found.write(tables.PROMISES, [_promised(number) for number in range(250)])
    return found


def _promised(number: int) -> PromiseRow:
    made = NOON - number * 5 * HOUR
    return blank(
        PromiseRow,
        customer=f"C{number % 40}",
        promise=f"P{number // 2}",
        event_key=f"p{number}",
        made_at=made,
        due_at=None if number % 9 == 0 else made + DAY,
        kept_at=made + (number % 4) * DAY if number % 3 else None,
        region=("", "华东")[number % 2],
        currency=("", "EUR", "CNY")[number % 3],
        tariff="late" if number % 3 else "",
        accrued_at=(made + DAY,) if number % 3 else (),
        accrued=(500 + number,) if number % 3 else (),
        present=1,
        version=1,
    )


def _marked(warehouse: SqlWarehouse, ago: timedelta = timedelta(0), stories: int = FEW + 1) -> None:
    """The same marks as if there were so many, and counted so long ago."""
    warehouse.run(
        f"INSERT INTO stories_counted SELECT part, as_of - {ago // timedelta(seconds=1)}, toUInt64({stories}), "
        "version + 1 FROM stories_counted FINAL"
    )


@asynccontextmanager
async def _opened(warehouse: SqlWarehouse) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(page(warehouse, lambda: TODAY))) as client:
        yield client


async def _told(warehouse: SqlWarehouse) -> dict[str, Any]:
    async with _opened(warehouse) as client:
        found = {}
        for path in PATHS:
            async with client.get(f"/api/{path}") as answer:
                body = await answer.read()
                assert answer.status == 200, (path, body)
                found[path] = body.decode() if ".csv" in path else msgspec.json.decode(body)
        return found


def _near(value: Any) -> Any:
    """Sums of other orders differ in their last digits; what is broken is later with every second."""
    match value:
        case float():
            return round(value, 9)
        case {"latest": list(latest)}:
            return _near({**value, "latest": None, "listed": [[*row[:3], *row[4:]] for row in latest]})
        case dict():
            return {name: _near(each) for name, each in value.items() if name != "days_late"}
        case list():
            return [_near(each) for each in value]
        case _:
            return value


async def test_days_say_what_the_stories_say(warehouse: SqlWarehouse) -> None:
    one_by_one = await _told(warehouse)
    warehouse.sum_stories(datetime.now(UTC))
    _marked(warehouse)
    asked: list[str] = []
    counted = await _told(_Heard(warehouse, asked))  # type: ignore[arg-type]
    for path in PATHS:
        assert _near(counted[path]) == _near(one_by_one[path]), path
    for part in PARTS:
        assert any(f"{part}_daily" in sql for sql in asked), part
    assert one_by_one[PATHS[0]]["promises"]["broken"] > 50
    assert one_by_one[PATHS[2]]["journeys"] > 50


class _Heard:
    """The warehouse, and what it was asked."""

    def __init__(self, warehouse: SqlWarehouse, asked: list[str]) -> None:
        self._warehouse = warehouse
        self._asked = asked

    def ask(self, sql: str) -> Any:
        self._asked.append(sql)
        return self._warehouse.ask(sql)


@pytest.mark.parametrize(
    ("ago", "stories"), [(timedelta(0), FEW), (RECENT, FEW + 1), (timedelta(days=-1), FEW + 1)]
)
async def test_few_stories_and_old_counts_are_read_one_by_one(
    on_chdb: SqlWarehouse, ago: timedelta, stories: int
) -> None:
    on_chdb.sum_stories(datetime.now(UTC))
    _marked(on_chdb, ago, stories)
    on_chdb.write(tables.JOURNEYS, journeys())
    async with _opened(on_chdb) as client, client.get(f"/api/journeys?{SPAN}") as answer:
        assert msgspec.json.decode(await answer.read())["journeys"] > 50


async def test_days_that_are_in_doubt_are_not_told(on_chdb: SqlWarehouse) -> None:
    on_chdb.sum_stories(datetime.now(UTC))
    _marked(on_chdb)
    on_chdb.doubt_stories()
    on_chdb.write(tables.JOURNEYS, journeys())
    async with _opened(on_chdb) as client, client.get(f"/api/journeys?{SPAN}") as answer:
        assert msgspec.json.decode(await answer.read())["journeys"] > 50
    on_chdb.sum_stories(datetime.now(UTC))
    assert all(row[0] for row in on_chdb.select("SELECT toUInt32(as_of) FROM stories_counted FINAL").rows)


async def test_of_many_what_came_since_the_last_refresh_is_not_told_yet(on_chdb: SqlWarehouse) -> None:
    on_chdb.sum_stories(datetime.now(UTC))
    _marked(on_chdb)
    on_chdb.write(tables.JOURNEYS, journeys())
    async with _opened(on_chdb) as client, client.get(f"/api/journeys?{SPAN}") as answer:
        assert msgspec.json.decode(await answer.read())["journeys"] == 0


def test_a_part_of_the_ledger_is_the_ledgers(warehouse: SqlWarehouse) -> None:
    which = "(customer, promise) IN (('C1', 'P0'), ('C3', 'P1'), ('C4', 'P2'))"
    columns = "customer, promise, made_at, state, broken, owed, paid, outstanding, region, what, currency"
    part, whole = (
        warehouse.select(f"SELECT {columns} FROM {ledger} WHERE {which} ORDER BY customer, promise").rows
        for ledger in (ledger_of(which), "promise_ledger")
    )
    assert part == whole
    assert part
