"""mbox and eml files: one e-mail an event."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import BinaryIO, Final, NamedTuple

from agents.cleaning.mail import is_automatic
from agents.cleaning.markup import plain
from pipeline.importing.items import KEPT_BYTES, Fault, Options, Position, Unit, Units, record_of, refused
from pipeline.importing.lines import lines
from pipeline.importing.mime import MAX_MESSAGE, Mail, parse
from pipeline.importing.times import moment_of
from pipeline.ports import NewRecord
from schemas.errors import Rejected
from schemas.events import EmailReceived
from schemas.values import Direction, Handle, HandleKind

MAX_TEXT: Final = 262_144
MAX_NAME: Final = 256
_LIE: Final = timedelta(days=1)

_SEPARATOR: Final = re.compile(
    rb"From .{0,300}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2}) .{0,20}?\d{1,2}:\d{2}"
)
_QUOTED_FROM: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_QUOTED_NAME: Final = re.compile(r'"(?:[^"\\]|\\.){0,500}"')
_ADDRESS: Final = re.compile(r"[^\s<>\"(),:;@\[\]]{1,64}@[^\s<>\"(),:;@\[\]]{1,190}")
_ANGLED: Final = re.compile(rf"<\s{{0,9}}({_ADDRESS.pattern})\s{{0,9}}>")
_MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,990})>|([^<>\s]{1,990})")


class _Message(NamedTuple):
    """The bytes of one message of an mbox: all, or of one that is over the limit the first 64 KiB."""

    content: bytes
    size: int


def read_mbox(stream: BinaryIO, start: Position, options: Options) -> Units:
    """Message by message. `row` counts messages. What stands before the first `From ` line is refused."""
    at = Position(start.offset, start.row)
    for message in _messages(stream):
        end = Position(at.offset + message.size, at.row + 1)
        if message.content.strip():
            yield Unit(at, end, [_of_mbox(message, at.row, options)])
        at = end


def read_eml(stream: BinaryIO, start: Position, options: Options) -> Units:
    """The one message of the file."""
    if start.offset:
        return
    raw = stream.read(MAX_MESSAGE + 1)
    if len(raw) > MAX_MESSAGE:
        size = len(raw) + sum(len(part) for part in iter(lambda: stream.read(KEPT_BYTES), b""))
        piece: NewRecord | Fault = _too_large(raw[:KEPT_BYTES], size, 0)
    else:
        size = len(raw)
        piece = _outcome(raw, raw, 0, options)
    yield Unit(Position(), Position(max(size, 1), 1), [piece])


def _messages(stream: BinaryIO) -> Iterator[_Message]:
    """Each message with its `From ` line, which stands after a blank line or at the beginning."""
    parts: list[bytes] = []
    size = 0
    blank = True
    for line in lines(stream):
        if blank and size and _SEPARATOR.match(line.content[:400]):
            yield _Message(b"".join(parts), size)
            parts, size = [], 0
        blank = not line.content.strip()
        if size + line.size <= MAX_MESSAGE:
            parts.append(line.content)
        else:
            parts = [b"".join(parts)[:KEPT_BYTES]]
        size += line.size
    if size:
        yield _Message(b"".join(parts), size)


def _of_mbox(message: _Message, row: int, options: Options) -> NewRecord | Fault:
    if message.size > MAX_MESSAGE:
        return _too_large(message.content[:KEPT_BYTES], message.size, row)
    head, _, rest = message.content.partition(b"\n")
    if not head.startswith(b"From "):
        return refused(message.content, row, Rejected("", "stands before the first `From ` line of the mbox"))
    return _outcome(_QUOTED_FROM.sub(rb"\1", rest), message.content, row, options)


def _too_large(head: bytes, size: int, row: int) -> Fault:
    return Fault(
        head,
        row,
        "",
        f"{size} bytes; a message may have {MAX_MESSAGE} (the first {KEPT_BYTES} are kept)",
        size,
    )


def _outcome(raw: bytes, as_it_came: bytes, row: int, options: Options) -> NewRecord | Fault:
    try:
        return record_of(email_of(raw, options))
    except Rejected as reason:
        return refused(as_it_came, row, reason)


def email_of(raw: bytes, options: Options) -> EmailReceived:
    """The event an e-mail is, or Rejected.

    Its id is the Message-ID (a hash of the bytes where there is none), its conversation the first message it refers to.
    Mail from one of `own_domains` is outbound, and then whom it is addressed to is the customer; mail from a form on
    the company's own site names the customer in Reply-To.
    """
    mail = parse(raw)
    message = _ids(mail.first("message-id"))[:1]
    thread = [*_ids(mail.first("references")), *_ids(mail.first("in-reply-to"))[:1], *message]
    direction, customer = _parties(mail, options.own_domains)
    text, html = _bodies(mail)
    id_ = message[0] if message else f"hash:{blake2b(raw, digest_size=16).hexdigest()}"
    return EmailReceived(
        id=_name(id_),
        source=options.source or "mail",
        tenant=options.tenant,
        created_at=_written_at(mail),
        handles=(Handle(HandleKind.EMAIL, customer),) if customer else (),
        direction=direction,
        conversation=_name(thread[0] if thread else id_),
        subject=_shortened(mail.first("subject")),
        text=text,
        html=html,
        message_id=_name(message[0]) if message else "",
        in_reply_to=_name((_ids(mail.first("in-reply-to")) or [""])[0]),
        automatic=is_automatic(
            mail.first("subject"), {name: values[0] for name, values in mail.headers.items()}
        ),
    )


def _ids(header: str) -> list[str]:
    return [found[1] or found[2] for found in _MESSAGE_ID.finditer(header)]


def _name(id_: str) -> str:
    """The id, or its hash where it is longer than an event's may be."""
    if len(id_) <= MAX_NAME:
        return id_
    return f"hash:{blake2b(id_.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def _shortened(subject: str) -> str:
    """The subject is nobody's voice: one that is too long is cut rather than the e-mail refused."""
    line = " ".join(subject.split())
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1] + "…"


def _bodies(mail: Mail) -> tuple[str, str]:
    """Text and HTML of the event. HTML with more markup than an event may hold goes as its plain words."""
    if mail.text.strip():
        return mail.text, ""
    return ("", mail.html) if len(mail.html) <= MAX_TEXT else (plain(mail.html), "")


def addresses(header: str) -> list[str]:
    """The addresses of a From or To line in lower case, without names and comments."""
    bare = _QUOTED_NAME.sub(" ", header)
    return [found.lower() for found in _ANGLED.findall(bare) or _ADDRESS.findall(bare)]


def _parties(mail: Mail, own_domains: tuple[str, ...]) -> tuple[Direction, str]:
    """Which way the e-mail went, and the customer's address (empty: none is named)."""
    senders = addresses(mail.first("from")) or addresses(mail.first("sender"))
    sender = next(iter(senders), "")
    if not _is_own(sender, own_domains):
        return Direction.INBOUND, sender
    replies = [address for address in addresses(mail.first("reply-to")) if not _is_own(address, own_domains)]
    if replies:
        return Direction.INBOUND, replies[0]
    receivers = [address for name in ("to", "cc", "bcc") for address in addresses(mail.first(name))]
    return Direction.OUTBOUND, next(
        (address for address in receivers if not _is_own(address, own_domains)), ""
    )


def _is_own(address: str, own_domains: tuple[str, ...]) -> bool:
    domain = address.rpartition("@")[2]
    owned = [own.lower().strip().lstrip("@.") for own in own_domains]
    return any(domain == own or domain.endswith(f".{own}") for own in owned if own)


def _written_at(mail: Mail) -> datetime:
    """When it was sent: Date, unless that cannot be read or lies after the company's own server had the e-mail."""
    written = _moment(mail.first("date"))
    arrived = next(
        filter(None, (_moment(line.rpartition(";")[2]) for line in mail.headers.get("received", ()))), None
    )
    if written and not (arrived and written - arrived > _LIE):
        return written
    if arrived:
        return arrived
    raise Rejected(
        "header Date", f"{mail.first('date')[:80]!r} is no time with a zone, and no Received line has one"
    )


def _moment(text: str) -> datetime | None:
    """`-0000` is a time in UTC whose writer keeps the zone private; a time without any zone is none."""
    words = text.strip()[:200]
    zone = "UTC" if words.endswith("-0000") else ""
    try:
        found = moment_of(words, ("mail", "iso"), zone)
        return found.astimezone(UTC) if found.year > 1 else None
    except (Rejected, OverflowError, ValueError):
        return None
