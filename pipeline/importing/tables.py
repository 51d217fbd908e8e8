"""Tables (CSV and its kin) and foreign JSON lines, row by row, through a mapping."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple

import msgspec

from pipeline.importing.delimited import MAX_RECORD, Record, Records, encoding_of
from pipeline.importing.items import Fault, Input, Position, Unit, Units, refused
from pipeline.importing.lines import lines, too_long
from pipeline.importing.mapped import Program, outcomes, programs
from pipeline.importing.mapping import Mapping
from pipeline.importing.templates import Row
from schemas.errors import Misused, Rejected

MAX_RUN_ROWS: Final = (
    5_001  # one more than an event may have turns: such a run is refused, and not held in memory
)
MAX_DEPTH: Final = 16
MAX_CELLS: Final = 2_000


class Piece(NamedTuple):
    """One row, or what should have been one, and the positions around it. No `found`: a blank line."""

    start: Position
    end: Position
    found: Row | Fault | None


def read_table(stream: BinaryIO, start: Position, source: Input) -> Units:
    """The rows under the header. A row with more or fewer fields than the header, or bad quoting, is refused."""
    mapping = _mapping(source)
    records = Records(stream, encoding_of(source.options.encoding, mapping.encoding), mapping.delimiter)
    stream.seek(0)
    header, at = records.header()
    at = max(at, Position(start.offset, start.row))
    stream.seek(at.offset)
    row_of = _reader_of_fields(tuple(header), mapping, source)
    return _units((_piece(*found, row_of) for found in records.from_(at)), mapping, source)


def read_objects(stream: BinaryIO, start: Position, source: Input) -> Units:
    """One JSON object a line; members of members are columns with a dot between."""
    return _units(_objects(stream, start, source), _mapping(source), source)


def _mapping(source: Input) -> Mapping:
    if source.mapping is None:
        raise Misused(f"{source.path}: a mapping is needed to read this")
    return source.mapping


def _piece(
    record: Record, start: Position, end: Position, row_of: Callable[[Record, int], Row | Fault]
) -> Piece:
    if not record.fields and not record.fault:
        return Piece(start, end, None)
    return Piece(start, end, row_of(record, start.row))


def _reader_of_fields(
    header: tuple[str, ...], mapping: Mapping, source: Input
) -> Callable[[Record, int], Row | Fault]:
    nulls = frozenset(mapping.nulls)

    def row_of(record: Record, number: int) -> Row | Fault:
        raw = b"".join(line.content for line in record.raw)
        if record.fault:
            return Fault(raw, number, "", record.fault, record.size)
        if len(record.fields) != len(header):
            return refused(
                raw, number, Rejected("", f"{len(record.fields)} fields; the header has {len(header)}")
            )
        cells = {name: value for name, value in zip(header, record.fields, strict=True) if value not in nulls}
        return Row(cells, raw, number, source.path.name)

    return row_of


def _objects(stream: BinaryIO, start: Position, source: Input) -> Iterator[Piece]:
    at = Position(start.offset, start.row)
    nulls = frozenset(_mapping(source).nulls)
    for line in lines(stream):
        end = Position(at.offset + line.size, at.row + 1)
        found: Row | Fault | None = None
        if not line.is_whole:
            found = too_long(line, at.row)
        elif value := line.content.strip(b" \t\r\n"):
            try:
                cells = {name: text for name, text in cells_of(value).items() if text not in nulls}
                found = Row(cells, line.content, at.row, source.path.name)
            except Rejected as reason:
                found = refused(line.content, at.row, reason)
        yield Piece(at, end, found)
        at = end


def cells_of(value: bytes) -> dict[str, str]:
    """A JSON object as columns: `{"a": {"b": 1}, "c": ["x"]}` has `a.b` and `c.0`. Null is empty."""
    try:
        found = msgspec.json.decode(value)
    except RecursionError:
        raise Rejected("$", "nested too deep") from None
    except UnicodeDecodeError as error:
        raise Rejected("$", f"not UTF-8: {error.reason} at byte {error.start}") from None
    except msgspec.DecodeError as error:
        raise Rejected("$", str(error)) from None
    if not isinstance(found, dict):
        raise Rejected("$", "not a JSON object")
    cells: dict[str, str] = {}
    _flatten(found, "", cells, 0)
    return cells


def _flatten(value: object, name: str, cells: dict[str, str], depth: int) -> None:
    if depth > MAX_DEPTH or len(cells) > MAX_CELLS:
        raise Rejected(f"$.{name}", f"more than {MAX_DEPTH} levels or {MAX_CELLS} members")
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            _flatten(member, f"{name}.{key}" if name else str(key), cells, depth + 1)
    elif isinstance(value, bool):
        cells[name] = "true" if value else "false"
    else:
        cells[name] = "" if value is None else str(value)


def _units(pieces: Iterator[Piece], mapping: Mapping, source: Input) -> Units:
    """Rows to units: a run of rows that agree in a joining rule's key is one, every other row is one."""
    rules = programs(mapping, source.options)
    run = _Run(rules, mapping.skip)
    for piece in pieces:
        if not run.takes(piece):
            yield from run.closed()
            run = _Run(rules, mapping.skip)
        run.add(piece)
    yield from run.closed()


class _Run:
    """Consecutive pieces that become one unit. What was refused among them is given after what they make."""

    def __init__(self, rules: tuple[Program, ...], skip: bool) -> None:
        self._rules = rules
        self._skip = skip
        self._key: tuple[str | None, ...] | None = None
        self._pieces: list[Piece] = []
        self._size = 0

    def takes(self, piece: Piece) -> bool:
        if not self._pieces:
            return True
        if self._key is None or len(self._pieces) >= MAX_RUN_ROWS or self._size > MAX_RECORD:
            return False
        return not isinstance(piece.found, Row) or self._key_of(piece.found) == self._key

    def add(self, piece: Piece) -> None:
        if not self._pieces and isinstance(piece.found, Row):
            self._key = self._key_of(piece.found)
        self._pieces.append(piece)
        self._size += piece.end.offset - piece.start.offset

    def _key_of(self, row: Row) -> tuple[str | None, ...] | None:
        """None where no rule joins the row to others."""
        keys = tuple(rule.run_key(row) for rule in self._rules)
        return keys if any(keys) else None

    def closed(self) -> Units:
        rows = [piece.found for piece in self._pieces if isinstance(piece.found, Row)]
        faults = [piece.found for piece in self._pieces if isinstance(piece.found, Fault)]
        made = [*(outcomes(self._rules, rows, skip=self._skip) if rows else []), *faults]
        if made:
            yield Unit(self._pieces[0].start, self._pieces[-1].end, made)
