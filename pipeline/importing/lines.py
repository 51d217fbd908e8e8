"""Lines of a stream, each bounded; and the reader of our own JSON lines."""

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from pipeline.importing.items import KEPT_BYTES, Fault, Position, Unit, Units, refused
from pipeline.ports import NewRecord
from schemas.envelope import decode
from schemas.errors import Rejected
from schemas.topics import key_of, topic_of

MAX_LINE: Final = 8 * 1024 * 1024


class Line(NamedTuple):
    """One line with its end-of-line bytes. Of one over the limit `content` is the first 64 KiB; `size` is true."""

    content: bytes
    size: int

    @property
    def is_whole(self) -> bool:
        return self.size == len(self.content)


def lines(stream: BinaryIO, limit: int = MAX_LINE) -> Iterator[Line]:
    """The lines from where `stream` stands; the last one may lack its newline."""
    while content := stream.readline(limit + 1):
        if len(content) <= limit or content.endswith(b"\n"):
            yield Line(content, len(content))
        else:
            yield Line(content[:KEPT_BYTES], len(content) + _pass_line(stream))


def _pass_line(stream: BinaryIO) -> int:
    passed = 0
    while part := stream.readline(KEPT_BYTES):
        passed += len(part)
        if part.endswith(b"\n"):
            break
    return passed


def too_long(line: Line, row: int, limit: int = MAX_LINE) -> Fault:
    fault = f"{line.size} bytes; a line may have {limit} (the first {KEPT_BYTES} are kept)"
    return Fault(line.content, row, "", fault, line.size)


def read_events(stream: BinaryIO, start: Position) -> Units:
    """Each line is one event and travels on as it came, byte for byte; blank lines are passed over."""
    offset, row = start.offset, start.row
    for line in lines(stream):
        value = line.content.strip(b" \t\r\n")
        end = Position(offset + line.size, row + 1)
        if value:
            piece = _event(value, line, row) if line.is_whole else too_long(line, row)
            yield Unit(Position(offset, row), end, [piece])
        offset, row = end.offset, end.row


def _event(value: bytes, line: Line, row: int) -> NewRecord | Fault:
    try:
        event = decode(value)
    except Rejected as reason:
        return refused(line.content.rstrip(b"\r\n"), row, reason)
    return NewRecord(topic_of(event), key_of(event), value)
