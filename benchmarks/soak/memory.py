"""What the workers of a trial hold in memory, looked at twice a second."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Final, NamedTuple

from tests.proof.workers import Fleet

_TICK: Final = 0.5
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_LEAST: Final = 4
"""Looks at a process below which nothing can be said of its growth."""


class Look(NamedTuple):
    """One process at one moment (of time.monotonic)."""

    at: float
    pid: int
    mib: float


@dataclass(slots=True)
class Held:
    """All looks of a trial."""

    looks: list[Look] = field(default_factory=list)

    @property
    def peak(self) -> int:
        """MiB of the largest worker."""
        return round(max((look.mib for look in self.looks), default=0.0))

    def growth(self, since: float, until: float) -> float:
        """MiB by which the worker that grew most was larger in the last quarter of that time than in its third one.

        Medians of both quarters: one collection of garbage is no growth.
        """
        half, last = since + (until - since) / 2, since + (until - since) * 3 / 4
        grown = [
            _median(self._of(pid, last, until)) - _median(self._of(pid, half, last))
            for pid in {look.pid for look in self.looks}
            if min(len(self._of(pid, half, last)), len(self._of(pid, last, until))) >= _LEAST
        ]
        return max(grown, default=0.0)

    def _of(self, pid: int, since: float, until: float) -> list[float]:
        return sorted(look.mib for look in self.looks if look.pid == pid and since <= look.at < until)


@contextmanager
def watched(fleet: Fleet) -> Iterator[Held]:
    """Looks at the living workers while the block lasts."""
    held, over = Held(), Event()

    def look() -> None:
        while not over.wait(_TICK):
            held.looks.extend(_looks(fleet))

    thread = Thread(target=look, name="memory", daemon=True)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


def _looks(fleet: Fleet) -> Iterator[Look]:
    now = time.monotonic()
    for worker in fleet.living():
        try:
            pages = int(Path(f"/proc/{worker.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):  # it has just ended
            continue
        yield Look(now, worker.pid, pages * _PAGE / 1024**2)


def _median(values: list[float]) -> float:
    return values[len(values) // 2]
