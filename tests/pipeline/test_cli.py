"""One program: help that teaches, exit codes, one line for a person's mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import COMMANDS
from tests.cli import earshot, environment

pytestmark = pytest.mark.slow


def test_help_names_every_command_and_the_exit_codes(tmp_path: Path) -> None:
    done = earshot(tmp_path, "--help")
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert [name for name in COMMANDS if f"  {name} " not in shown] == []
    assert "3 a service is" in " ".join(shown.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, name: str) -> None:
    done = earshot(tmp_path, name, "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.decode().split()) > 20


@pytest.mark.parametrize(
    ("arguments", "more", "code", "words"),
    [
        (("sing",), {}, 2, "No such command 'sing'"),
        (("status",), {}, 2, "nothing is stored"),
        (("sql", "SELECT 1"), {}, 2, "start with `earshot import`"),
        (("import", "nowhere.jsonl"), {}, 2, "nowhere.jsonl does not exist"),
        (("import",), {}, 2, "Missing argument"),
        (("status",), {"EARSHOT_PROT": "1"}, 2, "unknown setting 'prot'"),
        (
            ("run",),
            {"EARSHOT_WAREHOUSE": "mysql://x"},
            2,
            "clickhouse://user:password@host:port,host:port/database",
        ),
        (("verify",), {"EARSHOT_WAREHOUSE": "clickhouse://127.0.0.1:1/x"}, 3, "127.0.0.1:1"),
        (("dead-letters", "show", "5"), {}, 2, "there is no dead letter 5"),
        (("dead-letters", "show", "99999999999999999999"), {}, 2, "there is no dead letter 9"),
        (
            ("run",),
            {"EARSHOT_HOST": "192.0.2.1", "EARSHOT_PORT": "0", "EARSHOT_OPEN_PAGE": "true"},
            2,
            "choose another with EARSHOT_HOST",
        ),
    ],
)
def test_a_mistake_is_one_line_and_never_a_traceback(
    tmp_path: Path, arguments: tuple[str, ...], more: dict[str, str], code: int, words: str
) -> None:
    done = earshot(tmp_path / "home", *arguments, settings=more)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (code, b"")
    assert words in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) <= 4  # click adds how to get help


@pytest.mark.parametrize(("where", "code"), [("<&-", 0), (">&-", 0), (">/dev/full", 3)])
def test_without_input_output_or_room_there_is_no_traceback(tmp_path: Path, where: str, code: int) -> None:
    command = f"echo hi | {sys.executable} -m pipeline tag {where}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment(tmp_path), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr
