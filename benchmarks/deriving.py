"""What deriving stories costs: microseconds an event of `follow` alone, and of the whole stage with its warehouse.

    .venv/bin/python -m benchmarks.deriving [--customers 920] [--touchpoints 5000] [--profile]

The stories are those of a simulated bank, and one customer with very many touchpoints: of one need that never ends, and of
needs that come and go. The aim is 60 on average. `--profile` says where the time of `follow` goes.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from agents.story import assemble, follow
from pipeline.ear import load_ear
from pipeline.importing.files import plan
from pipeline.importing.items import Options
from pipeline.intake import Read
from pipeline.settings import Settings
from pipeline.simulator.lived import hear, told
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate, write
from pipeline.station import working
from pipeline.stories import derive
from pipeline.workoff import work_off
from schemas.facts import TouchpointRow
from schemas.interactions import Message
from schemas.stories import Story, Touchpoint
from schemas.tables import TOUCHPOINTS

POLICIES = Policies()
_REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=Plan().customers)
    parser.add_argument("--touchpoints", type=int, default=5_000)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    messages = heard(given.customers)
    bank = told(messages)
    touched = [one for story in bank for one in story.touchpoints]
    stories = {
        "follow, simulated bank": bank,
        f"follow, one need of {given.touchpoints}": [_long(touched, given.touchpoints, hours=2)],
        f"follow, {given.touchpoints} over years": [_long(touched, given.touchpoints, hours=30)],
    }
    for name, some in stories.items():
        show(name, sum(len(story.touchpoints) for story in some), partial(_follow, some))
    staged(given.customers)
    print("no more than 60 on average is the aim")
    if given.profile:
        _profiled(bank)


def heard(customers: int) -> list[Message]:
    hearing = Hearing(load_ear(Settings()), Identify(b"a secret of the benchmark's own"))
    return hear(simulate(Plan(customers=customers)).events(), hearing)


def staged(customers: int) -> None:
    """The bank in the embedded warehouse, derived once more: read, follow, settle, write. Our thread's time."""
    with TemporaryDirectory(prefix="earshot-bench-") as folder:
        write(simulate(Plan(customers=customers)), Path(folder))
        with working("benchmark", Settings(home=Path(folder, "home"))) as station:
            events = Read()
            work_off(station.log, station.engine, plan([Path(folder, "events.jsonl")], Options()), events)
            names = {
                row.customer for row in station.warehouse.rows(TOUCHPOINTS) if isinstance(row, TouchpointRow)
            }
            show(
                "read, follow, settle, write",
                events.events,
                lambda: derive(station.warehouse, names, POLICIES, alone=True),
            )


def show(name: str, events: int, work: Callable[[], None]) -> None:
    """The least of some runs: what it costs when nothing else disturbs."""
    spent = []
    for _ in range(_REPEATS):
        started = time.thread_time()
        work()
        spent.append(time.thread_time() - started)
    print(f"{name:32}{events:8,} events{min(spent) / events * 1e6:8.1f} µs an event")


def _follow(stories: Sequence[Story]) -> None:
    for story in stories:
        follow(story, POLICIES)


def _long(touched: Sequence[Touchpoint], size: int, hours: int) -> Story:
    """One customer who lived through everybody's touchpoints, one every `hours`."""
    start = touched[0].at
    lived = [
        msgspec.structs.replace(
            touched[place % len(touched)], key=f"{place:08}", at=start + place * timedelta(hours=hours)
        )
        for place in range(size)
    ]
    return assemble("C1", lived)


def _profiled(stories: Sequence[Story]) -> None:
    profile = cProfile.Profile()
    profile.runcall(_follow, stories)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
