"""`earshot dead-letters replay`: what is fine now is sent once, however often it is asked for."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from pipeline.commands.dead_letters import command
from pipeline.log import SqliteLog
from pipeline.ports import NewRecord
from schemas.interactions import DeadLetter
from schemas.topics import CALLS, DEAD_LETTERS
from tests.bad_input import call


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    """With two letters: number 0 is still broken, number 1 is fine now."""
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        log.append([letter(b"broken [/red] \x1b[31m"), letter(call())])
        yield log


def letter(value: bytes, replays: int = 0) -> NewRecord:
    found = DeadLetter(
        reason="[/x]", place="$", source="[bold]", value=value, origin=str(replays), replays=replays
    )
    return NewRecord(DEAD_LETTERS, b"", msgspec.json.encode(found))


def run(home: Path, *arguments: str) -> str:
    done = CliRunner().invoke(command, arguments, env={"EARSHOT_HOME": str(home)}, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_a_dry_run_sends_nothing_and_all_sends_each_letter_once(tmp_path: Path, log: SqliteLog) -> None:
    assert "1 would be sent again" in run(tmp_path, "replay", "--all", "--dry-run")
    assert log.end(CALLS) == 0
    assert "1 sent again" in run(tmp_path, "replay", "--all")
    assert "0 sent again" in run(tmp_path, "replay", "--all")
    assert [record.value for record in log.read(CALLS, 0, 9)] == [call()]


def test_a_number_may_be_sent_again_by_name_and_counts_once_a_call(tmp_path: Path, log: SqliteLog) -> None:
    for sent in (1, 2):
        assert "1 sent again" in run(tmp_path, "replay", "1", "1")
        assert log.end(CALLS) == sent
    assert "0 sent again" in run(tmp_path, "replay", "0")


def test_one_that_came_back_five_times_is_left(tmp_path: Path, log: SqliteLog) -> None:
    log.append([letter(call(), replays=5)])
    assert "sent 5 times already; left" in run(tmp_path, "replay", "2")
    assert log.end(CALLS) == 0


def test_letters_are_shown_as_they_are_and_cannot_steer_the_terminal(tmp_path: Path, log: SqliteLog) -> None:
    assert log.end(DEAD_LETTERS) == 2
    shown = run(tmp_path, "list") + run(tmp_path, "show", "0")
    assert [text for text in ("[/x]", "[bold]", "[/red]", "\\u001b") if text not in shown] == []
    assert "\x1b" not in shown
    assert [json.loads(line)["number"] for line in run(tmp_path, "list", "--json").splitlines()] == [0, 1]
