"""A server shared by processes: one start, and an end when the last of them is gone, however it went."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.services.jars import ROOT
from deploy.services.sharing import shared
from tests.services.echo import Echo

USER = """
import sys
from pathlib import Path
from deploy.services.sharing import shared
from tests.services.echo import Echo
with shared(Echo(Path(sys.argv[1]))) as echo:
    print(echo.pid, flush=True)
    sys.stdin.read()
"""


@contextmanager
def _user(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that uses the server, and the server's number as it sees it."""
    with subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as user:
        assert user.stdout
        yield user, int(user.stdout.readline())
        user.kill()


def _is_gone(echo: Echo) -> bool:
    deadline = time.monotonic() + 60
    while echo.pid and time.monotonic() < deadline:
        time.sleep(0.05)
    return echo.pid is None


def test_it_outlives_its_starter_and_ends_with_its_last_user(tmp_path: Path) -> None:
    with _user(tmp_path) as (starter, pid):
        with shared(Echo(tmp_path)) as echo:
            assert echo.pid == pid
            starter.kill()
            starter.wait()
            assert echo.answers()
        assert _is_gone(echo)


def test_it_ends_when_its_only_user_was_killed(tmp_path: Path) -> None:
    with _user(tmp_path) as (user, _pid):
        assert Echo(tmp_path).answers()
        user.kill()
    assert _is_gone(Echo(tmp_path))


def test_who_comes_after_the_end_starts_it_anew(tmp_path: Path) -> None:
    with shared(Echo(tmp_path)) as echo:
        pid, port = echo.pid, echo.port
    assert _is_gone(echo)
    with shared(Echo(tmp_path)) as echo:
        assert echo.answers()
        assert echo.pid != pid
        assert echo.port == port
    assert _is_gone(echo)
