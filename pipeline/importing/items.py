"""What an import is made of."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from pipeline.importing.mapping import Mapping
from pipeline.ports import NewRecord
from schemas.envelope import Event, decode, encode
from schemas.errors import Rejected
from schemas.topics import key_of, topic_of


class Format(StrEnum):
    EVENTS = "jsonl"  # our own events, or CloudEvents, one a line
    MBOX = "mbox"
    EML = "eml"
    VTT = "vtt"
    SRT = "srt"
    TABLE = "csv"  # rows under a header, read through a mapping
    OBJECTS = "objects"  # foreign JSON, one object a line, read through a mapping
    UNKNOWN = "unknown"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the person who imports may say. Empty texts mean: as the format has it."""

    source: str = ""  # `mail` for e-mail and `calls` for captions when empty; a mapping names its own
    tenant: str = ""
    own_domains: tuple[str, ...] = ()  # e-mail from these, or from below them, is outbound
    mapping: str = ""  # the name of one that ships, or the path of a YAML file
    encoding: str = ""  # of tables
    zone: str = ""  # IANA name, for times of a mapping that name none


class Input(NamedTuple):
    """One file. `size` is the bytes reading will pass through; for .gz, what its trailer says.

    `fault` says why an UNKNOWN one cannot be read. `fingerprint` changes with the first 64 KiB, the mapping and the
    options: a stored position belongs to a path and a fingerprint.
    """

    path: Path
    size: int
    format: Format
    options: Options = Options()
    mapping: Mapping | None = None
    fingerprint: str = ""
    fault: str = ""


class Position(NamedTuple):
    """Where to go on: `offset` bytes (of the unpacked content) and `row` lines, rows or messages lie behind.

    `done` is how many items of the unit at `offset` were already given: one row, or one run of rows, may give several.
    """

    offset: int = 0
    row: int = 0
    done: int = 0


class Taken(NamedTuple):
    """One event, ready to be appended."""

    record: NewRecord
    after: Position


class Refused(NamedTuple):
    """A piece that is no event. `value` are its bytes as they came (the first 64 KiB of what is longer than 8 MiB).

    `place` is the file's name with the line, row or message counted from 1, and the place within it.
    """

    value: bytes
    place: str
    fault: str
    size: int
    after: Position


Item = Taken | Refused

KEPT_BYTES: Final = 65_536


class Fault(NamedTuple):
    """A refused piece before it has a position. `row` is counted from 0."""

    value: bytes
    row: int
    place: str
    fault: str
    size: int


class Unit(NamedTuple):
    """What the content between two offsets gives: the smallest step a reader makes."""

    start: Position
    end: Position
    pieces: list[NewRecord | Fault]


Units = Iterator[Unit]


def record_of(event: Event) -> NewRecord:
    """`event` as its own topic takes it, checked as the worker will check it; or Rejected."""
    try:
        value = encode(event)
    except UnicodeEncodeError:
        raise Rejected("$", "half of a surrogate pair in a text") from None
    decode(value)
    return NewRecord(topic_of(event), key_of(event), value)


def refused(value: bytes, row: int, reason: Rejected) -> Fault:
    return Fault(value, row, reason.place, reason.fault, len(value))
