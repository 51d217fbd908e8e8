"""Workers as processes of their own: started with settings, told by signals, each with a log file, all gone at the end."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.cli import environment

ROOT: Final = Path(__file__).parents[2]
SHIPPED: Final = ("-m", "pipeline", "worker")
_TICK: Final = 0.25
_LAST: Final = 30  # lines of a worker's own words that a failing test shows


class Stuck(AssertionError):
    """Something did not come about in time, or a worker ended that should have lived."""


@dataclass(slots=True)
class Worker:
    """One process. Signals to one that has ended do nothing."""

    process: subprocess.Popen[bytes]
    log: Path
    mortal: bool
    """It is to end by itself, at a failpoint."""

    @property
    def pid(self) -> int:
        return self.process.pid

    def lives(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """As a power cut would."""
        self._send(signal.SIGKILL)
        self.process.wait(10)

    def pause(self) -> None:
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        self._send(signal.SIGCONT)

    def leave(self, seconds: float) -> int:
        """Ask it to go, as a supervisor would; its exit code. Stuck when it stays."""
        self._send(signal.SIGTERM)
        return self.ends(seconds)

    def ends(self, seconds: float) -> int:
        """Its exit code, when it ends within `seconds`; -9 for a kill."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Stuck(f"worker {self.pid} lives after {seconds} s. It said:\n{self.last_words()}") from None

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def last_words(self) -> str:
        return "\n".join(self.said().splitlines()[-_LAST:])

    def _send(self, number: signal.Signals) -> None:
        if self.lives():
            self.process.send_signal(number)


@dataclass(slots=True)
class Fleet:
    """All workers of one test. `settings` are EARSHOT_* by their lower-case names; use it with `with`."""

    folder: Path
    settings: Mapping[str, str]
    workers: list[Worker] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.workers:
            if worker.lives():
                worker.process.kill()
        for worker in self.workers:
            worker.process.wait(10)

    def start(self, program: Sequence[str] = SHIPPED, *, failpoint: str = "", **more: str) -> Worker:
        """A worker, at once; it needs seconds until it works. `more` are settings of this one alone."""
        number = len(self.workers) + 1
        log = self.folder / f"worker-{number}.log"
        given = {**self.settings, **more} | ({"failpoint": failpoint} if failpoint else {})
        named = {f"EARSHOT_{name.upper()}": value for name, value in given.items()}
        with log.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, *program],
                cwd=self.folder,
                env=environment(self.folder / "home", named)
                | {"PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        worker = Worker(process, log, mortal=bool(failpoint))
        self.workers.append(worker)
        return worker

    def living(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.lives()]

    def until(self, done: Callable[[], bool], what: str, seconds: float) -> float:
        """Wait until `done`; the seconds it took. Stuck after `seconds`, or when a worker ends by itself meanwhile."""
        began = time.monotonic()
        lived = [worker for worker in self.living() if not worker.mortal]
        while not done():
            fallen = [worker for worker in lived if not worker.lives()]
            if fallen:
                raise Stuck(f"a worker ended with {fallen[0].process.returncode}:\n{fallen[0].last_words()}")
            if time.monotonic() - began > seconds:
                words = "\n---\n".join(worker.last_words() for worker in self.workers[-3:])
                raise Stuck(f"not within {seconds} s: {what}. The workers said:\n{words}")
            time.sleep(_TICK)
        return time.monotonic() - began

    def everybody_leaves(self, seconds: float = 15) -> list[int]:
        """All go as a supervisor asks them to; their exit codes."""
        for worker in self.living():
            worker._send(signal.SIGTERM)
        return [worker.ends(seconds) for worker in self.workers if not worker.mortal]
