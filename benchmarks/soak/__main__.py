"""What the tests have no time for: everything is killed, stopped, starved and overloaded, and the rows are compared with the log.

    make soak
    .venv/bin/python -m benchmarks.soak [--only K2,B1] [--seeds 20] [--minutes 30] [--json FILE] [--write]

A real Kafka and a real ClickHouse are started for it on the loopback address, with workers as processes of their own. After each
case an oracle in this process reads the topics with another client, hears and folds them in plain Python, and compares
every row of every table. A row of the result says what was lost, doubled and wrong, how many messages stand twice on
voc.interactions (harmless, and the price), and the seconds from the fault's end until nothing waited.

Exit status: 0 all passed, 1 a case failed, 2 used wrongly, 3 Kafka or ClickHouse cannot be started.
"""

import argparse
import logging
import os
import platform
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import msgspec
from clickhouse_driver import errors
from kafka.errors import KafkaError

from benchmarks.soak import brokers, endurance, hearing_anew, kills, refusing, results, topics, warehouses
from benchmarks.soak.ground import Ground
from benchmarks.soak.results import Outcome, Results, Row
from benchmarks.soak.warehouses import LeftOut
from deploy.services.clickhouse import ClickHouse
from deploy.services.jars import ROOT
from deploy.services.kafka import Kafka
from deploy.services.service import running
from schemas.errors import EarshotError, Unavailable

PAGE: Final = ROOT / "docs" / "reliability.md"


class Case(NamedTuple):
    """`many`: as many rounds as seeds were asked for, else one."""

    name: str
    what: str
    run: Callable[[Ground, int], Outcome]
    many: bool = False


CASES: Final = (
    Case("K2", "one or both of two workers killed with -9, again and again", kills.random_kills, many=True),
    Case("B1", "broker killed with -9 three times under load", brokers.killed),
    Case("B2", "broker silent for 20 s, its connections open", brokers.silent),
    Case("B3", "no commit confirmed for 15 s, then a kill", brokers.unconfirmed),
    Case("C3", "ClickHouse stopped for 20 s, then behind a slow and a thin line", warehouses.stands_still),
    Case("C4", "ClickHouse refuses: memory, read-only, a table away, too many parts", refusing.refuses),
    Case("C5", "ClickHouse's disk full", warehouses.disk_full),
    Case("T2", "4 partitions become 8 under load", topics.more_partitions),
    Case("T3", "records deleted below and above the committed positions", topics.records_deleted),
    Case("V1", "old and newer words together, then all heard anew", hearing_anew.newer_words),
    Case("L1", "late, early, leap days, hours that clocks repeat", hearing_anew.odd_times),
    Case("S1", "long run with a kill a minute", endurance.long),
    Case("S2", "three times the load that can be done", endurance.overload),
)


def main() -> None:
    chosen = _arguments()
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())  # a broker that is away is what we want
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(TemporaryDirectory(prefix="earshot-soak-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            kafka = stack.enter_context(running(Kafka(folder / "kafka")))
            clickhouse = stack.enter_context(running(ClickHouse(folder / "clickhouse")))
        except Unavailable as error:
            print(f"soak: {error}", file=sys.stderr)
            sys.exit(3)
        ground = Ground(folder, kafka, clickhouse, chosen.minutes)
        rows = [*_rows(ground, chosen)]
    failed = results.failures(rows)
    print(f"{len(rows)} cases, {len(failed)} failed", flush=True)
    sys.exit(1 if failed else 0)


def _rows(ground: Ground, chosen: argparse.Namespace) -> Iterator[Row]:
    """Each case as it is over, kept and written at once: whoever interrupts a long run keeps what it found."""
    rows: list[Row] = []
    for case in CASES:
        if case.name in chosen.only:
            count = chosen.seeds if case.many else 1
            rows.append(_row(case, ground, range(chosen.seed, chosen.seed + count)))
            print(results.line(rows[-1]), flush=True)
            found = _kept(rows, chosen.json)
            if chosen.write:
                results.write(PAGE, found)
            yield rows[-1]


def _row(case: Case, ground: Ground, seeds: Sequence[int]) -> Row:
    began, whole, run = time.monotonic(), Outcome(), list[int]()
    for seed in seeds:
        print(f"     {case.name} seed {seed}: {case.what}", flush=True)
        try:
            outcome = _round(case, ground, seed)
        except LeftOut as reason:
            return Row(case=case.name, what=case.what, seeds=(), outcome=Outcome(), left_out=str(reason))
        whole = whole.then(outcome) if run else outcome
        run.append(seed)
        if case.many:
            print(f"       {results.line(_alone(case, seed, outcome))}", flush=True)
        if outcome.faulty:
            print(outcome.faulty, file=sys.stderr, flush=True)
    seconds = time.monotonic() - began
    return Row(case=case.name, what=case.what, seeds=tuple(run), outcome=whole, seconds=seconds)


def _round(case: Case, ground: Ground, seed: int) -> Outcome:
    """One round. A server that a case left dead is alive again after it; what did not come about in time is a failure."""
    try:
        return case.run(ground, seed)
    except (AssertionError, EarshotError, KafkaError, errors.Error, OSError, EOFError):
        return Outcome(faulty=f"{case.name} seed {seed}\n{traceback.format_exc()}")
    finally:
        for server in (ground.kafka, ground.clickhouse):
            server.resume()
            server.start()


def _alone(case: Case, seed: int, outcome: Outcome) -> Row:
    return Row(case=case.name, what=case.what, seeds=(seed,), outcome=outcome)


def _kept(rows: Sequence[Row], file: Path | None) -> Results:
    """The rows with those of former calls that the file keeps."""
    new = Results(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        cores=len(os.sched_getaffinity(0)),
        load=os.getloadavg()[2],
        python=platform.python_version(),
        rows=tuple(rows),
    )
    if file is None:
        return new
    old = msgspec.json.decode(file.read_bytes(), type=Results) if file.exists() else None
    found = results.merged(old, new, [case.name for case in CASES])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [case.name for case in CASES]
    parser.add_argument("--only", type=_cases, default=names, metavar="K2,B1", help=f"of {', '.join(names)}")
    parser.add_argument("--seeds", type=int, default=20, help="rounds of K2, a seed each (20)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--minutes", type=float, default=30, help="how long S1 lasts (30)")
    parser.add_argument(
        "--json", type=Path, help="keep the rows in this file; those of cases that do not run now stay"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/reliability.md (with --json: its rows)"
    )
    parser.add_argument("--folder", type=Path, help="keep servers' and workers' files here, to look into")
    return parser.parse_args()


def _cases(text: str) -> list[str]:
    known = {case.name for case in CASES}
    asked = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in asked if name not in known]:
        raise argparse.ArgumentTypeError(f"no case {unknown[0]!r}")
    return asked


if __name__ == "__main__":
    main()
