"""The disk that the embedded warehouse lies on. Kept apart from other files: ctypes takes two milliseconds to load."""

import ctypes
import os
from pathlib import Path
from typing import Final

# Linux alone has it, and Python has no name for it.
_SYNCFS: Final = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


def sync(folder: Path) -> None:
    """What was written to the file system of this folder is on its disk when this returns; OSError where it cannot be."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if _SYNCFS is None:
            os.sync()
        elif _SYNCFS(place):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(place)
