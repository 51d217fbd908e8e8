"""Long tables are read in pieces whose size is bounded in rows and in bytes."""

import pytest

from pipeline.warehouse.embedded import Embedded
from pipeline.warehouse.ranges import PIECE_BYTES, ranges
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import TouchpointRow


def rows_in(warehouse: SqlWarehouse, condition: str) -> int:
    ((count,),) = warehouse.select(f"SELECT count() FROM touchpoints WHERE {condition}").rows
    assert isinstance(count, int)
    return count


@pytest.mark.parametrize(("rows", "size"), [(0, 1), (1, 1), (31, 1), (5_000, 1), (700, PIECE_BYTES // 100)])
def test_pieces_are_small_and_hold_every_row_once(on_chdb: SqlWarehouse, rows: int, size: int) -> None:
    for start in range(0, rows, 100):
        written = [
            TouchpointRow(customer=str(number % 50), event_key=str(number), touch="x" * size, version=1)
            for number in range(start, min(rows, start + 100))
        ]
        on_chdb.write(tables.TOUCHPOINTS, written)
    engine = on_chdb._engine
    assert isinstance(engine, Embedded)
    pieces = [rows_in(on_chdb, condition) for condition in ranges(engine, tables.TOUCHPOINTS, 256)]
    assert sum(pieces) == rows
    assert max(pieces) <= (1_024 if size == 1 else 500)
    assert len(pieces) >= rows // 1_024
