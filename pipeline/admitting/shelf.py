"""The file of keys: one JSON object a line, read again when it changes, replaced whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from pipeline.admitting.keys import Key, checked
from pipeline.files import alone, replace, state_of
from schemas.errors import Misused

_LINES: Final = msgspec.json.Decoder(Key)


class Shelf:
    """Its keys as they are now. `told` hears of a file that became unreadable; its last keys then hold on.

    For one thread.
    """

    def __init__(self, file: Path, told: Callable[[str], None]) -> None:
        """Misused when it cannot be read to begin with."""
        self._file = file
        self._told = told
        self._seen = state_of(file)
        self._keys = read(file)

    def now(self) -> tuple[Key, ...]:
        """The keys that there are."""
        seen = state_of(self._file)
        if seen != self._seen:
            self._seen = seen
            try:
                self._keys = read(self._file)
            except Misused as error:
                self._told(f"{error}; the keys read before hold on")
        return self._keys


def read(file: Path) -> tuple[Key, ...]:
    """All keys of the file, or Misused with the line that is wrong, and not its text."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise Misused(f"EARSHOT_KEYS_FILE: cannot read {file}: {error.strerror}") from None
    return tuple(_key(file, at, line) for at, line in enumerate(lines, 1) if line.strip())


def _key(file: Path, at: int, line: bytes) -> Key:
    try:
        return checked(_LINES.decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Misused(f"EARSHOT_KEYS_FILE: {file}, line {at}: {error}") from None
    except Misused as error:
        raise Misused(f"EARSHOT_KEYS_FILE: {file}, line {at}: {error}") from None


def change(file: Path, decide: Callable[[tuple[Key, ...]], tuple[Key, ...]]) -> None:
    """Replace the keys by what is decided of them, one change at a time; a file that is not there holds none.

    Misused when it cannot be written, as where it is mounted read-only.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with alone(file):
            keys = decide(read(file) if file.exists() else ())
            replace(file, b"".join(msgspec.json.encode(key) + b"\n" for key in keys))
    except OSError as error:
        raise Misused(
            f"cannot write {file}: {error.strerror}; where the file is mounted, change it at its origin"
        ) from None
