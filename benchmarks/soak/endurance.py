"""S1 and S2: for a long time at a third of what the workers can do, and for a short one at three times as much."""

import time
from collections.abc import Sequence
from random import Random
from typing import Final

import msgspec

from benchmarks.soak.ground import Ground
from benchmarks.soak.judging import above, ask, judge, most_an_hour
from benchmarks.soak.load import Flow
from benchmarks.soak.material import bank, traffic
from benchmarks.soak.memory import watched
from benchmarks.soak.results import Outcome, joined
from benchmarks.soak.supervising import Supervisor
from benchmarks.soak.warehouses import too_much
from pipeline.ports import NewRecord, Record
from tests.proof.field import Field

MOST: Final = 240_000
"""Events of one case: what the oracle can hold in memory."""
SHARE: Final = 0.3
OVER: Final = 3.0
WARM: Final = 12_000
OVERLOADED: Final = 40.0
"""Seconds of three times the load; what then waits is minutes of work."""
A_KILL: Final = 60.0  # seconds
PARTS: Final = 150
"""Parts of a table in one partition, at most."""
_FULL: Final = {"batch_records": "2000", "freshness": "2"}


def long(ground: Ground, seed: int) -> Outcome:
    """S1. A kill each minute; figures are never above what was said."""
    chance, seconds = Random(seed), ground.minutes * 60
    records, most = traffic(MOST, seed), most_an_hour(bank(MOST))
    faults, faulty = 0, ""
    with ground.trial() as trial, watched(trial.fleet) as held:
        workers = Supervisor(trial, settings=_FULL)
        warm, capacity = _capacity(workers, records[:WARM])
        rate = min(SHARE * capacity, (MOST - WARM) / seconds)
        with Flow(trial.broker, records[WARM : WARM + int(rate * seconds)], rate) as flow:
            while flow.flows:
                _rest(workers, flow, A_KILL * chance.uniform(0.8, 1))
                if flow.flows:
                    workers.kill(chance.choice(workers.workers))
                    faults += 1
                    faulty = faulty or above(trial, most)
            healed = time.monotonic()
            workers.drained(300)
            recovery = time.monotonic() - healed
        done = judge(trial, [*warm, *flow.acknowledged])
        told = (
            done.faulty,
            faulty,
            too_much(held.peak, 0),
            workers.fallen(),
            _scattered(trial),
            _stray(trial),
        )
    return msgspec.structs.replace(
        done,
        faults=faults,
        recovery=recovery,
        peak=held.peak,
        faulty=joined(*told),
        note=f"{seconds / 60:.0f} min at {rate:.0f} events/s ({rate / capacity:.0%} of what the workers can do)",
    )


def overload(ground: Ground, seed: int) -> Outcome:
    """S2. Three times as much comes as can be done, for minutes; memory stays, and all is done in the end."""
    records = traffic(MOST, seed)
    with ground.trial() as trial, watched(trial.fleet) as held:
        workers = Supervisor(trial, settings=_FULL)
        warm, capacity = _capacity(workers, records[:WARM])
        rate = OVER * capacity
        began = time.monotonic()
        with Flow(trial.broker, records[WARM : WARM + int(rate * OVERLOADED)], rate) as flow:
            _rest(workers, flow, 10 * OVERLOADED)
            over, waiting = time.monotonic(), trial.broker.lag()
            workers.drained(900)
            recovery = time.monotonic() - over
        grown = held.growth(began, time.monotonic())
        done = judge(trial, [*warm, *flow.acknowledged])
        told = (done.faulty, too_much(held.peak, grown), workers.fallen(), _stray(trial))
    return msgspec.structs.replace(
        done,
        faults=1,
        recovery=recovery,
        peak=held.peak,
        faulty=joined(*told),
        note=f"{len(flow.records) / (over - began):.0f} events/s for {over - began:.0f} s; {waiting:,} records waited",
    )


def _rest(workers: Supervisor, flow: Flow, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while flow.flows and time.monotonic() < deadline:
        workers.rest(1)


def _capacity(workers: Supervisor, records: Sequence[NewRecord]) -> tuple[Sequence[Record], float]:
    """These records, sent and handled; and how many a second the workers do on this machine, with all that runs on it."""
    workers.rest(10)
    warm = workers.trial.send(records)
    began = time.monotonic()
    workers.drained(300)
    return warm, len(records) / (time.monotonic() - began)


def _scattered(trial: Field) -> str:
    """What is wrong when merges do not keep up with inserts."""
    ((parts,),) = ask(
        trial,
        "SELECT toUInt64(max(parts)) FROM (SELECT count() AS parts FROM system.parts WHERE active"
        " AND database = currentDatabase() GROUP BY table, partition)",
    )
    return f"a partition has {parts} parts" if parts > PARTS else ""


def _stray(trial: Field) -> str:
    """Failures that nobody looked at."""
    lost = sum('"library":"asyncio"' in worker.said() for worker in trial.fleet.workers)
    return f"{lost} workers speak of tasks that failed unseen" if lost else ""
