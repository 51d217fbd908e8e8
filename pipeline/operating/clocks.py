"""Clocks that must agree: the brokers' gives records their time, the warehouse's gives tallies their versions."""

import time
from collections.abc import Sequence
from typing import Final, NamedTuple, cast

from pipeline.operating.checks import Check, ok, wrong
from pipeline.warehouse.sql import SqlWarehouse

APART_SECONDS: Final = 1.0
_MICROSECONDS_SINCE: Final = (20, 8)


class Clock(NamedTuple):
    """How many seconds a clock is ahead of this host's, and by how much that may be off."""

    whose: str
    ahead: float
    unsure: float


def warehouse_clock(warehouse: SqlWarehouse) -> Clock:
    """The server's clock. An old server tells whole seconds only, so its next tick is awaited."""
    if warehouse.server >= _MICROSECONDS_SINCE:
        before = time.time()
        stamp = _number(warehouse, "SELECT toUnixTimestamp64Micro(now64(6))") / 1e6
        after = time.time()
    else:
        before, stamp, after = _tick(warehouse)
    return Clock("warehouse", stamp - (before + after) / 2, (after - before) / 2)


def _tick(warehouse: SqlWarehouse) -> tuple[float, float, float]:
    """The moment before a second began there, that second, and the moment after."""
    first = _number(warehouse, "SELECT toUInt64(now())")
    deadline = time.monotonic() + 1.5
    while True:
        before = time.time()
        second = _number(warehouse, "SELECT toUInt64(now())")
        after = time.time()
        if second != first or time.monotonic() > deadline:
            return before, float(second), after
        time.sleep(0.01)


def _number(warehouse: SqlWarehouse, sql: str) -> int:
    ((number,),) = cast(list[tuple[int]], warehouse.select(sql).rows)
    return number


def clock_check(clocks: Sequence[Clock]) -> Check:
    """Whether all of them and this host's stand within a second."""
    says = "; ".join(f"{clock.whose} {clock.ahead:+.3f} s (± {clock.unsure:.3f})" for clock in clocks)
    everyone = [*clocks, Clock("here", 0, 0)]
    apart = max(
        abs(one.ahead - other.ahead) - one.unsure - other.unsure for one in everyone for other in everyone
    )
    if apart > APART_SECONDS:
        return wrong("clocks", f"from this host's: {says}", "let one NTP source set the clocks of all hosts")
    return ok("clocks", f"from this host's: {says}" if says else "one host, one clock")
