"""The figures as people read them: one table, each figure beside the naive way's and the bare loop's."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Final, NamedTuple

import msgspec

from benchmarks.engine.growth import Step
from benchmarks.engine.latency import Latency
from benchmarks.engine.profiling import Profile
from benchmarks.engine.runs import Run
from benchmarks.engine.work import Work


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A contender's runs. Speeds are events a second; a ratio is of medians, None where there is nothing to compare."""

    contender: str
    runs: int
    best: float
    median: float
    to_usual: float | None  # what is usually built
    to_limit: float | None
    cpu: float  # microseconds an event, of the contender's processes
    peaks: tuple[int, ...]  # MiB, the highest of all runs, process by process
    wrong: tuple[str, ...]


class Beside(NamedTuple):
    """The two contenders that the others are compared with."""

    usual: str
    limit: str


ENGINES: Final = Beside("naive", "bare")
CLIENTS: Final = Beside("reading, faust", "reading, aiokafka")


def lines(runs: Sequence[Run], beside: Beside) -> list[Line]:
    """One line a contender, in the order in which they first ran. Runs with wrong rows do not count."""
    by: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by[run.contender].append(run)
    middle = {
        name: median(run.speed for run in some) for name, some in by.items() if not any(r.wrong for r in some)
    }
    return [_line(name, some, middle, beside) for name, some in by.items()]


def _line(name: str, runs: Sequence[Run], middle: dict[str, float], beside: Beside) -> Line:
    mine = middle.get(name)

    def ratio(other: str) -> float | None:
        return mine / middle[other] if mine and other in middle else None

    return Line(
        contender=name,
        runs=len(runs),
        best=max(run.speed for run in runs) if mine else 0.0,
        median=mine or 0.0,
        to_usual=ratio(beside.usual),
        to_limit=ratio(beside.limit),
        cpu=median(1e6 * run.cpu / run.events for run in runs),
        peaks=tuple(map(max, zip(*(run.peaks for run in runs if run.peaks), strict=True))),
        wrong=tuple(dict.fromkeys(line for run in runs for line in run.wrong)),
    )


def table(found: Sequence[Line]) -> str:
    """Events a second, ratios of medians to what is usually built and to the limit, processor time, memory."""
    head = f"{'events/s':20}{'best':>9}{'median':>9}{'x usual':>9}{'x limit':>9}{'cpu us':>9}  peak MiB"
    return "\n".join([head, *(_row(line) for line in found)])


def _row(line: Line) -> str:
    speeds = f"{line.best:>9,.0f}{line.median:>9,.0f}" if line.median else f"{'-':>9}{'wrong':>9}"
    ratios = "".join(f"{ratio:>9.2f}" if ratio else f"{'-':>9}" for ratio in (line.to_usual, line.to_limit))
    row = f"{line.contender:20}{speeds}{ratios}{line.cpu:>9.0f}  {' + '.join(map(str, line.peaks))}"
    return "\n".join([row, *(f"    {wrong}" for wrong in line.wrong)])


def work(done: Work) -> str:
    return (
        f"{done.events:,} events: {done.interactions:,} interactions, {done.records:,} records; "
        f"{done.chinese:.0%} Chinese, median {done.median_words:.0f} words, {done.bytes_each:,.0f} bytes each"
    )


def latency(found: Latency) -> str:
    return (
        f"event to view at {found.load:,.0f} events/s, {found.probes} probes: "
        f"p50 {found.p50:.2f} s, p99 {found.p99:.2f} s, highest {found.highest:.2f} s"
    )


def profile(found: Profile) -> str:
    head = f"where a worker's time goes, {found.samples:,} samples"
    rows = (f"{share.percent:>7.1f} %  {share.module}" for share in (*found.areas, *found.modules))
    return "\n".join([head, *rows])


def growth(steps: Sequence[Step]) -> str:
    head = f"{'facts stored':>14}{'written/s':>11}{'a day recounted':>17}{'a year recounted':>18}"
    rows = (
        f"{one.facts:>14,}{one.written:>11,.0f}{one.day_recounted:>15.2f} s{one.year_recounted:>16.1f} s"
        for one in steps
    )
    return "\n".join([head, *rows])
