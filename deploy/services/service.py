"""A server in a folder of its own: started, stopped, killed, paused, and started again on the same data and ports."""

import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final, TypeVar

import msgspec

from deploy.services.ports import is_free, two_free_ports
from deploy.services.process import Process, started
from schemas.errors import Unavailable

_STATE: Final = "state.json"
_CLOSING: Final = 2.0
"""Seconds that a machine under load may take to give a dead server's port back."""
_TICK: Final = 0.1
_LAST: Final = 12  # lines of a server's own words that a person gets to see


class State(msgspec.Struct, frozen=True):
    """What the folder remembers of the server: its ports for good, and its last process."""

    ports: tuple[int, int]
    process: Process | None = None


@dataclass(frozen=True)
class Service(ABC):
    """A server whose data, settings and state lie in `folder`; whoever names the folder has the same server."""

    folder: Path
    patience: float = field(
        default=120, kw_only=True
    )  # seconds until it answers; a busy machine takes its time
    grace: float = field(default=10, kw_only=True)  # seconds until it has left
    name: ClassVar[str]

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The program and its arguments, with its settings written to the folder; Unavailable when it is missing."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server does what it was asked now, within a second or two."""

    @property
    def port(self) -> int:
        return self._state().ports[0]

    @property
    def side_port(self) -> int:
        """The second port: of Kafka's controller, of ClickHouse's HTTP."""
        return self._state().ports[1]

    @property
    def pid(self) -> int | None:
        """Of the living process; None when there is none."""
        process = self._process()
        return process.pid if process and process.lives() else None

    @property
    def output(self) -> Path:
        """What the server says of itself."""
        return self.folder / "output"

    def start(self) -> None:
        """The server answers when this returns. If it runs already, this only waits.

        Unavailable when its program is missing, a port was taken, it ended (with its last words) or it does not
        answer in time; in that last case it is left running.
        """
        process = self._process()
        if process is None or not process.lives():
            process = self._started()
        self._wait(process)

    def stop(self) -> None:
        """End it as an operator would; what does not leave within `grace` is killed."""
        self._end(signal.SIGTERM, signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let it stand still with its connections open (SIGSTOP), until `resume`."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        self._send(signal.SIGCONT)

    def _started(self) -> Process:
        ports = self._state().ports
        closing = time.monotonic() + _CLOSING
        for port in ports:
            while not is_free(port) and time.monotonic() < closing:
                time.sleep(_TICK)
            if not is_free(port):
                raise Unavailable(
                    f"{self.name}: its port {port} is taken; end that program or remove {self.folder}"
                )
        process = started(self.command(), self.output)
        self._remember(State(ports, process))
        return process

    def _end(self, *signals: signal.Signals) -> None:
        process = self._process()
        if process is None:
            return
        for number in signals:
            process.send(number)
        if not process.ends_within(self.grace):
            process.send(signal.SIGKILL)
            process.ends_within(self.grace)

    def _send(self, number: signal.Signals) -> None:
        process = self._process()
        if process:
            process.send(number)

    def _wait(self, process: Process) -> None:
        deadline = time.monotonic() + self.patience
        while not self.answers():
            if not process.lives():
                raise Unavailable(f"{self.name} ended as it started. It said:\n{self._last_words()}")
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"{self.name} did not answer within {self.patience:.0f} s; it writes to {self.output}"
                )
            time.sleep(_TICK)

    def _last_words(self) -> str:
        lines = self.output.read_text(errors="replace").splitlines()
        return "\n".join(lines[-_LAST:])

    def _process(self) -> Process | None:
        state = _recalled(self.folder)
        return state.process if state else None

    def _state(self) -> State:
        """Chosen and remembered when the folder is new."""
        known = _recalled(self.folder)
        if known is None:
            known = State(two_free_ports())
            self._remember(known)
        return known

    def _remember(self, state: State) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        whole = self.folder / "state.new"
        whole.write_bytes(msgspec.json.encode(state))
        whole.replace(self.folder / _STATE)


_Service = TypeVar("_Service", bound=Service)


@contextmanager
def running(service: _Service) -> Iterator[_Service]:
    """The service runs inside the block and is killed at its end."""
    try:
        service.start()
        yield service
    finally:
        service.kill()


def kill_in(folder: Path) -> None:
    """Kill the server of this folder, whichever it is."""
    state = _recalled(folder)
    if state and state.process:
        state.process.send(signal.SIGKILL)


def _recalled(folder: Path) -> State | None:
    try:
        return msgspec.json.decode((folder / _STATE).read_bytes(), type=State)
    except FileNotFoundError:
        return None
