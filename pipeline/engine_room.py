"""The embedded runner as a thread: works when there is something to do, rests when there is not."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from pipeline.embedded import Embedded
from pipeline.log import SqliteLog
from pipeline.terminal import ERR
from schemas.errors import Unavailable

REST: Final = 1.0  # seconds; another process may append to the log without ringing
LONGEST_WAIT: Final = 60.0
TRIM_EVERY: Final = 3_600  # rests


class EngineRoom:
    """Runs `engine` until told to stop. A bug ends it and calls `failed`; an unavailable store is waited for."""

    def __init__(self, engine: Embedded, log: SqliteLog, failed: Callable[[BaseException], None]) -> None:
        self._engine = engine
        self._log = log
        self._failed = failed
        self._work = Event()
        self._stop = Event()
        self._thread = Thread(target=self._run, name="engine")

    def start(self) -> None:
        self._thread.start()

    def ring(self) -> None:
        """There is something to do."""
        self._work.set()

    def stop(self) -> None:
        """End after the step at hand; returns when it has ended."""
        self._stop.set()
        self._work.set()
        if self._thread.is_alive():  # it never was where the address could not be had
            self._thread.join()

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException as error:  # noqa: BLE001 - a thread's bug must end the process, not only the thread
            self._failed(error)

    def _loop(self) -> None:
        wait, rests = REST, 0
        while not self._stop.is_set():
            try:
                while self._engine.step() and not self._stop.is_set():
                    wait = REST
                if rests % TRIM_EVERY == 0:
                    self._log.trim()
                rests += 1
            except Unavailable as error:
                ERR.print(f"earshot: {error}; trying again in {wait:.0f} s", markup=False)
                self._stop.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            self._work.wait(REST)
            self._work.clear()
