"""Which files there are, what each is, and the one way to read any of them."""

import gzip
import os
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec

from pipeline.importing import mapping as mappings
from pipeline.importing.captions import read_captions
from pipeline.importing.formats import HEAD_BYTES, recognize
from pipeline.importing.items import (
    Fault,
    Format,
    Input,
    Item,
    Options,
    Position,
    Refused,
    Taken,
    Unit,
    Units,
)
from pipeline.importing.lines import read_events
from pipeline.importing.mail import read_eml, read_mbox
from pipeline.importing.tables import read_objects, read_table
from pipeline.importing.times import is_zone
from schemas.errors import Misused

BUFFER: Final = 1024**2  # with every read another thread may take the interpreter, and keep it
_CAPTIONS: Final = (".vtt", ".srt", ".vtt.gz", ".srt.gz")


def plan(paths: Sequence[Path], options: Options) -> list[Input]:
    """Every file under `paths`, sorted and each once; Misused for a path that is not there or a bad mapping.

    Hidden files and the side files of captions are left out. A file that cannot be read as anything is an Input of the
    format UNKNOWN with its `fault`.
    """
    if options.zone and not is_zone(options.zone):
        raise Misused(f"zone {options.zone!r} is not an IANA name such as Asia/Shanghai")
    shipped = mappings.shipped()
    chosen = mappings.load(options.mapping, shipped) if options.mapping else None
    found = {path.resolve(): path for given in paths for path in _files_of(given)}
    return [_look(path, options, chosen, shipped) for _, path in sorted(found.items())]


def read(source: Input, start: Position = Position()) -> Iterator[Item]:  # noqa: B008 (a tuple of numbers)
    """What is in `source` from `start` on: the same items, whatever positions it was resumed at.

    A file that ends in the middle of its compression gives what came before and a Refused. Misused when it cannot be
    opened or read.
    """
    done = start.done
    try:
        with ExitStack() as stack:
            stream = _opened(source.path, stack)
            for unit in _guarded(source, stream, Position(start.offset, start.row)):
                yield from _items(source, unit, done)
                done = 0
    except OSError as error:
        raise Misused(f"cannot read {source.path}: {error.strerror or error}") from None


def was_replaced(source: Input, at: Position) -> bool:
    """Whether the file is shorter than what was read of it; of a packed one nobody knows before its end."""
    try:
        return at.offset > source.size and not _is_packed(source.path)
    except OSError as error:
        raise Misused(f"cannot read {source.path}: {error.strerror or error}") from None


def _files_of(given: Path) -> Iterator[Path]:
    if not given.exists():
        raise Misused(f"{given} does not exist")
    if not given.is_dir():
        yield given
        return
    for folder, folders, names in os.walk(given):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        known = set(names)
        for name in names:
            if not name.startswith(".") and not _is_side_file(name, known):
                yield Path(folder, name)


def _is_side_file(name: str, known: set[str]) -> bool:
    """`call.json` or `call.vtt.json` beside `call.vtt`."""
    stem = name.removesuffix(".json")
    beside = (stem, *(stem + ending for ending in _CAPTIONS))
    return stem != name and any(other in known for other in beside if other.endswith(_CAPTIONS))


def _look(
    path: Path, options: Options, chosen: mappings.Mapping | None, shipped: Sequence[mappings.Mapping]
) -> Input:
    if not _is_text(str(path.resolve())):
        return Input(
            path, 0, Format.UNKNOWN, options, fault="the name is not UTF-8; rename the file or its folder"
        )
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Input(path, 0, Format.UNKNOWN, options, fault="not a file")
        with ExitStack() as stack:
            head = _head(_opened(path, stack))
        size = _content_size(path, status.st_size)
    except (OSError, EOFError, zlib.error) as error:
        return Input(path, 0, Format.UNKNOWN, options, fault=f"cannot be read: {error}")
    name = path.name.lower().removesuffix(".gz")
    kind = recognize(name, head, options.encoding, chosen, shipped)
    fingerprint = _fingerprint(head, options, kind.mapping)
    return Input(path, size, kind.format, options, kind.mapping, fingerprint, kind.fault)


def _head(stream: BinaryIO) -> bytes:
    """The beginning, up to where a damaged gzip breaks off; raises where it breaks off at once."""
    head = b""
    try:
        while len(head) < HEAD_BYTES and (piece := stream.read(min(4_096, HEAD_BYTES - len(head)))):
            head += piece
    except (EOFError, zlib.error, gzip.BadGzipFile):
        if not head:
            raise
    return head


def _is_text(name: str) -> bool:
    """Bytes of a name that are no UTF-8 come as lone surrogates, which no mark, letter or report can hold."""
    return name.encode(errors="replace") == name.encode(errors="surrogateescape")


def _fingerprint(head: bytes, options: Options, mapping: mappings.Mapping | None) -> str:
    digest = blake2b(digest_size=16)
    for part in (head, msgspec.json.encode(options), msgspec.json.encode(mapping)):
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def _is_packed(path: Path) -> bool:
    with path.open("rb") as raw:
        return raw.read(2) == b"\x1f\x8b"


def _opened(path: Path, stack: ExitStack) -> BinaryIO:
    """The content, unpacked; the first bytes tell whether it is packed, not the name."""
    if _is_packed(path):
        return cast(BinaryIO, stack.enter_context(gzip.open(path, "rb")))
    return stack.enter_context(path.open("rb", BUFFER))


def _content_size(path: Path, size: int) -> int:
    if size < 18 or not _is_packed(path):
        return size
    with path.open("rb") as raw:
        raw.seek(-4, os.SEEK_END)
        return max(size, int.from_bytes(raw.read(4), "little"))


def _units(source: Input, stream: BinaryIO, start: Position) -> Units:
    readers: Mapping[Format, partial[Units]] = {
        Format.EVENTS: partial(read_events, stream, start),
        Format.MBOX: partial(read_mbox, stream, start, source.options),
        Format.EML: partial(read_eml, stream, start, source.options),
        Format.VTT: partial(read_captions, stream, start, source),
        Format.SRT: partial(read_captions, stream, start, source),
        Format.TABLE: partial(read_table, stream, start, source),
        Format.OBJECTS: partial(read_objects, stream, start, source),
    }
    if source.format not in readers:
        raise Misused(f"{source.path}: {source.fault or 'not a format that can be imported'}")
    return readers[source.format]()


def _guarded(source: Input, stream: BinaryIO, at: Position) -> Units:
    """The units, and after those a last one where the packed file is damaged."""
    try:
        stream.seek(at.offset)
        for unit in _units(source, stream, at):
            yield unit
            at = unit.end
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        fault = Fault(b"", at.row, "", f"damaged gzip, the rest cannot be read: {error}", 0)
        yield Unit(at, at._replace(done=1), [fault])


def _items(source: Input, unit: Unit, done: int) -> Iterator[Item]:
    last = len(unit.pieces) - 1
    for index in range(done, last + 1):
        piece = unit.pieces[index]
        after = unit.end if index == last else unit.start._replace(done=index + 1)
        if isinstance(piece, Fault):
            place = f"{source.path.name}:{piece.row + 1}"
            within = f"{place} {piece.place}" if piece.place else place
            yield Refused(piece.value, within, piece.fault, piece.size, after)
        else:
            yield Taken(piece, after)
