"""`earshot passwords`, as people call it, and what `earshot run` says without a door."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.signin.passwords import Passwords, read
from tests.cli import earshot, environment

pytestmark = pytest.mark.slow


def test_people_come_and_go(tmp_path: Path) -> None:
    done = earshot(
        tmp_path,
        "passwords",
        "set",
        "王芳",
        "--role",
        "steward",
        given="一个很长的密码，十二个字以上\n".encode(),
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert "王芳 signs in as steward" in done.stderr.decode()
    assert (
        earshot(tmp_path, "passwords", "set", "Bob", "--role", "reader", given=b"long enough 1\n").returncode
        == 0
    )
    listed = earshot(tmp_path, "passwords", "list", "--json").stdout.decode().splitlines()
    assert [json.loads(line) for line in listed] == [
        {"name": "bob", "role": "reader"},
        {"name": "王芳", "role": "steward"},
    ]
    assert "argon2" not in earshot(tmp_path, "passwords", "list").stdout.decode()
    assert earshot(tmp_path, "passwords", "remove", "BOB").returncode == 0
    assert earshot(tmp_path, "passwords", "remove", "BOB").returncode == 2
    assert list(read(tmp_path / "passwords")) == ["王芳"]


@pytest.mark.parametrize(
    "arguments",
    [("set", "ann"), ("set", "ann", "--role", "king"), ("set", "ann", "secret", "--role", "reader")],
)
def test_what_is_used_wrongly_writes_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert earshot(tmp_path, "passwords", *arguments, given=b"long enough 1\n").returncode == 2
    assert not (tmp_path / "passwords").exists()


def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pipeline", "passwords", "set", "ann", "--role", "reader"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(tmp_path), start_new_session=True
    ) as process:
        os.close(theirs)
        said = b""
        for prompt in (b"Password: ", b"confirmation: "):
            said += _until(ours, prompt)
            time.sleep(0.1)  # until the terminal's echo is off
            os.write(ours, b"long enough 1\n")
        said += _until(ours, b"signs in as reader")
        assert process.wait(20) == 0
    os.close(ours)
    assert b"long enough" not in said
    assert Passwords(tmp_path / "passwords").find("ann")


def _until(terminal: int, expected: bytes) -> bytes:
    said = b""
    while expected not in said:
        said += os.read(terminal, 1_024)
    return said


def test_a_page_for_others_wants_a_door(tmp_path: Path) -> None:
    for settings, said in (
        ({"EARSHOT_HOST": "0.0.0.0"}, "EARSHOT_SIGN_IN"),  # noqa: S104 - what is to be refused
        ({"EARSHOT_SIGN_IN": "passwords"}, "earshot passwords set"),
    ):
        done = earshot(tmp_path, "run", settings={"EARSHOT_PORT": "0", **settings})
        assert done.returncode == 2
        assert said in done.stderr.decode()
