"""An installation without the extra `distributed`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import environment

pytestmark = pytest.mark.slow

CALL = "import sys; sys.modules['kafka'] = None; sys.argv = ['earshot', *sys.argv[1:]]; from pipeline.__main__ import main; main()"


@pytest.mark.parametrize("arguments", [("lag",), ("dead-letters", "list")])
def test_a_missing_client_is_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALL, *arguments],
        env=environment(tmp_path, {"EARSHOT_BROKERS": "kafka://one:9092"}),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"earshot: kafka is not installed; install earshot[distributed]\n"


@pytest.mark.parametrize("command", ["topics", "lag", "rewind"])
def test_without_brokers_the_commands_of_kafka_say_what_they_need(tmp_path: Path, command: str) -> None:
    more = {"topics": ("plan",), "lag": (), "rewind": ("--to", "earliest")}[command]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", command, *more],
        env=environment(tmp_path),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"earshot: EARSHOT_BROKERS is empty")
