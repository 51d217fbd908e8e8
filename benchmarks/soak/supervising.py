"""What a supervisor does in production: a worker that has ended is started again."""

import time
from dataclasses import dataclass, field
from typing import Final

from benchmarks.soak.judging import arrived
from tests.proof.field import Field
from tests.proof.workers import Stuck, Worker

_AGAIN: Final = 1.0  # seconds before another try
_COMES_UP: Final = 60.0  # seconds until a worker has stored something, at most


@dataclass(slots=True)
class Supervisor:
    """Keeps `count` workers alive, each with these settings over the field's."""

    trial: Field
    count: int = 2
    settings: dict[str, str] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    """Exit codes of the workers that ended by themselves, the oldest first."""
    _kept: list[Worker] = field(default_factory=list)
    _last: float = 0.0

    def tend(self) -> None:
        """Start what is missing; call it often."""
        gone = [worker for worker in self._kept if not worker.lives()]
        self.ended += [worker.process.returncode for worker in gone]
        self._kept = [worker for worker in self._kept if worker.lives()]
        if len(self._kept) < self.count and time.monotonic() - self._last > _AGAIN:
            self._last = time.monotonic()
            self._kept += [self._start() for _ in range(self.count - len(self._kept))]

    def kill(self, worker: Worker) -> None:
        """It counts as killed, not as ended by itself."""
        worker.kill()
        self._kept.remove(worker)

    @property
    def workers(self) -> list[Worker]:
        return [worker for worker in self._kept if worker.lives()]

    def rest(self, seconds: float) -> None:
        """Let time pass, with the workers tended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.tend()
            time.sleep(0.1)

    def under_way(self) -> None:
        """They work, and something is stored: whatever happens now happens to a worker in the midst of its work."""
        self.rest(5)
        deadline = time.monotonic() + _COMES_UP
        while time.monotonic() < deadline and not arrived(self.trial):
            self.rest(0.5)

    def fallen(self) -> str:
        """What is wrong where workers had no reason to end; empty when none did."""
        return f"workers ended by themselves with {self.ended}" if self.ended else ""

    def drained(self, seconds: float = 120) -> float:
        """Tend the workers until nothing waits; the seconds it took. Stuck when something waits for longer."""
        began = time.monotonic()
        while True:
            self.tend()
            if self.trial.broker.lag() == 0:
                return time.monotonic() - began
            if time.monotonic() - began > seconds:
                words = "\n---\n".join(worker.last_words() for worker in self.trial.fleet.workers[-2:])
                raise Stuck(
                    f"{self.trial.broker.lag()} records wait after {seconds:.0f} s; workers ended with {self.ended}."
                    f" They said:\n{words}"
                )
            time.sleep(0.2)

    def _start(self) -> Worker:
        worker = self.trial.fleet.start(**self.settings)
        worker.mortal = True  # its end is ours to deal with
        return worker
