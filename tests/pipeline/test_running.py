"""One process a home: the second is told who is there, and a dead one leaves no trace."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import pytest

from pipeline.running import claim, running
from schemas.errors import Misused, Unavailable

HOLD = "import sys, time, pathlib; from pipeline.running import claim\nwith claim(pathlib.Path(sys.argv[1]), 'run') as held:\n    held.serves('http://127.0.0.1:9'); print('held', flush=True); time.sleep(60)"


def test_the_second_is_told_who_holds_the_home(tmp_path: Path) -> None:
    with claim(tmp_path, "import"):
        with (
            pytest.raises(Unavailable, match=rf"process {os.getpid()} \(earshot import\)"),
            claim(tmp_path, "run"),
        ):
            pass
        assert running(tmp_path) is not None
    assert running(tmp_path) is None
    with claim(tmp_path, "run"):
        pass


def test_a_killed_holder_leaves_the_home_free_and_its_token_to_the_owner_alone(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        found = running(tmp_path)
        assert found is not None
        assert (found.pid, found.url) == (holder.pid, "http://127.0.0.1:9")
        assert (tmp_path / "running.json").stat().st_mode & 0o077 == 0
        with pytest.raises(Unavailable, match="does not answer"):
            found.ask("/admin/ask", b"SELECT 1")
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        if holder.stdout:
            holder.stdout.close()
    for _ in range(50):
        if running(tmp_path) is None:
            break
        time.sleep(0.1)
    assert running(tmp_path) is None


def test_a_home_that_cannot_be_written_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="set EARSHOT_HOME"), claim(tmp_path / "file" / "home", "run"):
        pass


@pytest.mark.parametrize("name", ["lock", "running.json"])
def test_what_cannot_be_used_in_a_home_is_said_with_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(Misused, match="set EARSHOT_HOME"), claim(tmp_path, "run"):
        pass


def test_a_damaged_note_of_the_holder_does_not_hide_that_there_is_one(tmp_path: Path) -> None:
    with claim(tmp_path, "import"):
        (tmp_path / "running.json").write_bytes(b"\xff{")
        with pytest.raises(Unavailable, match="another process"), claim(tmp_path, "run"):
            pass


def test_those_who_only_look_do_not_keep_a_process_from_starting(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    with (tmp_path / "lock").open() as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        assert running(tmp_path) is None
        gone = Timer(0.1, lambda: fcntl.flock(looking, fcntl.LOCK_UN))
        gone.start()
        with claim(tmp_path, "run"):
            gone.join()
