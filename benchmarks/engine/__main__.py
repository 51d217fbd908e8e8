"""Earshot on Kafka and ClickHouse beside what others would build, in one run on one machine.

    .venv/bin/python -m benchmarks.engine [--events 300000] [--runs 3] [--only naive ...] [--json FILE]

A real Kafka and a real ClickHouse are started for it on the loopback address. The raw topics are filled once; then every
contender reads all of them with a group and a database of its own, from its first fetch to its last acknowledged row.
Rows are checked before a figure counts: every key once, every sum of the tallies as plain Python has it.

    naive           Faust one event at a time, TextBlob, an insert of 1,000 rows: the usual tutorial
    quix, wax       the same agents and the same warehouse code inside Quix Streams and Bytewax
    bare            the same agents over a list in memory, one thread, no broker, no warehouse: the limit
    worker, workers Earshot with one worker, and with two
    reading         Kafka clients that only decode: bare aiokafka, Faust over our transport, Faust as it comes
    latency         event to visible in a view at half of the full load
    profile         where a worker's time goes
    growth          the cost of writing and recounting with more and more facts stored
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from benchmarks.engine import growth, latency, report, runs
from benchmarks.engine.expected import Expected
from benchmarks.engine.filling import Topics, fill
from benchmarks.engine.growth import Step
from benchmarks.engine.latency import Latency
from benchmarks.engine.profiling import Profile
from benchmarks.engine.report import Line
from benchmarks.engine.runs import Place, Run
from benchmarks.engine.work import Work, write
from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.service import running
from schemas.errors import Unavailable

SPEED: Final = ("bare", "naive", "quix", "wax", "worker", "workers")
READING: Final = ("aiokafka", "batches", "faust")
PROFILED: Final = 20  # seconds
PARTS: Final = (*SPEED, "reading", "latency", "profile", "growth")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All that one call has measured."""

    cores: int
    python: str
    work: Work
    speed: list[Line] = []
    reading: list[Line] = []
    runs: list[Run] = []
    latency: Latency | None = None
    profile: Profile | None = None
    growth: list[Step] = []


class Bench:
    """One call: what it was asked and where it measures."""

    def __init__(self, place: Place, file: Path, chosen: argparse.Namespace) -> None:
        self._place, self._file, self._chosen = place, file, chosen
        self._want: Expected | None = None

    def measure(self, work: Work) -> Figures:
        speed = list(self._speed())
        reading = list(self._reading())
        return Figures(
            cores=len(os.sched_getaffinity(0)),
            python=platform.python_version(),
            work=work,
            speed=report.lines(speed, report.ENGINES),
            reading=report.lines(reading, report.CLIENTS),
            runs=[*speed, *reading],
            latency=self._latency(speed),
            profile=self._profile(),
            growth=list(self._growth()),
        )

    def _asked(self, part: str) -> bool:
        return part in self._chosen.only

    def _speed(self) -> Iterator[Run]:
        """Every contender so many times, in turns, so that a busy minute does not hit only one of them."""
        parts = [part for part in SPEED if self._asked(part)]
        for number in range(self._chosen.runs):
            for part in parts:
                name, last = f"{part}{number}", number == self._chosen.runs - 1
                try:
                    yield _told(self._one(part, name, last=last))
                except Unavailable as error:  # the others' figures stand
                    yield _told(runs.failed(part, self._place.events, str(error)))

    def _one(self, part: str, name: str, *, last: bool) -> Run:
        match part:
            case "bare":
                run, self._want = runs.bare(self._place, name, self._file)
                return run
            case "naive":
                return runs.naive(self._place, name)
            case "quix" | "wax":
                return runs.framework(self._place, name, part, self._expected())
            case _:
                count = 1 if part == "worker" else 2
                return runs.earshot(self._place, name, count, self._expected(), thorough=last)

    def _expected(self) -> Expected:
        if self._want is None:
            _, self._want = runs.bare(self._place, "expected", self._file)
        return self._want

    def _reading(self) -> Iterator[Run]:
        if self._asked("reading"):
            for number in range(self._chosen.runs):
                for client in READING:
                    yield _told(runs.decoding(self._place, f"{client}{number}", client))

    def _latency(self, speed: Sequence[Run]) -> Latency | None:
        """At half of what one worker has just done."""
        if not self._asked("latency"):
            return None
        full = [run.speed for run in speed if run.contender == "Earshot, 1 worker"]
        load = self._chosen.load or (median(full) / 2 if full else 500.0)
        return latency.measure(self._place, load, self._chosen.seconds, self._file)

    def _profile(self) -> Profile | None:
        if not self._asked("profile"):
            return None
        found = runs.profile(self._place, "profile", PROFILED)
        if found is None:
            print("    no profile: py-spy is missing or may not look into the worker", file=sys.stderr)
        return found

    def _growth(self) -> Iterator[Step]:
        if self._asked("growth"):
            sizes = [million * 1_000_000 for million in self._chosen.millions]
            for step in growth.steps(self._place, self._file, sizes):
                print(f"    {step.facts:,} facts", file=sys.stderr, flush=True)
                yield step


def _told(run: Run) -> Run:
    said = f"{run.contender:20}{run.speed:>9,.0f} events/s  {'; '.join(run.wrong)}"
    print(f"    {said}", file=sys.stderr, flush=True)
    return run


def main() -> None:
    chosen = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="earshot-bench-")))
        file = folder / "events.jsonl"
        work = write(file, chosen.events)
        print(report.work(work), flush=True)
        kafka = stack.enter_context(running(Kafka(folder / "kafka", heap=1024)))
        clickhouse = stack.enter_context(running(ClickHouse(folder / "clickhouse")))
        with Topics(kafka.servers) as there:
            there.make()
        fill(kafka.servers, file)
        place = Place(kafka=kafka, clickhouse=clickhouse, folder=folder, events=work.events)
        figures = Bench(place, file, chosen).measure(work)
    _tell(figures)
    if chosen.json:
        chosen.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")
    sys.exit(any(line.wrong for line in figures.speed))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument(
        "--load", type=float, help="events a second for latency; else half of one worker's speed"
    )
    parser.add_argument("--seconds", type=float, default=70, help="how long latency is measured")
    parser.add_argument("--millions", type=int, nargs="+", default=(1, 10), help="facts that growth stores")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    return parser.parse_args()


def _tell(figures: Figures) -> None:
    print(f"{figures.cores} cores, Python {figures.python}\n")
    for lines in (figures.speed, figures.reading):
        if lines:
            print(report.table(lines), end="\n\n")
    if figures.latency:
        print(report.latency(figures.latency), end="\n\n")
    if figures.profile:
        print(report.profile(figures.profile), end="\n\n")
    if figures.growth:
        print(report.growth(figures.growth))


if __name__ == "__main__":
    main()
