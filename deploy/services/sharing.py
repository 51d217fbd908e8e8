"""A server that several processes use at once. It lives from the first to the last of them, however they end."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from deploy.services.jars import ROOT, locked
from deploy.services.service import Service, kill_in

_Shared = TypeVar("_Shared", bound=Service)


@contextmanager
def shared(service: _Shared) -> Iterator[_Shared]:
    """The service runs inside the block; whoever comes first starts it. Nobody may stop, kill or pause it.

    Each user holds a shared lock on `users`, which the kernel takes from a process that dies. A keeper waits for
    the lock of one alone, so it gets it when nobody is left, and ends the server then.
    """
    service.folder.mkdir(parents=True, exist_ok=True)
    with (service.folder / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with locked(service.folder / "starting"):
            if service.pid is None:
                _keep(service.folder)
            service.start()
        yield service


def _keep(folder: Path) -> None:
    """Forked twice, so that the keeper is nobody's child and outlives us."""
    command = ("setsid", "--fork", sys.executable, "-m", __name__, str(folder.absolute()))
    nothing = subprocess.DEVNULL
    subprocess.run(command, check=True, cwd=ROOT, stdin=nothing, stdout=nothing, stderr=nothing)


def main(folder: Path) -> None:
    with (folder / "users").open() as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        kill_in(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
