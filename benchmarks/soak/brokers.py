"""B1 to B3: the broker is killed, silent, or confirms no commit."""

import time
from random import Random
from typing import Final

import msgspec

from benchmarks.soak.commits import CommitProxy
from benchmarks.soak.ground import Ground
from benchmarks.soak.judging import judge
from benchmarks.soak.load import Flow
from benchmarks.soak.material import traffic
from benchmarks.soak.results import Outcome, joined
from benchmarks.soak.supervising import Supervisor
from tests.proof.proxy import Toxics

EVENTS: Final = 6_000
RATE: Final = 150.0
SILENT: Final = 20.0
HINDERED: Final = 15.0


def killed(ground: Ground, seed: int) -> Outcome:
    """B1. Three times, for one to four seconds, while events come in."""
    chance = Random(seed)
    with ground.trial() as trial, Flow(trial.broker, traffic(EVENTS, seed), RATE) as flow:
        workers = Supervisor(trial)
        workers.under_way()
        try:
            for _ in range(3):
                ground.kafka.kill()
                workers.rest(chance.uniform(1, 4))
                ground.kafka.start()
                healed = time.monotonic()
                workers.rest(chance.uniform(3, 8))
        finally:
            ground.kafka.start()
        return _end(workers, flow, healed, faults=3)


def silent(ground: Ground, seed: int) -> Outcome:
    """B2. Connections stay open and nothing comes through them, for longer than a session."""
    with (
        ground.behind_a_proxy() as (kafka, proxy),
        ground.trial(kafka) as trial,
        Flow(trial.broker, traffic(EVENTS, seed), RATE) as flow,
    ):
        workers = Supervisor(trial, settings=_through(proxy))
        workers.under_way()
        with proxy.poisoned(Toxics(black_hole=True)):
            workers.rest(SILENT)
        return _end(workers, flow, time.monotonic(), faults=1)


def unconfirmed(ground: Ground, seed: int) -> Outcome:
    """B3. Every commit is refused, withheld, or done without an answer; all else goes through. Then a worker is killed."""
    with (
        ground.behind_a_proxy() as (kafka, proxy),
        ground.trial(kafka) as trial,
        Flow(trial.broker, traffic(EVENTS, seed), RATE) as flow,
    ):
        proxy.chance = Random(seed)
        workers = Supervisor(trial, settings=_through(proxy))
        workers.under_way()
        proxy.hindering = True
        workers.rest(HINDERED)
        workers.kill(workers.workers[0])
        unsafe = trial.unsafe()
        proxy.hindering = False
        done = _end(workers, flow, time.monotonic(), faults=proxy.hindered + 1)
        return msgspec.structs.replace(done, faulty=joined(done.faulty, unsafe))


def _through(proxy: CommitProxy) -> dict[str, str]:
    return {"brokers": f"kafka://127.0.0.1:{proxy.port}"}


def _end(workers: Supervisor, flow: Flow, healed: float, *, faults: int) -> Outcome:
    """`recovery` is until nothing waits of what had been sent when the fault was healed."""
    with flow.paused():
        workers.drained(180)
        recovery = time.monotonic() - healed
    while flow.flows:
        workers.rest(0.5)
    flow.finish(1)
    workers.drained()
    done = judge(workers.trial, flow.acknowledged)
    note = f"{len(workers.ended)} workers ended themselves" if workers.ended else ""
    return msgspec.structs.replace(done, faults=faults, recovery=recovery, note=note)
