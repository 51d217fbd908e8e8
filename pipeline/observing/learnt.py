"""What a process that serves tells of the whole: values, each learnt in one look."""

from typing import Final

import msgspec

OTHERS: Final = "(others)"
"""Sources that are not told by name: those of refused records alone, whose names nobody has checked, and the smallest."""


class Reader(msgspec.Struct, frozen=True):
    """An agent on its topic. `oldest` is the append time of its first unhandled record; None: none, or not found out."""

    agent: str
    topic: str
    records: int
    oldest: float | None
    expired: int = 0


class Readers(msgspec.Struct, frozen=True):
    """All agents; `workers` is None where they run in this process."""

    readers: tuple[Reader, ...]
    workers: int | None = None


class Source(msgspec.Struct, frozen=True):
    """A source's account since its begin. Times in seconds since 1970; None: nothing yet."""

    source: str
    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    difference: int
    newest_event: float | None
    newest_arrival: float | None


class Space(msgspec.Struct, frozen=True):
    """A disk, in bytes."""

    disk: str
    free: int
    size: int


class Stored(msgspec.Struct, frozen=True):
    """What the warehouse knows. `owed_since` is when the oldest message that is due was owed; None: none is due."""

    sources: tuple[Source, ...]
    due: int
    failed: int
    owed_since: float | None
    disks: tuple[Space, ...]


class Here(msgspec.Struct, frozen=True):
    """What this process has around it. Certificates: name of the setting and end in seconds since 1970."""

    home: Space
    certificates: tuple[tuple[str, float], ...]
    log: tuple[int, int] | None
    """Bytes in use and at most, of the embedded log."""
