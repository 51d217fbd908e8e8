"""The table of sizes in docs/running.md, out of what `earshot plan` computes."""

from typing import Final

from pipeline.planning.costs import Costs, shipped
from pipeline.planning.sizing import Load, Size, size

LOADS: Final = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
_HEAD: Final = (
    "events a day",
    "at the peak",
    "one machine",
    "partitions",
    "workers",
    "Kafka",
    "ClickHouse",
    "disk of it",
)


def table() -> str:
    costs = shipped()
    loads = [Load(events_per_day=events) for events in LOADS]
    rows = [_HEAD, ("---:",) * len(_HEAD), *(_row(load, size(load, costs)) for load in loads)]
    return "\n".join([_said(loads[0], costs), "", *(f"| {' | '.join(row)} |" for row in rows)])


def _said(load: Load, costs: Costs) -> str:
    return (
        f"Busiest hour {load.peak:g} times the mean; Kafka keeps {load.topic_days} days in {load.replication} copies, ClickHouse "
        f"{load.fact_days} days, all of it on each of {load.replicas} nodes. Measured on {costs.events:,} simulated events of {costs.event_bytes:,.0f} "
        f"bytes: {costs.hear_us:,.0f} µs to hear, {costs.follow_us:,.0f} to follow, {costs.tally_us:,.1f} to tally, "
        f"{costs.warehouse_us:,.0f} of ClickHouse each."
    )


def _row(load: Load, found: Size) -> tuple[str, ...]:
    return (
        f"{load.events_per_day:,}",
        f"{found.peak_rate:,.1f}/s",
        "enough" if found.embedded else "too small",
        f"{found.partitions}",
        f"{found.workers}",
        f"{found.brokers} brokers, {_bytes(found.topic_bytes)}",
        f"{found.nodes} × {found.node_cores} cores, {found.node_gib} GiB",
        f"{_bytes(found.node_bytes)} each"
        if found.fits
        else f"{_bytes(found.node_bytes)}: too much for a node",
    )


def _bytes(count: int) -> str:
    large = count >= 10**12
    return f"{count / 10**12:,.1f} TB" if large else f"{max(1, round(count / 10**9)):,} GB"
