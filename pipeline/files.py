"""Small files: in the home folder those that must be whole or absent, and how any is known to have changed."""

import os
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
