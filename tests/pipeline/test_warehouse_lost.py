"""A server that dies: every call says so, and the same client goes on when it is back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import count
from threading import Event
from urllib.parse import urlsplit

import msgspec
import pytest

from pipeline.retrying import Pauses, Retry, persistently
from pipeline.warehouse.cells import Signal
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.errors import WarehouseUnavailable
from schemas.facts import InteractionRow
from tests.conftest import ClickHouse
from tests.rows import NOON, fact

pytestmark = pytest.mark.slow

CALLS: tuple[Callable[[SqlWarehouse], object], ...] = (
    lambda warehouse: warehouse.write(tables.INTERACTIONS, [fact("b")]),
    lambda warehouse: list(warehouse.rows(tables.INTERACTIONS)),
    lambda warehouse: warehouse.known(["a"]),
    lambda warehouse: warehouse.recount([NOON]),
    lambda warehouse: warehouse.miscounted(),
    lambda warehouse: warehouse.ask("SELECT 1"),
)


def test_every_call_is_unavailable_and_then_works_again(clickhouse: ClickHouse) -> None:
    with closing(SqlWarehouse(Server(urlsplit(clickhouse.url("killed"))))) as warehouse:
        migrate(warehouse)
        warehouse.write(tables.INTERACTIONS, [fact("a")])
        warehouse.recount([NOON])
        clickhouse.kill()
        for call in (*CALLS, *CALLS):
            with pytest.raises(WarehouseUnavailable):
                call(warehouse)
        clickhouse.start()
        for call in CALLS:
            call(warehouse)
        warehouse.recount([NOON])
        (cell,) = warehouse.cells(Signal)
        assert cell.interactions == 2
        assert warehouse.miscounted() == []


MONTHS = tuple(NOON + timedelta(days=31 * month) for month in range(3))


BLANK = fact("")


def batch(number: int) -> list[InteractionRow]:
    """Rows of three months, which are three partitions: an insert that is cut may leave some of them."""
    return [
        msgspec.structs.replace(BLANK, event_key=f"{number:03}-{place:04}", window=MONTHS[place % 3])
        for place in range(600)
    ]


def test_killed_in_the_midst_of_inserts_no_row_is_lost_or_doubled(clickhouse: ClickHouse) -> None:
    told: list[Retry] = []
    written = count()
    under_way, over = Event(), Event()

    def write() -> None:
        for number in range(25):
            rows = batch(number)
            call = partial(warehouse.write, tables.INTERACTIONS, rows)
            persistently(call, told.append, over, Pauses(0.05, 0.2))
            persistently(partial(warehouse.recount, MONTHS), told.append, over, Pauses(0.05, 0.2))
            if next(written) == 2:
                under_way.set()

    with closing(SqlWarehouse(Server(urlsplit(clickhouse.url("cut"))))) as warehouse:
        migrate(warehouse)
        with ThreadPoolExecutor(1) as writer:
            done = writer.submit(write)
            try:
                for _ in range(2):
                    assert under_way.wait(30)
                    clickhouse.kill()
                    clickhouse.start()
                done.result(120)
            finally:
                over.set()
        assert {type(retry.error) for retry in told} == {WarehouseUnavailable}
        kept = [
            row.event_key for row in warehouse.rows(tables.INTERACTIONS) if isinstance(row, InteractionRow)
        ]
        assert len(kept) == len(set(kept)) == 25 * 600
        assert warehouse.miscounted() == []
