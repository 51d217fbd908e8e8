"""`earshot plan`: how large a deployment has to be."""

from collections.abc import Mapping
from typing import Final

import click
import msgspec
from rich.table import Table

from pipeline.planning.costs import Costs, shipped
from pipeline.planning.sizing import ROOM, WAREHOUSE_BUSY, WORKER_BUSY, WORKER_MIB, Load, Size, size
from pipeline.terminal import OUT, plain
from schemas.errors import Misused

_MOST = 10**12
_SPANS: Final = {"s": 1, "min": 60, "h": 3_600, "day": 86_400}
_WHOLE: Final = 100  # from here on nobody wants tenths


class Planned(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    load: Load
    size: Size
    costs: Costs


@click.command()
@click.option(
    "--events-per-day",
    required=True,
    type=click.IntRange(1, _MOST),
    help="Events of all channels and records.",
)
@click.option(
    "--peak",
    default=4.0,
    show_default=True,
    type=click.FloatRange(1, 1_000),
    help="Busiest hour over the mean.",
)
@click.option(
    "--event-bytes",
    type=click.FloatRange(50, 1_048_576),
    help="Mean size of an event as JSON, where yours are longer or shorter than those measured.",
)
@click.option(
    "--topic-days",
    default=28,
    show_default=True,
    type=click.IntRange(7, 3_650),
    help="Kafka keeps events so long.",
)
@click.option(
    "--fact-days",
    default=730,
    show_default=True,
    type=click.IntRange(1, 36_500),
    help="ClickHouse keeps facts so long.",
)
@click.option(
    "--replication",
    default=3,
    show_default=True,
    type=click.IntRange(1, 9),
    help="Copies of a partition in Kafka.",
)
@click.option(
    "--replicas",
    default=2,
    show_default=True,
    type=click.IntRange(1, 9),
    help="Copies of a row in ClickHouse.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document, with the costs of one event it rests on."
)
def command(as_json: bool, **chosen: float | None) -> None:
    """Partitions, workers, brokers, ClickHouse nodes, disk and memory for so many events a day.

    Computed from what one event was measured to cost (pipeline/planning/costs.yaml, written by
    `python -m benchmarks.unit_costs --write`), for the busiest hour and for all that is kept. It knows nothing of your
    machines, your texts or your BI queries: measure with your own events before you buy.
    """
    costs = shipped()
    load = _load(chosen)
    planned = Planned(load, size(load, costs), costs)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(planned)))
    else:
        _print(planned)


def _load(chosen: Mapping[str, float | None]) -> Load:
    try:
        return msgspec.convert(chosen, Load)
    except msgspec.ValidationError as error:  # what no range excludes: NaN
        raise Misused(f"plan: {error}") from None


def _print(planned: Planned) -> None:
    load, costs = planned.load, planned.costs
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for what, amount, why in lines(planned):
        table.add_row(plain(what), plain(amount), plain(why))
    OUT.print(f"{load.events_per_day:,} events a day", markup=False)
    OUT.print(table)
    OUT.print(
        f"Measured on {costs.events:,} simulated events of {costs.event_bytes:,.0f} bytes: "
        f"{costs.hear_us + costs.follow_us + costs.tally_us:,.0f} µs of a worker and {costs.warehouse_us:,.0f} µs of "
        f"ClickHouse each. Longer texts, slower cores and BI queries want more.",
        markup=False,
    )


def lines(planned: Planned) -> list[tuple[str, str, str]]:
    """What to provide, how much of it, and what it rests on."""
    load, found, costs = planned.load, planned.size, planned.costs
    return [
        ("rate", f"{_rate(found.mean_rate)}, at the peak {_rate(found.peak_rate)}", f"busiest hour {load.peak:g} times the mean"),
        ("one machine", "enough" if found.embedded else "too small", "`earshot run`, without Kafka or a ClickHouse server"),
        ("partitions", f"{found.partitions}", "setting `partitions`; rather too many than too few, they are not shrunk"),
        ("workers", f"{found.workers}", f"a core and {WORKER_MIB:,} MiB each, {WORKER_BUSY:.0%} busy at the peak"),
        ("  apart", _apart(found), "with `--agents`: hearing is the most"),
        ("Kafka", f"{found.brokers} brokers, {_bytes(found.topic_bytes)}", f"{load.topic_days} days, {load.replication} copies, compressed"),
        ("ClickHouse", _nodes(found), f"{WAREHOUSE_BUSY:.0%} busy with writing at the peak"),
        ("  disk", f"{_bytes(found.node_bytes)} each", _disk(load, found)),
        ("  rows", f"{_rate(found.rows_per_second)} at the peak", f"{costs.rows:.1f} an event, {found.facts:,} events in all"),
    ]  # fmt: skip


def _rate(a_second: float) -> str:
    """By the shortest span in which one is to be expected: no rate that is above 0 reads as 0."""
    of_spans = {span: a_second * seconds for span, seconds in _SPANS.items()}
    span, rate = next((one for one in of_spans.items() if one[1] >= 1), ("day", of_spans["day"]))
    return f"{rate:,.0f}/{span}" if rate >= _WHOLE else f"{rate:,.1f}/{span}"


def _apart(found: Size) -> str:
    return f"hearing {found.hearing_workers}, story {found.story_workers}, tally {found.tally_workers}"


def _nodes(found: Size) -> str:
    return f"{found.nodes} nodes, {found.node_cores} cores and {found.node_gib} GiB each"


def _disk(load: Load, found: Size) -> str:
    kept = f"{load.fact_days} days, {ROOM:g} times what is stored, for merges"
    if found.fits:
        return f"{kept}; every node holds a whole copy"
    return "more than a node has, and Earshot does not write through shards: keep fewer --fact-days, or split by country or brand"


def _bytes(count: int) -> str:
    for unit, size_of in (("TB", 10**12), ("GB", 10**9)):
        if count >= size_of:
            return f"{count / size_of:,.1f} {unit}"
    return f"{max(1, round(count / 10**6)):,} MB"
