"""Rows of delimited text, each with the bytes it came from."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from pipeline.importing.items import Position
from pipeline.importing.lines import Line, lines
from schemas.errors import Misused

MAX_RECORD: Final = 2 * 1024 * 1024
MAX_RECORD_LINES: Final = 20_000


class Record(NamedTuple):
    """The fields of one row, or why there are none, with its bytes and the lines they stood on."""

    raw: list[Line]
    fields: list[str]
    fault: str = ""

    @property
    def size(self) -> int:
        return sum(line.size for line in self.raw)


class Records:
    """Rows of a stream. Where a row cannot be read only its first line is given up, so that an unclosed quote does not
    swallow its neighbours; which rows there are depends on the bytes from a position on and on nothing else.
    """

    def __init__(self, stream: BinaryIO, encoding: str, delimiter: str) -> None:
        csv.field_size_limit(
            MAX_RECORD
        )  # the interpreter's own limit is one number for all; a row is bounded here anyway
        self._encoding = encoding
        self._delimiter = delimiter
        self._lines = lines(stream, MAX_RECORD)
        self._ahead: deque[Line] = deque()

    def header(self) -> tuple[list[str], Position]:
        """The first row, and the position after it. To be called first."""
        found = self._next()
        self._ahead.clear()
        if found is None or found.fault:
            raise Misused(f"no header could be read: {found.fault if found else 'the file is empty'}")
        if found.fields and self._encoding == "utf-8":
            found.fields[0] = found.fields[0].removeprefix("\ufeff").strip('"')
        if not self._delimiter:
            self._delimiter = delimiter_of(found.raw[0].content)
            return self._again(found)
        return [name.strip() for name in found.fields], Position(found.size, len(found.raw))

    def _again(self, found: Record) -> tuple[list[str], Position]:
        self._ahead.extend(found.raw)
        return self.header()

    def from_(self, at: Position) -> Iterator[tuple[Record, Position, Position]]:
        """The rows from where the stream stands, which is at `at`."""
        while (found := self._next()) is not None:
            end = Position(at.offset + found.size, at.row + len(found.raw))
            yield found, at, end
            at = end

    def _next(self) -> Record | None:
        taken: list[Line] = []
        reader = csv.reader(self._texts(taken), delimiter=self._delimiter or ",", strict=True)
        try:
            fields = next(reader)
        except StopIteration:
            return None
        except UnicodeDecodeError as error:
            return self._first(taken, f"not {self._encoding}: {error.reason}")
        except (csv.Error, _Endless) as error:
            return self._first(taken, str(error))
        return Record(taken, fields)

    def _first(self, taken: list[Line], fault: str) -> Record:
        self._ahead.extendleft(reversed(taken[1:]))
        return Record(taken[:1], [], fault)

    def _texts(self, taken: list[Line]) -> Iterator[str]:
        size = 0
        while (line := self._line()) is not None:
            taken.append(line)
            size += line.size
            if size > MAX_RECORD or len(taken) > MAX_RECORD_LINES:
                raise _Endless(
                    f"a row may have {MAX_RECORD} bytes and {MAX_RECORD_LINES} lines; is a quote not closed?"
                )
            yield line.content.decode(self._encoding)

    def _line(self) -> Line | None:
        return self._ahead.popleft() if self._ahead else next(self._lines, None)


class _Endless(Exception):
    """A row that goes on and on."""


def delimiter_of(header: bytes) -> str:
    """The one of comma, semicolon, tab and bar that the first line has most of."""
    return max(",;\t|", key=lambda mark: header.count(mark.encode()))


def encoding_of(*chosen: str) -> str:
    """The first that is given, in Python's name for it, or utf-8; Misused for one this cannot read line by line."""
    name = next((name for name in chosen if name), "utf-8")
    try:
        found = codecs.lookup(name).name
        plain = "\n,".encode(found) == b"\n,"
    except (LookupError, UnicodeError):
        plain = False
    if not plain:
        raise Misused(
            f"encoding {name!r}: unknown, or with two bytes a letter; convert the file to UTF-8 first"
        )
    # What says gb2312 or gbk often holds letters only gb18030 has; it reads all three.
    return "gb18030" if found in {"gb2312", "gbk"} else "utf-8" if found == "utf-8-sig" else found
