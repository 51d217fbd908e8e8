"""Starting, ending and pausing a server by its folder."""

import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from deploy.services.ports import LOOPBACK, free_port, is_free, two_free_ports
from deploy.services.process import Process
from deploy.services.service import running
from schemas.errors import Unavailable
from tests.services.echo import PROGRAM, Echo

pytestmark = pytest.mark.slow


def test_it_answers_once_started_and_not_once_killed(tmp_path: Path) -> None:
    with running(Echo(tmp_path)) as echo:
        assert echo.says() == "hear, hear"
        echo.kill()
        assert echo.says() == ""
        assert echo.pid is None


@pytest.mark.parametrize("end", [Echo.kill, Echo.stop])
def test_it_starts_again_on_its_port(tmp_path: Path, end: Callable[[Echo], None]) -> None:
    with running(Echo(tmp_path)) as echo:
        port, pid = echo.port, echo.pid
        end(echo)
        echo.start()
        assert echo.answers()
        assert echo.port == port
        assert echo.pid != pid


def test_starting_what_runs_changes_nothing(tmp_path: Path) -> None:
    with running(Echo(tmp_path)) as echo:
        pid = echo.pid
        echo.start()
        assert echo.pid == pid


def test_whoever_names_the_folder_may_end_it(tmp_path: Path) -> None:
    with running(Echo(tmp_path)) as echo:
        Echo(tmp_path).stop()
        assert echo.pid is None


def test_it_ends_with_its_block_whatever_is_raised(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), running(Echo(tmp_path)) as echo:
        raise ZeroDivisionError
    assert echo.pid is None


def test_a_paused_server_keeps_its_connections_and_says_nothing(tmp_path: Path) -> None:
    with running(Echo(tmp_path)) as echo:
        echo.pause()
        assert not echo.answers()
        assert echo.pid
        echo.resume()
        assert echo.answers()
        echo.pause()
        echo.stop()
        assert echo.pid is None


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    echo = Echo(tmp_path)
    with (
        closing(socket.create_server((LOOPBACK, echo.port))),
        pytest.raises(Unavailable, match=str(echo.port)),
    ):
        echo.start()


def test_a_server_that_ends_at_once_has_the_last_word(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no room left"):
        Echo(tmp_path, program="print('no room left')").start()


def test_what_does_not_leave_is_killed(tmp_path: Path) -> None:
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN){PROGRAM}"
    with running(Echo(tmp_path, program=deaf, grace=0.2)) as echo:
        echo.stop()
        assert echo.pid is None


def test_what_never_answers_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with (
        pytest.raises(Unavailable, match="did not answer"),
        running(Echo(tmp_path, program="import time; time.sleep(60)", patience=0.2)),
    ):
        pass


def test_asking_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    echo = Echo(tmp_path / "none")
    assert echo.pid is None
    echo.stop()
    echo.kill()
    echo.pause()
    assert not echo.folder.exists()


def test_a_number_given_to_another_process_is_left_alone(tmp_path: Path) -> None:
    with running(Echo(tmp_path)) as echo:
        assert echo.pid
        former = Process(echo.pid, born=1)
        assert not former.lives()
        former.send(signal.SIGKILL)
        assert echo.answers()


def test_a_dead_child_leaves_no_zombie(tmp_path: Path) -> None:
    with running(Echo(tmp_path)) as echo:
        pid = echo.pid
        echo.kill()
        with pytest.raises(ProcessLookupError):
            os.kill(pid or 0, 0)


def test_its_state_is_whole_at_any_moment(tmp_path: Path) -> None:
    with running(Echo(tmp_path)) as echo:
        assert msgspec.json.decode((tmp_path / "state.json").read_bytes())["process"]["pid"] == echo.pid


def test_ports_are_free_and_not_lent_to_clients() -> None:
    lent = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    port, other = two_free_ports()
    assert port != other
    assert is_free(port)
    assert port < lent or lent < 11_000
    taken = free_port()
    with closing(socket.create_server((LOOPBACK, taken))):
        assert not is_free(taken)
