"""The command as people call it: a process of its own, with a home of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

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
