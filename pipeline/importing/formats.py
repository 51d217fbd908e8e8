"""What a file is, from its name and its first 64 KiB."""

import io
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.importing.delimited import Records, encoding_of
from pipeline.importing.items import Format
from pipeline.importing.mapping import Mapping
from pipeline.importing.tables import cells_of
from schemas.errors import Misused, Rejected

HEAD_BYTES: Final = 65_536

_BY_ENDING: Final = {
    ".jsonl": Format.EVENTS,
    ".ndjson": Format.EVENTS,
    ".mbox": Format.MBOX,
    ".mbx": Format.MBOX,
    ".eml": Format.EML,
    ".vtt": Format.VTT,
    ".srt": Format.SRT,
    ".csv": Format.TABLE,
    ".tsv": Format.TABLE,
}
_MAIL_HEADER: Final = re.compile(
    rb"(?:[A-Za-z][A-Za-z-]{0,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,50}){3}"
)


class Kind(NamedTuple):
    format: Format
    mapping: Mapping | None = None
    fault: str = ""


def recognize(
    name: str, head: bytes, encoding: str, chosen: Mapping | None, shipped: Sequence[Mapping]
) -> Kind:
    """The format of a file called `name` (lower case, without .gz) that begins with `head`.

    A chosen mapping is taken for every table and for JSON lines that are no events of our own.
    """
    ending = name[name.rfind(".") :] if "." in name else ""
    found = _BY_ENDING.get(ending) or _by_content(head)
    if found is Format.EVENTS:
        return _json_lines(head, chosen, shipped, is_sure=ending in _BY_ENDING)
    if found is Format.TABLE:
        return _table(head, encoding, chosen, shipped)
    if found is Format.UNKNOWN:
        known = ", ".join((*_BY_ENDING, "each also with .gz"))
        return Kind(found, fault=f"not a format that is known: {known}")
    return Kind(found)


def _by_content(head: bytes) -> Format:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20_000]
    if start.startswith(b"{"):
        return Format.EVENTS
    if start.startswith(b"From "):
        return Format.MBOX
    if start.startswith(b"WEBVTT"):
        return Format.VTT
    if _MAIL_HEADER.match(start) and re.search(rb"(?im)^(?:from|date|message-id):", start):
        return Format.EML
    return Format.UNKNOWN


def _json_lines(head: bytes, chosen: Mapping | None, shipped: Sequence[Mapping], *, is_sure: bool) -> Kind:
    """Lines that name their `type` are events; others are foreign where a mapping fits.

    With an ending of its own a file that fits nothing is still read, so that each bad line is refused by itself.
    """
    columns = _columns_of_lines(head)
    if any("type" in names or "specversion" in names for names in columns) and chosen is None:
        return Kind(Format.EVENTS)
    for mapping in [chosen] if chosen else shipped:
        if mapping is chosen or any(mapping.fits(names) for names in columns):
            return Kind(Format.OBJECTS, mapping)
    if is_sure:
        return Kind(Format.EVENTS)
    return Kind(Format.UNKNOWN, fault="JSON, but not one object a line that is an event or fits a mapping")


def _columns_of_lines(head: bytes) -> list[frozenset[str]]:
    found = []
    for line in head.split(b"\n")[:50]:
        try:
            found.append(frozenset(cells_of(line.strip())))
        except Rejected:
            continue
    return found


def _table(head: bytes, encoding: str, chosen: Mapping | None, shipped: Sequence[Mapping]) -> Kind:
    for mapping in [chosen] if chosen else shipped:
        try:
            names, _ = Records(
                io.BytesIO(head), encoding_of(encoding, mapping.encoding), mapping.delimiter
            ).header()
        except Misused as error:
            return Kind(Format.UNKNOWN, fault=str(error))
        if mapping.fits(frozenset(names)) or (mapping is chosen and not mapping.detect):
            return Kind(Format.TABLE, mapping)
    if chosen:
        return Kind(
            Format.UNKNOWN,
            fault=f"mapping {chosen.name} needs columns that are not there: {', '.join(chosen.detect)}",
        )
    return Kind(Format.UNKNOWN, fault="a table; no mapping that ships fits its columns, so one must be named")
