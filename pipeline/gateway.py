"""The door for events over HTTP: `POST /v1/events`, `GET /healthz`, `GET /readyz`.

A body is one event (`application/json`), many (`application/x-ndjson`), or CloudEvents 1.0: structured
(`application/cloudevents+json`), batched (`application/cloudevents-batch+json`) or binary (`ce-` headers);
plain, gzip or deflate. The key stands in `Authorization: Bearer KEY` or in `X-API-Key`.

    202  {"accepted": n}            all of it is durable in the log
    400  {"accepted": n, "rejected": [{"line", "place", "fault"}]}
                                    good lines are durable, bad ones are durable as dead letters
    403  as 400, and some of them are not this key's to send: those are kept nowhere
    401  no key, a wrong one or one that has expired
    413  over 1 MiB once inflated, or over 20,000 events
    408  the body came too slowly   415  content type or encoding unknown
    429  the log is full, or this key sends too fast
    503  the log is not available; both say when to retry

An event is known by its (tenant, source, id): the same event sent twice changes no figure. After a 429, a 503 or a
broken connection, send the whole request again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final
from uuid import uuid4

import msgspec
from aiohttp import web

from pipeline.admitting.door import Door
from pipeline.admitting.keys import Key
from pipeline.bodies import Part, Refused, parts_of, read_body
from pipeline.ports import Intake, NewRecord
from schemas.envelope import decode, encode
from schemas.errors import LogFull, LogUnavailable, Misused, Rejected
from schemas.interactions import DeadLetter
from schemas.topics import CALLS, DEAD_LETTERS, key_of, topic_of

RETRY_WHEN_FULL: Final = "60"  # seconds; the log must be worked off or trimmed first
RETRY_WHEN_AWAY: Final = "5"


class BadLine(msgspec.Struct, frozen=True):
    """What was wrong with one event of a request, and where."""

    line: int
    place: str
    fault: str


class Taken(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer: how many events are durable, and what was wrong with the others."""

    accepted: int
    rejected: tuple[BadLine, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    fault: str


class _Source(msgspec.Struct, frozen=True):
    source: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """`on_append` is called on the loop's thread once events are durable."""

    log: Intake
    door: Door
    on_append: Callable[[], None]

    def routes(self) -> list[web.RouteDef]:
        """To be added to an application that serves more than the gateway."""
        return [
            web.post("/v1/events", self.take),
            web.get("/healthz", self.healthy),
            web.get("/readyz", self.ready),
        ]

    async def take(self, request: web.Request) -> web.Response:
        key = self.door.known(given_key(request.headers))
        if key is None:
            return _answer(401, Fault("a valid API key is needed"), {"WWW-Authenticate": "Bearer"})
        if wait := self.door.wait(key):
            return _answer(429, Fault("this key sends too fast"), {"Retry-After": str(ceil(wait))})
        return await _told(self._take(request, key))

    async def _take(self, request: web.Request, key: Key) -> web.Response:
        body = await read_body(request)
        headers = {field.lower(): _text(text) for field, text in request.headers.items()}
        said = headers.get("content-type", "").partition(";")[0].strip().lower()
        parts = parts_of(body, said, headers)
        self.door.took(key, len(parts))
        # Thousands of events are checked beside the loop, so that other requests are answered meanwhile.
        taken, status = await asyncio.to_thread(_keep, self.log, parts, key)
        self.on_append()
        return _answer(status, taken)

    async def healthy(self, _: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"status": "ok"})

    async def ready(self, _: web.Request) -> web.Response:
        """The log answers too."""
        return await _told(self._ready())

    async def _ready(self) -> web.Response:
        await asyncio.to_thread(self.log.end, CALLS)
        return web.json_response({"status": "ready"})


def gateway(log: Intake, door: Door, on_append: Callable[[], None]) -> web.Application:
    """The gateway alone, to be served by `runner`."""
    application = web.Application()
    application.add_routes(Gateway(log, door, on_append).routes())
    return application


def runner(application: web.Application) -> web.AppRunner:
    """A runner for any application that has the gateway's routes: bodies reach them as they were sent."""
    return web.AppRunner(application, auto_decompress=False, access_log=None)


def given_key(headers: Mapping[str, str]) -> str:
    """The text of the key that a request carries; empty when it carries none."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else headers.get("X-API-Key", "")


def _origin(name: str) -> str:
    """Names this one request: a dead letter is known by its origin, and the same bad line received twice is two."""
    return f"gateway:{name}:{uuid4().hex}"


def _keep(log: Intake, parts: Sequence[Part], key: Key) -> tuple[Taken, int]:
    """Append what is good to its topic and what is bad to the dead letters, all in one durable write.

    What the key may not send is only answered: a dead letter would stand in the account of a source that never sent it.
    """
    origin = _origin(key.name)
    records: list[NewRecord] = []
    bad: list[BadLine] = []
    status = 202
    for part in parts:
        record, fault = _record(part, key, f"{origin}:{part.line}")
        if record:
            records.append(record)
        if fault:
            bad.append(fault)
            status = 400 if record and status != 403 else 403
    log.append(records)
    return Taken(len(parts) - len(bad), tuple(bad)), status


def _record(part: Part, key: Key, origin: str) -> tuple[NewRecord | None, BadLine | None]:
    """What is to be kept of a part, and what is wrong with it."""
    try:
        event = decode(part.value, part.headers)
    except Rejected as why:
        fault = BadLine(part.line, why.place, why.fault)
        if outside := key.outside(_source_of(part), ""):
            return None, BadLine(part.line, *outside)
        return _dead_letter(part, why, origin), fault
    topic = topic_of(event)
    if outside := key.outside(event.source, topic.removeprefix("voc.")):
        return None, BadLine(part.line, *outside)
    return NewRecord(topic, key_of(event), encode(event)), None


def _dead_letter(part: Part, why: Rejected, origin: str) -> NewRecord:
    letter = DeadLetter(
        reason=why.fault,
        place=why.place,
        source=_source_of(part),
        value=part.value,
        headers=dict(part.headers),
        origin=origin,
    )
    return NewRecord(DEAD_LETTERS, origin.encode(), msgspec.json.encode(letter))


def _source_of(part: Part) -> str:
    """The source as far as a broken event still says it; else empty."""
    try:
        return msgspec.json.decode(part.value, type=_Source).source[:128]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return part.headers.get("ce-source", "")[:128]


def _text(header: str) -> str:
    """A header's bytes that are no UTF-8 reach us as lone surrogates, which no encoder takes."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def _told(answer: Awaitable[web.Response]) -> web.Response:
    """The answer, or what the sender is to do instead."""
    try:
        return await answer
    except Refused as why:
        return _answer(why.status, Fault(why.fault))
    except LogFull as why:
        return _answer(429, Fault(str(why)), {"Retry-After": RETRY_WHEN_FULL})
    except LogUnavailable as why:
        return _answer(503, Fault(str(why)), {"Retry-After": RETRY_WHEN_AWAY})
    except Misused:
        # Ours to mend, and not the sender's to read: a password, a certificate or a right at Kafka.
        return _answer(503, Fault("the log does not let the gateway in"), {"Retry-After": RETRY_WHEN_FULL})


def _answer(status: int, said: msgspec.Struct, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        status=status, body=msgspec.json.encode(said), content_type="application/json", headers=headers
    )
