"""A process known by its number and its birth: numbers are given anew, so the number alone could name another's."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from schemas.errors import Unavailable

_TICK: Final = 0.05
_STATE, _THREADS, _BORN = 0, 17, 19  # fields of /proc/PID/stat behind the name in brackets


class Process(msgspec.Struct, frozen=True):
    """One process of this machine. It may be the child of another; it may be gone."""

    pid: int
    born: int  # ticks of the clock since the machine started

    def lives(self) -> bool:
        return _born(self.pid) == self.born

    def send(self, number: signal.Signals) -> None:
        """Nothing happens when the process is gone."""
        if self.lives():
            os.kill(self.pid, number)

    def ends_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.lives():
            if time.monotonic() > deadline:
                return False
            time.sleep(_TICK)
        return True


def started(command: Sequence[str], output: Path) -> Process:
    """A new process in a session of its own, so that Ctrl-C at the terminal does not reach it.

    What it says is added to the file `output`. It goes on when the caller ends.
    """
    written = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawn(
        command[0],
        tuple(command),
        {**os.environ, "TZ": "UTC"},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, output, written, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    return Process(pid, _born(pid) or 0)


def ran(command: Sequence[str], *, seconds: float) -> subprocess.CompletedProcess[str]:
    """A command that has come to its end, well or not, with what it said; Unavailable when it takes longer."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} did not end within {seconds:.0f} s") from None


def _born(pid: int) -> int | None:
    """When the process was born; None when there is none, or nothing but its entry in the kernel's table."""
    fields = _fields(pid)
    if not fields:
        return None
    # Killed threads may outlive the first one for a moment, and hold the ports.
    if fields[_STATE] == "Z" and int(fields[_THREADS]) <= 1:
        _bury(pid)
        return None
    return int(fields[_BORN])


def _fields(pid: int) -> list[str]:
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return said.rpartition(")")[2].split()


def _bury(pid: int) -> None:
    """A dead child keeps its entry until its parent has asked for it."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # somebody else's child
