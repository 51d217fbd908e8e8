"""Small files: in the home folder those that must be whole or absent, and how any is known to have changed."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from schemas.errors import Misused


def write_once(path: Path, text: str) -> None:
    """Create `path` with `text`, readable by its owner only; FileExistsError when it is there, never half of it."""
    home_of(path.parent)
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as draft:  # made with mode 0600
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        os.link(draft.name, path)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Whoever changes the file waits for others who do; whoever may read what lies beside it may wait."""
    lock = os.open(file.with_name(f"{file.name}.lock"), os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def replace(file: Path, content: bytes) -> None:
    """The file with this content, whole or as it was. Its owner and mode stay, and so does a link to it.

    A new one may be read by its owner only, who is its folder's where root makes it: root is not who reads it.
    """
    place = file.resolve()
    with (
        ExitStack() as undo,
        NamedTemporaryFile(dir=place.parent, prefix=place.name, delete=False) as draft,  # made with mode 0600
    ):
        new = Path(draft.name)
        undo.callback(new.unlink)
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
        like = place if place.exists() else place.parent
        with suppress(PermissionError):  # only root may give files away
            shutil.chown(new, like.stat().st_uid, like.stat().st_gid)
        if like is place:
            shutil.copymode(place, new)
        new.replace(place)
        undo.pop_all()


class FileState(NamedTuple):
    """By which a file is known to have changed. A mounted secret is a link whose target is exchanged."""

    inode: int
    size: int
    changed: int


def state_of(file: Path) -> FileState | None:
    """None when there is no such file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return FileState(found.st_ino, found.st_size, found.st_mtime_ns)


def home_of(folder: Path) -> Path:
    """The folder, made when absent; Misused with what to do when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misused(
            f"cannot make {folder}: {error.strerror}; set EARSHOT_HOME to a folder you may write"
        ) from None
    if not os.access(folder, os.W_OK):
        raise Misused(f"cannot write in {folder}; set EARSHOT_HOME to a folder you may write")
    return folder
