"""From events a day to partitions, workers, brokers and ClickHouse nodes. Sums and roundings alone; the costs are given."""

from math import ceil
from typing import Annotated, Final

import msgspec

from pipeline.planning.costs import Costs

DAY: Final = 86_400
WORKER_BUSY: Final = 0.6
"""Share of a core that a worker may be busy at the peak: the rest catches up after a restart, and keeps figures fresh."""
WAREHOUSE_BUSY: Final = 0.3
"""Share of ClickHouse's cores for writing: the rest merges, recounts and answers people."""
ROOM: Final = 1.5
"""Disk over what is stored when all is merged: parts before a merge, and the merge itself."""
PARTITIONS_A_WORKER: Final = 2
"""Partitions move whole: with two a worker, one that dies is shared out, and twice as many workers can be added."""
WORKER_MIB: Final = 1_024
"""Memory to allow a worker: twice the highest that was seen of one (decision 7)."""
LEAST_PARTITIONS: Final = 8
LEAST_WORKERS: Final = 2
LEAST_BROKERS: Final = 3
BROKER_BYTES: Final = 4 * 10**12
NODE_BYTES: Final = 20 * 10**12
"""Disk of the largest node to plan with. Every node holds a whole copy: Earshot does not write through shards."""
NODE_CORES: Final = 64
LEAST_CORES: Final = 4
NODE_GIB: Final = 64
SMALL_NODE_GIB: Final = 16
SMALL_BYTES: Final = 10**12
EMBEDDED_BUSY: Final = 0.5
"""Share of one thread that `earshot run` may be busy at the peak: the page and imports want some too."""
EMBEDDED_BYTES: Final = 500 * 10**9
"""What one folder on one disk should hold at most: it is copied whole for a backup."""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected. `peak` is the busiest hour's rate over the mean, `replicas` the copies of every ClickHouse row."""

    events_per_day: int
    peak: Annotated[float, msgspec.Meta(ge=1)] = 4.0
    event_bytes: Annotated[float, msgspec.Meta(gt=0)] | None = None  # None: as measured
    topic_days: int = 28
    fact_days: int = 730
    replication: int = 3
    replicas: int = 2


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """What to provide. Rates are events a second, bytes are those of all copies together."""

    mean_rate: float
    peak_rate: float
    embedded: bool  # `earshot run` on one machine is enough for the rate and the facts
    partitions: int
    workers: int  # processes, a core each
    hearing_workers: int  # of them: the channel agents, scaled apart
    story_workers: int
    tally_workers: int
    brokers: int
    topic_bytes: int
    nodes: int  # each holds one whole copy
    fits: bool  # one node can hold and write it
    node_cores: int
    node_gib: int
    node_bytes: int  # disk of each node
    facts: int
    rows_per_second: float  # written at the peak


def size(load: Load, costs: Costs) -> Size:
    """For the busiest hour and for all that is kept. Every count is at least what a failure of one part needs."""
    mean = load.events_per_day / DAY
    peak = mean * load.peak
    groups = [_workers(peak, cost) for cost in (costs.hear_us, costs.follow_us, costs.tally_us)]
    workers = max(LEAST_WORKERS, _workers(peak, _thread_us(costs)))
    larger = (load.event_bytes or costs.event_bytes) / costs.event_bytes
    topic_bytes = _topics(load, costs, larger)
    one_copy = _warehouse(load, costs, larger)
    cores = _cores(peak, costs)
    return Size(
        mean_rate=mean,
        peak_rate=peak,
        embedded=peak * _thread_us(costs) / 1e6 <= EMBEDDED_BUSY and one_copy <= EMBEDDED_BYTES,
        partitions=_partitions(workers),
        workers=workers,
        hearing_workers=groups[0],
        story_workers=groups[1],
        tally_workers=groups[2],
        brokers=max(LEAST_BROKERS, load.replication, ceil(topic_bytes / BROKER_BYTES)),
        topic_bytes=topic_bytes,
        nodes=load.replicas,
        fits=one_copy <= NODE_BYTES and cores <= NODE_CORES,
        node_cores=cores,
        node_gib=SMALL_NODE_GIB if one_copy < SMALL_BYTES else NODE_GIB,
        node_bytes=one_copy,
        facts=load.events_per_day * load.fact_days,
        rows_per_second=peak * costs.rows,
    )


def _thread_us(costs: Costs) -> float:
    return costs.hear_us + costs.follow_us + costs.tally_us


def _workers(rate: float, microseconds: float) -> int:
    return max(1, ceil(rate * microseconds / 1e6 / WORKER_BUSY))


def _partitions(workers: int) -> int:
    """The next power of two: partitions can be added later, and events of a customer then change theirs."""
    wanted = max(LEAST_PARTITIONS, workers * PARTITIONS_A_WORKER)
    return 1 << (wanted - 1).bit_length()


def _topics(load: Load, costs: Costs, larger: float) -> int:
    an_event = (costs.raw_topic_bytes + costs.heard_topic_bytes) * larger
    return ceil(an_event * load.events_per_day * load.topic_days * load.replication * ROOM)


def _warehouse(load: Load, costs: Costs, larger: float) -> int:
    an_event = costs.fact_bytes * larger + costs.story_bytes + costs.tally_bytes
    return ceil(an_event * load.events_per_day * load.fact_days * ROOM)


def _cores(peak: float, costs: Costs) -> int:
    wanted = max(LEAST_CORES, ceil(peak * costs.warehouse_us / 1e6 / WAREHOUSE_BUSY))
    return 1 << (wanted - 1).bit_length()
