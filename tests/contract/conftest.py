"""Every warehouse that keeps the contract."""

import pytest

from pipeline.warehouse.memory import MemoryWarehouse
from pipeline.warehouse.sql import SqlWarehouse

Held = MemoryWarehouse | SqlWarehouse


@pytest.fixture(params=["memory", "chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> Held:
    if request.param == "memory":
        return MemoryWarehouse()
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held
