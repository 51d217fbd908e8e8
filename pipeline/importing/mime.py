"""An e-mail's bytes to its headers and its words, within limits that are checked while it is taken apart.

The standard library's parser builds a tree first and has no limits; this walks the parts and keeps only text. Parts that
break the rules (no boundary, bad base64, a wrong charset) give what can be read of them.
"""

import re
from binascii import Error as CodingError
from binascii import a2b_base64, a2b_qp
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Final, NamedTuple

from pipeline.importing.charsets import decoded
from schemas.errors import Rejected

MAX_MESSAGE: Final = 10 * 1024 * 1024
MAX_PARTS: Final = 100
MAX_DEPTH: Final = 10
MAX_HEADERS: Final = 200
MAX_HEADER_BYTES: Final = 65_536

_BLANK_LINE: Final = re.compile(rb"(?:\A|\r?\n)\r?\n")
_FOLD: Final = re.compile(rb"\r?\n(?=[ \t])")
_FIELD: Final = re.compile(rb"([!-9;-~]{1,120})[ \t]{0,20}:(.*)", re.DOTALL)

Headers = dict[str, list[str]]


class Mail(NamedTuple):
    """`headers` by lower-case name, each as often as it stands there, encoded words decoded.

    `text` are the plain parts in their order; `html` the others. Attached files are left out; an attached message is
    read only where there is nothing else.
    """

    headers: Headers
    text: str
    html: str

    def first(self, name: str) -> str:
        return next(iter(self.headers.get(name, ())), "")


class _Found:
    """What the walk has met so far."""

    def __init__(self) -> None:
        self.parts = 0
        self.texts: dict[tuple[bool, str], list[str]] = {}

    def add(self, attached: bool, kind: str, text: str) -> None:
        self.texts.setdefault((attached, kind), []).append(text)

    def words(self, kind: str) -> str:
        attached = not any(
            text.strip() for (inner, _), texts in self.texts.items() if not inner for text in texts
        )
        return "\n".join(self.texts.get((attached, kind), ())).replace("\x00", "")


def parse(raw: bytes) -> Mail:
    """The mail in `raw`, or Rejected where it is over a limit or has no header."""
    if len(raw) > MAX_MESSAGE:
        raise Rejected("", f"{len(raw)} bytes; a message may have {MAX_MESSAGE}")
    headers, body = _split_head(raw)
    if not headers:
        raise Rejected("header", "none; this is no e-mail")
    found = _Found()
    _walk(headers, body, 0, found, attached=False)
    return Mail(headers, found.words("plain"), found.words("html"))


def _split_head(raw: bytes) -> tuple[Headers, bytes]:
    blank = _BLANK_LINE.search(raw, 0, MAX_HEADER_BYTES + 4)
    if blank is None and len(raw) > MAX_HEADER_BYTES:
        raise Rejected("header", f"over {MAX_HEADER_BYTES} bytes")
    head, body = (raw[: blank.start()], raw[blank.end() :]) if blank else (raw, b"")
    headers: Headers = {}
    for number, line in enumerate(_FOLD.sub(b"", head).splitlines()):
        if number >= MAX_HEADERS:
            raise Rejected("header", f"more than {MAX_HEADERS} fields")
        field = _FIELD.fullmatch(line)
        if field:
            headers.setdefault(field[1].decode("ascii").lower(), []).append(_header_text(field[2].strip()))
    return headers, body


def _header_text(value: bytes) -> str:
    text = decoded(value, "").replace("\x00", "")
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(
        piece
        if isinstance(piece, str)
        else decoded(piece, charset)
        if charset
        else piece.decode("raw_unicode_escape", "replace")
        for piece, charset in pieces
    ).replace("\x00", "")


def _walk(headers: Headers, body: bytes, depth: int, found: _Found, *, attached: bool) -> None:
    found.parts += 1
    if found.parts > MAX_PARTS or depth > MAX_DEPTH:
        raise Rejected("body", f"more than {MAX_PARTS} parts or {MAX_DEPTH} levels of them")
    kind = _content(headers)
    boundary = kind.get_boundary() or ""
    if kind.get_content_maintype() == "multipart" and boundary:
        for part in _parts(body, boundary):
            _walk(*_split_head(part), depth + 1, found, attached=attached)
    elif kind.get_content_type() == "message/rfc822":
        _walk(*_split_head(_unpacked(headers, body)), depth + 1, found, attached=True)
    elif kind.get_content_maintype() in {"text", "multipart"} and not _is_file(headers):
        text = decoded(_unpacked(headers, body), str(kind.get_content_charset() or ""))
        found.add(
            attached, "html" if kind.get_content_subtype() == "html" else "plain", text.replace("\r\n", "\n")
        )


def _content(headers: Headers) -> Message:
    """The standard library reads the parameters; a line so long that this takes time is no honest one."""
    kind = Message()
    kind["content-type"] = " ".join(next(iter(headers.get("content-type", ())), "text/plain").split())[:1_000]
    return kind


def _parts(body: bytes, boundary: str) -> list[bytes]:
    mark = re.compile(
        rb"^--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]{0,80}\r?$", re.MULTILINE
    )
    parts: list[bytes] = []
    start = -1
    for found in mark.finditer(body):
        if start >= 0:
            parts.append(body[start : found.start()].removesuffix(b"\n").removesuffix(b"\r"))
        if len(parts) > MAX_PARTS:
            raise Rejected("body", f"more than {MAX_PARTS} parts")
        if found[1]:
            return parts
        start = min(found.end() + 1, len(body))
    return [*parts, body[start:]] if start >= 0 else [b"\n\n" + body]


def _unpacked(headers: Headers, body: bytes) -> bytes:
    coding = next(iter(headers.get("content-transfer-encoding", ())), "").strip().lower()
    if coding == "quoted-printable":
        return a2b_qp(body)
    if coding != "base64":
        return body
    try:
        return a2b_base64(body)
    except CodingError:
        return _damaged_base64(body)


def _damaged_base64(body: bytes) -> bytes:
    """What the whole groups of four letters hold; the body itself where there are none."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    return a2b_base64(letters[: len(letters) // 4 * 4]) or body


def _is_file(headers: Headers) -> bool:
    return next(iter(headers.get("content-disposition", ())), "").strip().lower().startswith("attachment")
