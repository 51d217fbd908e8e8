"""What one event costs: bytes in topics and tables, microseconds of agents and of the warehouse.

    .venv/bin/python -m benchmarks.unit_costs [--events 60000] [--write]

The events are a simulated bank's, of the mix that `earshot demo` has. Tables are merged before they are weighed, topics
compressed as the workers' producer does it: lz4, in batches. `--write` keeps the figures for `earshot plan`.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import lz4.frame
import msgspec
import yaml

from benchmarks.embedded_import import write
from pipeline.importing.files import plan
from pipeline.importing.items import Options
from pipeline.intake import Read, take_in
from pipeline.planning import costs
from pipeline.planning.costs import Costs
from pipeline.settings import Settings
from pipeline.station import Station, working
from schemas.topics import INTERACTIONS, RAW

BATCH: Final = 500
"""Records of one compressed batch."""
FACTS: Final = ("interactions", "records", "arrivals", "touchpoints", "identities")
TALLIES: Final = ("signals", "topic_signals", "signals_daily", "topic_signals_daily")
TABLES: Final = (
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"
)
TARGET: Final = Path(costs.__file__).with_name(costs.FILE)
HEAD: Final = (
    "# Measured; see pipeline/planning/costs.py. Written by: python -m benchmarks.unit_costs --write\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="earshot-bench-") as folder:
        found = measure(Path(folder), chosen.events)
    said = yaml.safe_dump(msgspec.to_builtins(found), sort_keys=False)
    print(said, end="")
    if chosen.write:
        TARGET.write_text(HEAD + said, encoding="utf-8")


def measure(folder: Path, count: int) -> Costs:
    file = folder / "events.jsonl"
    size = write(file, count, messages=False)
    with working("benchmark", Settings(home=folder / "home")) as station:
        taken = plan([file], Options())[0]
        for _ in take_in(station.log, taken, Read()):
            pass
        raw = sum(compressed(_values(station, topic)) for topic in RAW)
        whole, threads = time.process_time(), []
        for step in (_all(station.engine.hear), _all(station.engine.follow), station.engine.drain):
            started = time.thread_time()
            step()
            threads.append(time.thread_time() - started)
        whole = time.process_time() - whole
        heard = compressed(_values(station, INTERACTIONS))
        stored = weighed(station)
    return Costs(
        events=count,
        event_bytes=round(size / count, 1),
        raw_topic_bytes=round(raw / count, 1),
        heard_topic_bytes=round(heard / count, 1),
        hear_us=_us(threads[0], count),
        follow_us=_us(threads[1], count),
        tally_us=_us(threads[2], count),
        warehouse_us=_us(whole - sum(threads), count),
        fact_bytes=_of(stored, FACTS, count),
        story_bytes=_of(stored, [name for name in stored if name not in {*FACTS, *TALLIES}], count),
        tally_bytes=_of(stored, TALLIES, count),
        rows=round(sum(rows for rows, _ in stored.values()) / count, 2),
    )


def _all(step: Callable[[], int]) -> Callable[[], None]:
    def until_none() -> None:
        while step():
            pass

    return until_none


def _values(station: Station, topic: str) -> list[bytes]:
    return [record.value for record in station.log.read(topic, 0, station.log.end(topic))]


def compressed(values: Sequence[bytes]) -> int:
    """Bytes of the values, in batches, as lz4 leaves them."""
    batches = (b"".join(values[at : at + BATCH]) for at in range(0, len(values), BATCH))
    return sum(len(lz4.frame.compress(batch)) for batch in batches)


def weighed(station: Station) -> dict[str, tuple[int, int]]:
    """Rows and bytes on disk of every table, merged."""
    warehouse = station.warehouse
    for table in sorted({str(row[0]) for row in warehouse.select(TABLES).rows}):
        warehouse.run(f"OPTIMIZE TABLE {table} FINAL")
    return {
        str(name): (int(str(rows)), int(str(size)))
        for name, rows, size in warehouse.select(
            "SELECT table, sum(rows), sum(bytes_on_disk) FROM system.parts "
            "WHERE active AND database = currentDatabase() GROUP BY table"
        ).rows
    }


def _of(stored: Mapping[str, tuple[int, int]], names: Iterable[str], count: int) -> float:
    return round(sum(stored[name][1] for name in names if name in stored) / count, 1)


def _us(seconds: float, count: int) -> float:
    return round(seconds / count * 1e6, 1)


if __name__ == "__main__":
    main()
