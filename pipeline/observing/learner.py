"""The thread that looks again and again: seldom enough that looking is a small part of what the warehouse does."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final

from pipeline.terminal import ERR
from schemas.errors import Misused, Unavailable

TICK: Final = 1.0  # seconds
MOST_SHARE: Final = 0.02
"""Of the time, that one look may take: one that takes 10 seconds is taken every 8 minutes."""


@dataclass(frozen=True, slots=True)
class Look:
    """`take` learns and tells; it may raise Unavailable or Misused, and is then taken again. `every`: seconds, at least."""

    name: str
    every: float
    take: Callable[[], None]


class Learner:
    """Takes the looks until told to stop. A bug ends it and calls `failed`."""

    def __init__(self, looks: tuple[Look, ...], failed: Callable[[BaseException], None]) -> None:
        self._looks = looks
        self._failed = failed
        self._stop = Event()
        self._said: dict[Look, str] = {}
        # A look that hangs must not keep the process: nothing is lost when it goes.
        self._thread = Thread(target=self._run, name="learn", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the look at hand, or leave it behind after five seconds."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _run(self) -> None:
        try:
            due = dict.fromkeys(self._looks, 0.0)
            while not self._stop.is_set():
                for look in [look for look, at in due.items() if time.monotonic() >= at]:
                    due[look] = self._take(look)
                self._stop.wait(TICK)
        except BaseException as error:  # noqa: BLE001 - a thread's bug must end the process, not only the thread
            self._failed(error)

    def _take(self, look: Look) -> float:
        """When to look again."""
        began = time.monotonic()
        try:
            look.take()
            self._said.pop(look, None)
        except (Unavailable, Misused) as error:
            if self._said.get(look) != str(error):  # said once: the metric tells that it lasts
                self._said[look] = str(error)
                ERR.print(f"earshot: metrics: {look.name}: {error}", markup=False)
        now = time.monotonic()
        return now + max(look.every, (now - began) / MOST_SHARE)
