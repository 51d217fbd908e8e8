"""The command as people call it: a process of its own, with a home of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, NamedTuple

LONGEST_START: Final = 60.0
LONGEST_END: Final = 60.0
"""Seconds: a refresh at hand is waited for."""
ROOT = Path(__file__).parents[1]


def environment(home: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    own = {
        "EARSHOT_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
        "EARSHOT_HANDLE_SECRET": "of the tests alone",
    }
    return {**kept, **own, **(settings or {})}


def earshot(
    home: Path, *arguments: str, given: bytes = b"", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        env=environment(home, settings),
        input=given,
        capture_output=True,
        timeout=240,
        check=False,
    )


class Serving(NamedTuple):
    """`earshot run`, and where it says the page is."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def serving(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[Serving]:
    """`earshot run` from when it has told its address, on any free port unless `settings` name one, until the block ends.

    It must then end well, unless the block has ended it.
    """
    with TemporaryFile() as said:  # no pipe: nobody reads what it says later, and it would wait for a reader
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "run"],
            env=environment(home, {"EARSHOT_PORT": "0", **(settings or {})}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        try:
            yield Serving(_address(process, said.fileno()), process)
            lives = process.poll() is None
        finally:
            process.terminate()
            process.wait(LONGEST_END)
        assert not lives or process.returncode == 0, _words(said.fileno())


def _address(process: subprocess.Popen[bytes], said: int) -> str:
    until = time.monotonic() + LONGEST_START
    while not (found := re.search(r"the page is at (https?:[^\s;]+)[\s;]", _words(said))):
        assert process.poll() is None, _words(said)
        assert time.monotonic() < until, f"no address: {_words(said)}"
        time.sleep(0.05)
    return found[1]


def _words(said: int) -> str:
    return os.pread(said, 1_000_000, 0).decode(errors="replace")
