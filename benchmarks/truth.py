"""How much of the truth is found: precision and recall over many simulated banks, heard and followed in memory.

    .venv/bin/python -m benchmarks.truth [--seeds 20] [--customers 920] [--kinds]

Apart: what is on record and what only words say, English and Chinese. `--kinds` adds a line for each state, verdict and rule.
"""

import argparse
from collections.abc import Iterable

from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from pipeline.ear import load_ear
from pipeline.settings import Settings
from pipeline.simulator.lived import find
from pipeline.simulator.measures import ONCE_EACH, Cell, Score, Scores, measure, summed
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--customers", type=int, default=Plan().customers)
    parser.add_argument("--kinds", action="store_true")
    given = parser.parse_args()
    worlds = [*measured(range(1, given.seeds + 1), given.customers)]
    print(f"{given.seeds} seeds, {given.customers} customers each")
    show(summed(worlds, by=lambda cell: cell._replace(kind="", language="")))
    show(summed(worlds, by=lambda cell: cell._replace(kind="")))
    if given.kinds:
        show(summed(worlds, by=lambda cell: cell._replace(language="")))


def measured(seeds: Iterable[int], customers: int) -> Iterable[Scores]:
    hearing = Hearing(load_ear(Settings()), Identify(b"a secret of the benchmark's own"))
    for seed in seeds:
        world = simulate(Plan(seed=seed, customers=customers))
        yield measure(world.truth(), find(world.events(), hearing, Policies(tariffs=(ONCE_EACH,))))


def show(scores: Scores) -> None:
    print(f"\n{'':13}{'':8}{'':7}{'':22}{'is so':>8}{'found':>8}{'precision':>11}{'recall':>8}")
    for cell in sorted(scores):
        print(_line(cell, scores[cell]))


def _line(cell: Cell, score: Score) -> str:
    named = f"{cell.signal:13}{cell.cue:8}{cell.language:7}{cell.kind:22}"
    return f"{named}{score.expected:8,}{score.found:8,}{_share(score.precision):>11}{_share(score.recall):>8}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
