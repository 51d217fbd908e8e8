"""One run of one contender: a fresh group and a fresh database, timed, and its rows checked before the figure counts."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from math import inf
from pathlib import Path
from typing import Final

import msgspec

from agents.following.policies import Policies
from benchmarks.engine.bare import Told
from benchmarks.engine.contender import Timed
from benchmarks.engine.expected import Expected, differences
from benchmarks.engine.filling import Topics
from benchmarks.engine.profiling import Profile, record
from benchmarks.engine.watching import Watched
from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from pipeline import verify
from pipeline.settings import Settings
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Unavailable

SECRET: Final = "the benchmark's handle secret"  # noqa: S105 - of handles that nobody has
OTHERS: Final = Path(sys.prefix) / "contenders"
"""Where `requirements/contenders` puts Quix Streams, Bytewax and py-spy: beside our packages, not among them."""
_TICK: Final = 0.25
_SLOWEST: Final = 150  # events a second; whoever is slower is given up
_SHOWN: Final = 5
_WARM: Final = 3.0  # seconds until a worker has taken up its pace


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one run measured. `wrong` is empty, or says why the figure does not count."""

    contender: str
    events: int
    seconds: float
    cpu: float  # seconds, of the contender's processes
    peaks: tuple[int, ...]  # MiB, of each of its processes
    wrong: tuple[str, ...] = ()

    @property
    def speed(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def failed(contender: str, events: int, why: str) -> Run:
    """A run that came to no end."""
    return Run(contender=contender, events=events, seconds=inf, cpu=0.0, peaks=(), wrong=(why,))


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run happens."""

    kafka: Kafka
    clickhouse: ClickHouse
    folder: Path
    events: int

    def environment(self, name: str) -> dict[str, str]:
        """Settings of a run of this name, whose group and database nobody else has."""
        home = self.folder / name
        home.mkdir()
        return {
            "EARSHOT_BROKERS": self.kafka.url,
            "EARSHOT_WAREHOUSE": self.clickhouse.url(name),
            "EARSHOT_GROUP": name,
            "EARSHOT_HOME": str(home),
            "EARSHOT_HANDLE_SECRET": SECRET,
        }

    @property
    def patience(self) -> float:
        return 120 + self.events / _SLOWEST


@contextmanager
def warehouse_of(environment: Mapping[str, str]) -> Iterator[SqlWarehouse]:
    """The run's own database, with its tables."""
    with closing(open_warehouse(Settings(warehouse=environment["EARSHOT_WAREHOUSE"]))) as warehouse:
        migrate(warehouse)
        yield warehouse


def bare(place: Place, name: str, file: Path) -> tuple[Run, Expected]:
    """The limit, and what the warehouse must hold when another contender is done."""
    environment = place.environment(name)
    process = Watched(
        ["benchmarks.engine.bare", str(file)], sys.executable, environment, place.folder / f"{name}.log"
    )
    _await(process, place.patience)
    told = msgspec.json.decode(process.answer(), type=Told)
    return _run("bare", told.timed, [process]), told.expected


def decoding(place: Place, name: str, client: str) -> Run:
    """A Kafka client that decodes events and does nothing else."""
    environment = place.environment(name)
    log = place.folder / f"{name}.log"
    process = Watched(
        ["benchmarks.engine.decoding", client, str(place.events)], sys.executable, environment, log
    )
    _await(process, place.patience)
    return _run(f"reading, {client}", msgspec.json.decode(process.answer(), type=Timed), [process])


def naive(place: Place, name: str) -> Run:
    """The usual tutorial's way; its one table must hold every event once."""
    environment = place.environment(name)
    with warehouse_of(environment) as warehouse:
        process, timed = _timed(place, "naive", environment)
        ((rows, unique),) = warehouse.select("SELECT count(), uniqExact(id) FROM events").rows
        wrong = () if rows == unique == place.events else (f"{rows} rows, {unique} events",)
        return msgspec.structs.replace(_run("naive", timed, [process]), wrong=wrong)


def framework(place: Place, name: str, module: str, want: Expected) -> Run:
    """Quix Streams or Bytewax with our agents."""
    environment = {**place.environment(name), "PYTHONPATH": str(OTHERS)}
    with Topics(place.kafka.servers) as there:
        there.renew()
    with warehouse_of(environment) as warehouse:
        process, timed = _timed(place, module, environment)
        wrong = tuple(differences(warehouse, want))
        return msgspec.structs.replace(_run(module, timed, [process]), wrong=wrong)


def _timed(place: Place, module: str, environment: Mapping[str, str]) -> tuple[Watched, Timed]:
    log = place.folder / f"{environment['EARSHOT_GROUP']}.log"
    process = Watched([f"benchmarks.engine.{module}", str(place.events)], sys.executable, environment, log)
    _await(process, place.patience)
    return process, msgspec.json.decode(process.answer(), type=Timed)


def _await(process: Watched, patience: float) -> None:
    deadline = time.monotonic() + patience
    try:
        while process.watch():
            if time.monotonic() > deadline:
                raise Unavailable(f"not done after {patience:.0f} s:\n{process.said[-2_000:]}")
            time.sleep(_TICK)
    finally:
        process.end()


def _run(contender: str, timed: Timed, processes: Sequence[Watched]) -> Run:
    return Run(
        contender=contender,
        events=timed.events,
        seconds=timed.seconds,
        cpu=sum(process.used.cpu for process in processes),
        peaks=tuple(process.used.peak for process in processes),
    )


def profile(place: Place, name: str, seconds: int) -> Profile | None:
    """A worker in the middle of its work; None where py-spy may not look into it."""
    environment = place.environment(name)
    with Topics(place.kafka.servers) as there, warehouse_of(environment):
        there.renew()
        with workers(place, environment, 1) as running:
            until(lambda: there.joined(name), running, 60)
            time.sleep(_WARM)
            try:
                return record(OTHERS / "bin" / "py-spy", running[0].pid, seconds, place.folder / "stacks")
            except (OSError, subprocess.CalledProcessError):
                return None


@contextmanager
def workers(place: Place, environment: Mapping[str, str], count: int) -> Iterator[list[Watched]]:
    """Earshot's workers, ended with the block."""
    name = environment["EARSHOT_GROUP"]
    running = [
        Watched(
            ["pipeline", "worker"],
            sys.executable,
            {**environment, "EARSHOT_HOME": f"{environment['EARSHOT_HOME']}-{number}"},
            place.folder / f"{name}-{number}.log",
        )
        for number in range(count)
    ]
    try:
        yield running
    finally:
        for process in running:
            process.end()


def earshot(place: Place, name: str, count: int, want: Expected, *, thorough: bool) -> Run:
    """Earshot's own workers, from the moment the group has its partitions until it has committed everything.

    `thorough`: `earshot verify` must find nothing as well.
    """
    environment = place.environment(name)
    with Topics(place.kafka.servers) as there, warehouse_of(environment) as warehouse:
        there.renew()
        with workers(place, environment, count) as running:
            until(lambda: there.joined(name), running, 60)
            began = time.monotonic()
            until(lambda: there.lag(name) == 0, running, place.patience)
            timed = Timed(events=place.events, first_fetch=began, last_row=time.monotonic())
        wrong = differences(warehouse, want)
        if thorough:
            wrong += [*verify.differences(None, warehouse, Policies())][:_SHOWN]
        contender = f"Earshot, {count} worker{'s' if count > 1 else ''}"
        return msgspec.structs.replace(_run(contender, timed, running), wrong=tuple(wrong))


def until(reached: Callable[[], bool], running: Sequence[Watched], patience: float) -> None:
    """Wait for it while all of these run; Unavailable when one leaves, or after so many seconds."""
    deadline = time.monotonic() + patience
    while not reached():
        if not all(process.watch() for process in running):
            raise Unavailable(f"a worker left:\n{running[0].said[-2_000:]}")
        if time.monotonic() > deadline:
            raise Unavailable(f"not done after {patience:.0f} s:\n{running[0].said[-2_000:]}")
        time.sleep(_TICK)
    for process in running:
        process.watch()
