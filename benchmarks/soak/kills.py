"""K2: two workers, killed with -9 at random moments, again and again."""

import time
from random import Random
from typing import Final

import msgspec

from benchmarks.soak.ground import Ground
from benchmarks.soak.judging import above, arrived, judge, most_an_hour
from benchmarks.soak.load import Flow
from benchmarks.soak.material import bank, traffic
from benchmarks.soak.results import Outcome, joined
from benchmarks.soak.supervising import Supervisor
from tests.proof.field import Field

EVENTS: Final = 20_000
RATE: Final = 700.0
"""Events a second: so that they come while the killing goes on."""
_WORKS: Final = 15.0
"""Seconds in which a worker is waited for to get something done before the next kill."""
_AFTER: Final = 15.0
"""Seconds that the killing outlasts the sending at most."""


def random_kills(ground: Ground, seed: int) -> Outcome:
    """K2. Most kills wait until something was stored since the last one; some hit workers as they come up."""
    chance, most = Random(seed), most_an_hour(bank(EVENTS))
    faults, faulty = 0, ""
    with ground.trial() as trial, Flow(trial.broker, traffic(EVENTS, seed), RATE) as flow:
        workers = Supervisor(trial, settings={"batch_records": chance.choice(("200", "500", "2000"))})
        until = time.monotonic() + len(flow.records) / RATE + _AFTER
        while time.monotonic() < until and (flow.flows or trial.broker.lag()):
            _let_work(workers, trial, chance)
            for worker in chance.sample(workers.workers, min(len(workers.workers), chance.choice((1, 1, 2)))):
                workers.kill(worker)
                faults += 1
            faulty = faulty or above(trial, most)
            if not workers.workers:
                faulty = faulty or trial.unsafe()
                if chance.random() < 0.5:  # else the dead stay members until their sessions end
                    trial.broker.forget_members()
        flow.finish(60)
        recovery = workers.drained(300)
        done = judge(trial, flow.acknowledged)
    told = joined(done.faulty, faulty, workers.fallen())
    return msgspec.structs.replace(done, faults=faults, recovery=recovery, faulty=told)


def _let_work(workers: Supervisor, trial: Field, chance: Random) -> None:
    workers.rest(0.1)
    before, deadline = arrived(trial), time.monotonic() + _WORKS
    patient = chance.random() < 0.8
    while patient and time.monotonic() < deadline and arrived(trial) == before:
        workers.rest(0.3)
    workers.rest(chance.uniform(0, 3))
