"""A failpoint acts once, at its time; a wrong one stops the start."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.failpoints import POINTS, Reached, armed, nowhere
from pipeline.settings import Settings, load
from schemas.errors import Misused

ROOT = Path(__file__).resolve().parents[2]


def test_without_the_variable_nothing_is_called() -> None:
    assert armed({}) is nowhere
    assert armed({"EARSHOT_FAILPOINT": ""}) is nowhere
    nowhere("anything")


def test_it_acts_at_the_nth_time_and_only_then() -> None:
    told: list[str] = []
    reached = armed({"EARSHOT_FAILPOINT": "after_fact:3:raise"}, told.append)
    for point in POINTS:
        if point != "after_fact":
            reached(point)
    reached("after_fact")
    reached("after_fact")
    assert told == []
    with pytest.raises(Reached):
        reached("after_fact")
    assert told == ["after_fact"]
    reached("after_fact")
    assert told == ["after_fact"]


def test_sleep_holds_the_thread() -> None:
    reached = armed({"EARSHOT_FAILPOINT": "before_ack:1:sleep:0.05"})
    begun = time.monotonic()
    reached("before_ack")
    assert time.monotonic() - begun >= 0.05


def test_kill_leaves_no_time_to_flush() -> None:
    code = (
        "import os; from pipeline.failpoints import armed; reached = armed(os.environ)\n"
        "print('kept back', end='')\nreached('mid_fact'); reached('mid_fact')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={"EARSHOT_FAILPOINT": "mid_fact:2:kill", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout == b""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("after_fcat:1:kill", "no point"),
        ("after_fact", "name:n:action"),
        ("after_fact:0:kill", "name:n:action"),
        ("after_fact:-1:kill", "name:n:action"),
        ("after_fact:²:kill", "name:n:action"),
        ("after_fact:1", "action is"),
        ("after_fact:1:stop", "action is"),
        ("after_fact:1:sleep", "action is"),
        ("after_fact:1:sleep:", "action is"),
        ("after_fact:1:sleep:.", "action is"),
        ("after_fact:1:sleep:nan", "action is"),
        ("after_fact:1:sleep:1e9", "action is"),
        ("after_fact:1:sleep:9999", "action is"),
        ("after_fact:1:kill:now", "action is"),
    ],
)
def test_a_wrong_one_is_misuse(text: str, words: str) -> None:
    with pytest.raises(Misused, match=words):
        armed({"EARSHOT_FAILPOINT": text})


def test_a_point_the_code_misspells_is_found_by_any_armed_run() -> None:
    with pytest.raises(Misused, match="after_fcat"):
        armed({"EARSHOT_FAILPOINT": "after_fact:1:kill"})("after_fcat")


def test_the_variable_is_no_setting() -> None:
    assert load({"EARSHOT_FAILPOINT": "after_fact:1:kill"}) == Settings()
