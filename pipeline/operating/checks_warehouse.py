"""Checks of the warehouse: that it answers, how old it is, and whether its tables are ours."""

from collections.abc import Iterator
from typing import Final, cast

from pipeline.operating.checks import Check, ok, warn, wrong
from pipeline.warehouse.migrate import pending
from pipeline.warehouse.sql import SqlWarehouse

OWN_CLOCK_SINCE: Final = (20, 8)
MANY_PARTS: Final = 300
_MOST_PARTS: Final = (
    "SELECT table, partition, count() AS parts FROM system.parts WHERE active AND database = currentDatabase()"
    " GROUP BY table, partition ORDER BY parts DESC LIMIT 1"
)


def warehouse_checks(warehouse: SqlWarehouse, *, shared: bool) -> Iterator[Check]:
    """`shared`: workers on several hosts write to it, and migrations are the operator's."""
    version = ".".join(map(str, warehouse.server))
    if shared and warehouse.server < OWN_CLOCK_SINCE:
        says = (
            f"ClickHouse {version} tells no time in microseconds, so versions come from the workers' clocks"
        )
        yield warn("warehouse", says, "run all workers on one host, or upgrade to 20.8 or later")
    else:
        yield ok("warehouse", f"ClickHouse {version}")
    yield _tables(warehouse, shared)
    if warehouse.select("SELECT value FROM system.settings WHERE name = 'readonly'").rows != [("0",)]:
        yield wrong(
            "warehouse user", "it may only read", "give the user of EARSHOT_WAREHOUSE the right to write"
        )
    for table, partition, parts in cast(list[tuple[str, str, int]], warehouse.select(_MOST_PARTS).rows):
        if parts > MANY_PARTS:
            says = f"{table} has {parts:,} parts in partition {partition}: merges do not keep up"
            yield warn("parts", says, "give the server more disk or threads, or raise EARSHOT_FRESHNESS")


def _tables(warehouse: SqlWarehouse, shared: bool) -> Check:
    due = [each for each in pending(warehouse) if each.runs_on(warehouse.server)]
    if not due:
        return ok("migrations", "none pending")
    says = f"{len(due)} pending, from {due[0].label}"
    if shared:
        return wrong("migrations", says, "run `earshot migrate` before the workers start")
    return warn("migrations", says, "the next command applies them; or run `earshot migrate`")
