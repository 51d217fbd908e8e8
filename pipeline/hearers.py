"""Processes that hear beside this one while many records wait; log and warehouse stay with this one.

What is heard of a record depends on nothing but the record and the settings, so it does not matter who hears it. A batch
counts only when its outputs and the new position are in the log: a helper that dies costs time and nothing else.
"""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import Final

from agents.base import Agent
from agents.channels import channel_agents
from pipeline.embedded import open_hearing
from pipeline.garbage import settle_memory
from pipeline.ports import NewRecord, Record
from pipeline.settings import Settings
from pipeline.stages.hearing import Heard, hear, later

MOST: Final = 3
"""Helpers, however many cores there are: with so many, reading and following keep this process busy."""
LARGE: Final = 100
"""Records of a batch from which on it looks like one of many."""
AFTER: Final = 4_000
"""Records in large batches after which help is called: until it has come it costs half a second of a core."""
SLICE: Final = 50
"""Records that are heard at once: few, so that all end at about the same time."""


def wanted(settings: Settings) -> int:
    """How many helpers there may be."""
    return min(MOST, len(os.sched_getaffinity(0)) - 1) if settings.hearers < 0 else settings.hearers


class Hearers:
    """Has batches heard, in this process and up to `most` beside it, which are started when they are worth it."""

    def __init__(self, settings: Settings, most: int) -> None:
        self._settings = settings
        self._most = most
        self._large = 0
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, agent: Agent, records: Sequence[Record]) -> Heard:
        """Begin to hear; what is returned waits for the end."""
        if len(records) < LARGE or not self._most:
            return later(agent, records)
        self._large += len(records)
        if self._large < AFTER:
            return later(agent, records)
        self._pool = self._pool or _pool(self._most)
        slices = [records[at : at + SLICE] for at in range(0, len(records), SLICE)]
        try:
            with _deaf_to_ctrl_c():
                begun = [self._pool.submit(_hear, self._settings, agent.name, some) for some in slices]
        except BrokenProcessPool:
            return partial(self._alone, agent, records)
        # This process takes no share: whoever follows beside needs the interpreter more, and all ended later.
        return partial(self._ended, agent, records, begun)

    def close(self) -> None:
        """What is not begun yet will not be."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def _ended(
        self, agent: Agent, records: Sequence[Record], begun: Sequence[Future[list[NewRecord]]]
    ) -> list[NewRecord]:
        try:
            return [output for one in begun for output in one.result()]
        except BrokenProcessPool:
            return self._alone(agent, records)

    def _alone(self, agent: Agent, records: Sequence[Record]) -> list[NewRecord]:
        """A helper was killed: do without from now on."""
        self._most = 0
        return hear(agent, records)


def peak_memory() -> int:
    """MiB that the processes started here held at most, together."""
    return sum(_peak(one.pid) for one in active_children() if one.pid) // 1024


def _peak(pid: int) -> int:
    with suppress(OSError):  # it has just ended
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _pool(most: int) -> ProcessPoolExecutor:
    # Not by fork: the warehouse runs threads in this process.
    return ProcessPoolExecutor(most, get_context("spawn"), _begin)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started meanwhile never hears it: whoever presses it means the command, which then ends its helpers."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In a helper, first of all."""
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Killed outright it tells nobody, and the pool's own pipe would be waited at for ever."""
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _hear(settings: Settings, name: str, records: Sequence[Record]) -> list[NewRecord]:
    return hear(_agents(settings)[name], records)


@lru_cache(maxsize=1)
def _agents(settings: Settings) -> Mapping[str, Agent]:
    agents = {agent.name: agent for agent in channel_agents(open_hearing(settings))}
    settle_memory()
    return agents
