"""What the warehouse must hold, as few numbers that are exact to the unit, and the same numbers asked of it."""

from collections.abc import Iterable, Sequence
from typing import Final, cast

import msgspec

from pipeline.warehouse.cells import Signal, TopicSignal, measures, tally
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import InteractionRow
from schemas.stories import Derived

_SHOWN: Final = 5


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of every table, each counted once, and every measure summed over all cells of the tallies."""

    rows: dict[str, int]
    sums: dict[str, int]


def expected(
    events: int, records: int, interactions: Sequence[InteractionRow], derived: Sequence[Derived]
) -> Expected:
    """By plain Python from what the agents made of the events. The order of the events has no say in it."""
    rows = {
        "arrivals": events,
        "touchpoints": events,
        "interactions": len(interactions),
        "records": records,
        "dead_letters": 0,
        "journeys": sum(len(one.journeys) for one in derived),
        "promises": sum(len(one.promises) for one in derived),
        "resolutions": sum(len(one.resolutions) for one in derived),
        "outreach": sum(len(one.outreach) for one in derived),
    }
    return Expected(rows=rows, sums=_sums(interactions))


def _sums(interactions: Iterable[InteractionRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in tally(interactions):
        for measure in measures(type(cell)):
            name = f"{type(cell).__name__}.{measure}"
            found[name] = found.get(name, 0) + getattr(cell, measure)
    return found


def differences(warehouse: SqlWarehouse, want: Expected) -> list[str]:
    """One line for each number that is not as it must be, and for cells that do not follow from the facts."""
    found = _rows(warehouse) | _cells(warehouse)
    wrong = [
        f"{name}: {found[name]:,} instead of {number:,}"
        for name, number in {**want.rows, **want.sums}.items()
        if found[name] != number
    ]
    return wrong + warehouse.miscounted()[:_SHOWN]


def _rows(warehouse: SqlWarehouse) -> dict[str, int]:
    """Keys, not rows: of one key one row holds."""
    present = {table.name: "WHERE present = 1" for table in tables.DERIVED}
    return {
        table.name: _one(
            warehouse,
            f"SELECT count() FROM {table.name} FINAL {present.get(table.name, '')}",
        )
        for table in (*tables.FACTS, *tables.DERIVED)
    }


def _cells(warehouse: SqlWarehouse) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, table in ((Signal, tables.SIGNALS), (TopicSignal, tables.TOPIC_SIGNALS)):
        names = measures(kind)[:-1]
        sums = ", ".join(f"toInt64(sum({name}))" for name in names)
        row = warehouse.select(f"SELECT {sums} FROM {table} FINAL").rows[0]
        found |= {f"{kind.__name__}.{name}": cast(int, value) for name, value in zip(names, row, strict=True)}
        place = ", ".join(kind.__struct_fields__[: -len(measures(kind))])
        unique = (
            f"SELECT uniqMerge(customers) AS some FROM {table} FINAL WHERE interactions > 0 GROUP BY {place}"
        )
        found[f"{kind.__name__}.customers"] = _one(warehouse, f"SELECT toInt64(sum(some)) FROM ({unique})")
    return found


def _one(warehouse: SqlWarehouse, sql: str) -> int:
    ((number,),) = warehouse.select(sql).rows
    return cast(int, number)
