"""C3 and C5: ClickHouse stands still, is slow, or has no room left."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.soak.ground import Ground
from benchmarks.soak.judging import judge
from benchmarks.soak.load import Flow
from benchmarks.soak.material import traffic
from benchmarks.soak.memory import watched
from benchmarks.soak.results import Outcome, joined
from benchmarks.soak.supervising import Supervisor
from deploy.services.clickhouse import ClickHouse
from deploy.services.service import running
from tests.proof.field import elsewhere
from tests.proof.proxy import Proxy, Toxics

MOST_MIB: Final = 600
"""What a worker may hold, whatever happens."""
MOST_GROWTH: Final = 24.0
"""MiB by which a worker may still grow while nothing can be written."""
STANDS: Final = 20.0
SLOW: Final = 15.0
FULL: Final = 12.0
DISK: Final = "192m"


class LeftOut(Exception):
    """The case cannot be run here; its text says why."""


def stands_still(ground: Ground, seed: int) -> Outcome:
    """C3. Stopped, then behind a slow line, then behind a thin one, while more comes than could be written."""
    flow_rate = 500.0
    with ground.trial() as plain, Proxy(ground.clickhouse.port) as proxy:
        trial = elsewhere(plain, proxy.port)
        with trial.fleet, Flow(trial.broker, traffic(25_000, seed), flow_rate) as flow:
            workers = Supervisor(trial, settings={"batch_records": "2000", "freshness": "1"})
            with watched(trial.fleet) as held:
                workers.under_way()
                ground.clickhouse.pause()
                stopped = time.monotonic()
                workers.rest(STANDS)
                ground.clickhouse.resume()
                grown = held.growth(stopped + 3, time.monotonic())
                for toxics in (Toxics(latency=0.25), Toxics(bandwidth=20_000)):
                    with proxy.poisoned(toxics):
                        workers.rest(SLOW)
                        unsafe = plain.unsafe()
                healed = time.monotonic()
                flow.finish(120)
                workers.drained(180)
                recovery = time.monotonic() - healed
            done = judge(plain, flow.acknowledged)
    return msgspec.structs.replace(
        done,
        faults=3,
        recovery=recovery,
        peak=held.peak,
        faulty=joined(done.faulty, unsafe, too_much(held.peak, grown), workers.fallen()),
        note=f"grew {grown:.0f} MiB while stopped",
    )


def disk_full(ground: Ground, seed: int) -> Outcome:
    """C5. ClickHouse on a small file system that something else fills."""
    folder = ground.folder / "small"
    with (
        small_disk(folder),
        running(ClickHouse(folder / "clickhouse")) as clickhouse,
        ground.trial(clickhouse=clickhouse) as trial,
        Flow(trial.broker, traffic(4_000, seed), 150.0) as flow,
    ):
        workers = Supervisor(trial)
        workers.under_way()
        ballast = fill(folder)
        workers.rest(FULL)
        ballast.unlink()
        healed = time.monotonic()
        with flow.paused():
            workers.drained(180)
            recovery = time.monotonic() - healed
        flow.finish(120)
        workers.drained()
        # The server's own log lies on the full disk.
        refused = any("service_away" in worker.said() for worker in trial.fleet.workers)
        done = judge(trial, flow.acknowledged)
    never = "" if refused else "no worker was refused while the disk was full: the case did not come about"
    return msgspec.structs.replace(
        done, faults=1, recovery=recovery, faulty=joined(done.faulty, never, workers.fallen())
    )


def too_much(peak: int, grown: float) -> str:
    """What is wrong with the workers' memory; empty when it is bounded."""
    return joined(
        f"a worker held {peak} MiB" if peak > MOST_MIB else "",
        f"a worker still grew by {grown:.0f} MiB" if grown > MOST_GROWTH else "",
    )


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of its own, in memory; LeftOut where this user may not mount one."""
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(folder))
    try:
        subprocess.run(mount, check=True, capture_output=True, timeout=10)  # noqa: S603 - our own command
    except (OSError, subprocess.SubprocessError):
        raise LeftOut("needs the right to mount a small file system") from None
    try:
        yield
    finally:
        umount = ("umount", "--lazy", str(folder))
        subprocess.run(umount, check=False, capture_output=True, timeout=10)  # noqa: S603 - our own command


def fill(folder: Path) -> Path:
    """A file that takes all the room there is left."""
    ballast = folder / "ballast"
    piece = bytes(64 * 1024)
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(piece):
            pass
    return ballast
