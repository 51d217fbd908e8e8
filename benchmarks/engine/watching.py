"""Processes of a run: started, watched and ended. What each used is read from the kernel."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from schemas.errors import Unavailable

ROOT: Final = Path(__file__).parents[2]
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_LEAVES_WITHIN: Final = 20.0
_SAID: Final = 2_000  # last characters of what a process wrote before it failed


class Used(NamedTuple):
    """Seconds of processor time of all its threads, and MiB that it held at its peak."""

    cpu: float
    peak: int


def used(pid: int) -> Used:
    """What a living process has used so far; nothing of one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return Used(0.0, 0)
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
    return Used((int(fields[11]) + int(fields[12])) / _TICKS, int(peak) // 1024)


class Watched:
    """A Python module as a process of its own; what it writes goes to a file."""

    def __init__(
        self, module: Sequence[str], python: str, environment: Mapping[str, str], output: Path
    ) -> None:
        self._output = output
        self.used = Used(0.0, 0)
        with output.open("wb") as out:
            self._process = subprocess.Popen(  # noqa: S603 - our own modules
                [python, "-m", *module],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def watch(self) -> bool:
        """Note what it uses; whether it still runs. Unavailable when it failed."""
        now = used(self.pid)  # a process that has ended holds no memory
        self.used = Used(max(self.used.cpu, now.cpu), max(self.used.peak, now.peak))
        code = self._process.poll()
        if code:
            raise Unavailable(f"{self._process.args!r} ended with {code}:\n{self.said[-_SAID:]}")
        return code is None

    def end(self) -> None:
        """As an operator would, and by force after 20 s."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_LEAVES_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def said(self) -> str:
        return self._output.read_text(errors="replace")

    def answer(self) -> bytes:
        """The JSON line it printed."""
        lines = [line for line in self.said.splitlines() if line.startswith("{")]
        if not lines:
            raise Unavailable(f"{self._process.args!r} printed no figures:\n{self.said[-_SAID:]}")
        return lines[-1].encode()
