"""Where a worker's time goes: who holds the interpreter's lock, which all its threads share.

What C does while it holds the lock counts for the Python module that called it; waiting, and C without the lock, do not.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.engine.watching import ROOT

_FRAME: Final = re.compile(r"^(?P<what>.*) \((?P<file>[^()]*?)(?::\d+)?\)$")
_PACKAGE: Final = re.compile(r"site-packages/(?P<name>[^/.]+)")
_RATE: Final = 100  # samples a second
_SHOWN: Final = 20


class Share(msgspec.Struct, frozen=True):
    """How much of the samples fell to `module`, in percent."""

    module: str
    percent: float


class Profile(msgspec.Struct, frozen=True):
    """`modules`: the busiest ones. `areas`: the same by package, all of them."""

    samples: int
    areas: tuple[Share, ...]
    modules: tuple[Share, ...]


def record(program: Path, pid: int, seconds: int, file: Path) -> Profile:
    """Watch the process for so long. CalledProcessError where the kernel does not let py-spy look."""
    asked = ["--pid", str(pid), "--duration", str(seconds), "--rate", str(_RATE), "--format", "raw"]
    asked += ["--gil", "--full-filenames"]
    subprocess.run(  # noqa: S603 - a program of the locked packages
        [program, "record", *asked, "--output", file],
        check=True,
        capture_output=True,
        timeout=seconds + 60,
    )
    return summary(file.read_text(encoding="utf-8").splitlines())


def summary(lines: Iterable[str]) -> Profile:
    """Of collapsed stacks: `frame;frame;frame count`, the outermost frame first."""
    modules: Counter[str] = Counter()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        modules[module_of(stack.rpartition(";")[2])] += int(count)
    areas: Counter[str] = Counter()
    for module, samples in modules.items():
        areas[area_of(module)] += samples
    return Profile(modules.total(), _shares(areas), _shares(modules)[:_SHOWN])


def module_of(frame: str) -> str:
    """The file of a frame as people name it: of ours the path, of a package its name, else `python`."""
    found = _FRAME.match(frame)
    file = found["file"] if found else ""
    if package := _PACKAGE.search(file):
        return package["name"]
    ours = file.removeprefix(f"{ROOT}/")
    return ours if ours.startswith(("agents/", "pipeline/", "schemas/")) else "python"


def area_of(module: str) -> str:
    """The folder of a module of ours, two levels deep; a package is its own area."""
    return "/".join(module.split("/")[:-1][:2]) or module


def _shares(counts: Counter[str]) -> tuple[Share, ...]:
    total = max(1, counts.total())
    return tuple(Share(name, round(100 * count / total, 1)) for name, count in counts.most_common())
