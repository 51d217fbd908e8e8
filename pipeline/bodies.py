"""A request's body to its parts: read with a limit, inflated with the same limit, split into events.

The server must not inflate by itself (`gateway.runner` sees to that): a broken gzip stream would then end the
connection without an answer.
"""

import asyncio
import zlib
from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec
from aiohttp import web

MAX_BODY: Final = 1_048_576
MAX_PARTS: Final = 20_000  # a million line ends must not become a million dead letters
SECONDS_TO_SEND: Final = 30  # for a whole body; a slower sender would hold a connection for nothing

_LINES: Final = frozenset(
    {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
)
# What clients send when nobody chose a type; curl's --data calls everything a form.
_UNSAID: Final = frozenset({"", "application/octet-stream", "application/x-www-form-urlencoded"})
_JSON: Final = "application/json"
_STRUCTURED: Final = "application/cloudevents+json"
_BATCH: Final = "application/cloudevents-batch+json"
_KNOWN: Final = frozenset({_JSON, _STRUCTURED, _BATCH}) | _LINES | _UNSAID
# 32 lets zlib recognise both of its own headers, gzip's and zlib's; senders mix up the two names.
_INFLATED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_ANY_HEADER: Final = 32 + zlib.MAX_WBITS
_WHOLE: Final = msgspec.json.Decoder(msgspec.Raw)
_BATCHED: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Refused(Exception):
    """The whole request is answered with this status; nothing of it is kept."""

    def __init__(self, status: int, fault: str) -> None:
        self.status = status
        self.fault = fault
        super().__init__(fault)


class Part(NamedTuple):
    """One event as it came. `line` counts from 1: the line of the body or the place in the batch."""

    line: int
    value: bytes
    headers: Mapping[str, str]


async def read_body(request: web.Request) -> bytes:
    """The body, inflated, at most MAX_BODY long; or Refused."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in _INFLATED | {"identity", ""}:
        raise Refused(415, f"Content-Encoding {encoding!r} is unknown here; send gzip, deflate or none")
    if (request.content_length or 0) > MAX_BODY:
        raise _too_large()
    try:
        async with asyncio.timeout(SECONDS_TO_SEND):
            return await (_inflated(request) if encoding in _INFLATED else _plain(request))
    except TimeoutError:
        raise Refused(408, f"the body did not arrive within {SECONDS_TO_SEND} seconds") from None


async def _plain(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            raise _too_large()
    return bytes(body)


async def _inflated(request: web.Request) -> bytes:
    inflater, body = zlib.decompressobj(_ANY_HEADER), bytearray()
    try:
        async for chunk in request.content.iter_any():
            # One byte over the limit tells a body that is too large from one that just fits.
            body += inflater.decompress(chunk, MAX_BODY + 1 - len(body))
            if len(body) > MAX_BODY:
                raise _too_large()
    except zlib.error as error:
        raise Refused(400, f"the compressed body is broken: {error}") from None
    if not inflater.eof or inflater.unused_data:
        raise Refused(400, "the compressed body is cut short or has bytes after its end")
    return bytes(body)


def _too_large() -> Refused:
    return Refused(413, f"a body may have {MAX_BODY} bytes once inflated; send it in parts")


def parts_of(body: bytes, content_type: str, headers: Mapping[str, str]) -> list[Part]:
    """The events of a body, or Refused. `headers` are the request's, names in lower case."""
    if content_type not in _KNOWN:
        raise Refused(
            415,
            f"Content-Type {content_type!r} is unknown here; send application/json (one event), "
            "application/x-ndjson (one a line), application/cloudevents+json or "
            "application/cloudevents-batch+json",
        )
    if not body.strip():
        raise Refused(400, "the body is empty; send one event or one a line")
    found = _split(body, content_type, headers)
    if len(found) > MAX_PARTS:
        raise Refused(413, f"{len(found)} events; a request may have {MAX_PARTS}; send it in parts")
    return found


def _split(body: bytes, content_type: str, headers: Mapping[str, str]) -> list[Part]:
    binary = {name: text for name, text in headers.items() if name.startswith("ce-")}
    if binary:
        return [Part(1, body, binary)]
    if content_type == _STRUCTURED:
        return [Part(1, body, {"content-type": _STRUCTURED})]
    if content_type == _BATCH:
        return _batch(body)
    if content_type in _LINES or _is_lines(body):
        return _lines(body)
    return [Part(1, body.strip(), {})]


def _batch(body: bytes) -> list[Part]:
    try:
        members = _BATCHED.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(400, f"not a JSON array of CloudEvents: {error}") from None
    if not members:
        raise Refused(400, "the batch is empty")
    return [Part(i, bytes(member), {"content-type": _STRUCTURED}) for i, member in enumerate(members, 1)]


def _lines(body: bytes) -> list[Part]:
    lines = enumerate(body.split(b"\n"), 1)
    return [Part(i, line.strip(b" \t\r"), {}) for i, line in lines if line.strip()]


def _is_lines(body: bytes) -> bool:
    """Many events under the name of one: the whole is no JSON document, but some line is an object by itself.

    A broken event spread over several lines stays one event, so that its fault is told once: the objects within it
    are indented.
    """
    lines = body.strip().split(b"\n")
    if len(lines) == 1 or _is_json(body):
        return False
    return any(line.startswith(b"{") and _is_json(line) for line in lines)


def _is_json(text: bytes) -> bool:
    try:
        _WHOLE.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
