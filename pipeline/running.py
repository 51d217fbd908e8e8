"""One process a home runs the agents and holds the warehouse; the others find it and ask it."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import msgspec

from pipeline.files import home_of
from schemas.errors import Misused, Unavailable


class Running(msgspec.Struct, frozen=True):
    """The process that holds a home. `url` is empty while it serves nothing."""

    pid: int
    command: str
    url: str = ""
    token: str = ""

    def ask(self, path: str, body: bytes = b"{}", patience: float = 60) -> bytes:
        """What the process answers to a question of its own people, within so many seconds."""
        request = Request(  # noqa: S310 - the address is our own, from a file only its owner can write
            self.url + path, data=body, headers={"Authorization": f"Bearer {self.token}"}
        )
        try:
            with urlopen(request, timeout=patience) as answer:  # noqa: S310
                return bytes(answer.read())
        except HTTPError as error:
            raise Misused(error.read().decode(errors="replace").strip() or str(error)) from None
        except (URLError, OSError) as error:
            raise Unavailable(
                f"process {self.pid} ({self.command}) does not answer at {self.url}: {error}"
            ) from None


class Held:
    """The claim on a home, while it lasts."""

    def __init__(self, file: Path, command: str) -> None:
        self._file = file
        self._command = command
        self.token = secrets.token_urlsafe(24)

    def serves(self, url: str) -> None:
        """Tell the other commands where to ask."""
        self.write(Running(os.getpid(), self._command, url, self.token))

    def write(self, running: Running) -> None:
        try:
            with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(msgspec.json.encode(running))
        except OSError as error:
            raise _closed(self._file, error) from None


@contextmanager
def claim(home: Path, command: str) -> Iterator[Held]:
    """Hold `home` until the block ends; Unavailable with the holder's pid when another process does.

    The lock is the kernel's: it goes with the process, however that ends.
    """
    home_of(home)
    with _lock_of(home, "a+") as lock:
        try:
            _take(lock)
        except BlockingIOError:
            holder = _read(home)
            who = f"process {holder.pid} (earshot {holder.command})" if holder else "another process"
            raise Unavailable(
                f"{who} is at work in {home}; stop it, or set EARSHOT_HOME to another folder"
            ) from None
        held = Held(home / "running.json", command)
        held.write(Running(os.getpid(), command))
        try:
            yield held
        finally:
            (home / "running.json").unlink(missing_ok=True)


def running(home: Path) -> Running | None:
    """The process that holds `home` now; None when nobody does."""
    try:
        file = _lock_of(home, "r")
    except FileNotFoundError:
        return None
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(home)
    return None


def _lock_of(home: Path, mode: str) -> IO[str]:
    """FileNotFoundError where there is none to read; Misused where it is not ours."""
    try:
        return (home / "lock").open(mode)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(home) from None
    except OSError as error:
        raise _closed(home / "lock", error) from None


def _closed(file: Path, error: OSError) -> Misused:
    return Misused(
        f"cannot use {file}: {error.strerror}; make room and see whose it is, or set EARSHOT_HOME to another folder"
    )


def _take(lock: IO[str]) -> None:
    """Wait a moment for those who only look who is there; BlockingIOError when somebody stays."""
    for pause in (0.05, 0.1, 0.2):
        with suppress(BlockingIOError):
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(pause)
    return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read(home: Path) -> Running | None:
    try:
        return msgspec.json.decode((home / "running.json").read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None
