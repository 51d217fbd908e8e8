"""The benchmark's warehouse is a right one: tallies of its own facts, something in every view that it is measured by."""

import pytest

from benchmarks.filled import fill
from benchmarks.views import ASKED, timed
from pipeline.warehouse.sql import SqlWarehouse

pytestmark = pytest.mark.slow


@pytest.fixture(params=["chdb", "server"])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def test_what_is_measured_is_there_and_right(warehouse: SqlWarehouse) -> None:
    done = [*fill(warehouse, 6_000, arrivals=True)]
    assert done[0] == "interactions: 6,000"
    assert warehouse.miscounted() == []
    empty = {name for name, sql in ASKED.items() if not timed(warehouse, sql, runs=1, limit=60).rows}
    assert empty == set()
