"""A server that dies: every call says so, and the same client goes on when it is back."""

from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from pipeline.warehouse.cells import Signal
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.errors import WarehouseUnavailable
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
