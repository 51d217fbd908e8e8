"""Bytes to event: our own JSON, or CloudEvents 1.0 structured or binary. Whatever does not fit is `Rejected`."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from json import JSONDecodeError, JSONDecoder
from typing import Final, get_args
from urllib.parse import unquote

import msgspec

from schemas.errors import Rejected
from schemas.events import ChatClosed, Said
from schemas.records import AnyRecord, PromiseMade, SurveyAnswered
from schemas.values import EARLIEST, LATEST

Event = Said | AnyRecord

MAX_EVENT_BYTES: Final = 1_048_576

_ENCODER: Final = msgspec.json.Encoder()
_EVENT: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(Event)
_KEY_END: Final = b'":'
_SPACED: Final = re.compile(rb'"\s+:')
_NUL_ESCAPE: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_AT: Final = re.compile(r"^(?P<fault>.*) - at `(?P<place>.*)`$", re.DOTALL)
_NO_TYPE: Final = re.compile(r"^Invalid value '(?P<name>.*)'$", re.DOTALL)
_TYPES: Final = tuple(kind.__name__ for kind in get_args(Event))
_LONGEST_NAME: Final = 64
"""Of what stands in place of a type and is quoted, at most: it may be as long as the event."""
_VERSION_SUFFIX: Final = re.compile(r"\.v\d+$")


class CloudEvent(msgspec.Struct, frozen=True):
    """The attributes of a structured CloudEvent that concern us; extensions are allowed and left unread."""

    id: str
    source: str
    specversion: str
    type: str
    time: str = ""
    data: msgspec.Raw = msgspec.Raw()
    data_base64: str = ""


_CLOUD_EVENT: Final = msgspec.json.Decoder(CloudEvent)


def decode(value: bytes, headers: Mapping[str, str] | None = None, *, at_the_door: bool = True) -> Event:
    """The event in `value`, or `Rejected` with the place and the fault.

    `at_the_door` False leaves out the search for repeated keys and NUL, and lets answers to surveys be off their scale:
    for values that came through a door already, perhaps of a release that looked at less.

    `headers` are the record's or the request's, names in lower case. Unknown fields, repeated keys, NUL
    characters, moments without a zone or outside 1990 to 2099, answers off their survey's scale, and values over 1 MiB
    are all rejected: each is a sender's mistake that would otherwise surface as a wrong figure.
    """
    if not value:
        raise Rejected("$", "empty value (a tombstone is no event)")
    if len(value) > MAX_EVENT_BYTES:
        raise Rejected("$", f"{len(value)} bytes; an event may have {MAX_EVENT_BYTES} at most")
    try:
        event = _open(value, headers or {})
        if at_the_door:
            _refuse_repeated_keys(value)
            _refuse_nul(value)
            _refuse_off_scale(event)
    except RecursionError:
        raise Rejected("$", "nested too deep") from None
    except UnicodeDecodeError as error:
        raise Rejected("$", f"not UTF-8: {error.reason} at byte {error.start}") from None
    except msgspec.DecodeError as error:
        raise _rejected(error) from None
    for place, moment in _moments(event):
        if not EARLIEST <= moment < LATEST:
            raise Rejected(place, f"{moment.isoformat()} is outside 1990 to 2099")
    return event


def _moments(event: Event) -> Iterator[tuple[str, datetime]]:
    """Every moment the event names: of any other the warehouse's columns, or a day added to it, may be too small."""
    yield "$.created_at", event.created_at
    if isinstance(event, PromiseMade) and event.due_at is not None:
        yield "$.due_at", event.due_at
    if isinstance(event, ChatClosed):
        yield from ((f"$.turns[{at}].at", turn.at) for at, turn in enumerate(event.turns) if turn.at)


def _open(value: bytes, headers: Mapping[str, str]) -> Event:
    binary = _binary_attributes(headers)
    if binary is not None:
        return _from_cloud_event(binary, value)
    structured = headers.get("content-type", "").startswith("application/cloudevents+json")
    # Within a JSON string the quotes would be escaped, so the bytes below are a key (or a value "specversion").
    if structured or b'"specversion"' in value:
        outer = _CLOUD_EVENT.decode(value)
        return _from_cloud_event(outer, _data_of(outer))
    return _EVENT.decode(value)


def _binary_attributes(headers: Mapping[str, str]) -> CloudEvent | None:
    """Attributes from `ce_` (Kafka) or `ce-` (HTTP) headers; None where there are none."""
    if not headers:
        return None
    found = {name[3:]: unquote(text) for name, text in headers.items() if name.startswith(("ce_", "ce-"))}
    if not found:
        return None
    for name in ("id", "source", "specversion", "type"):
        if name not in found:
            raise Rejected(f"header ce_{name}", "missing; CloudEvents 1.0 requires it")
    return CloudEvent(
        found["id"], found["source"], found["specversion"], found["type"], found.get("time", "")
    )


def _data_of(outer: CloudEvent) -> bytes:
    if outer.data_base64:
        try:
            return b64decode(outer.data_base64, validate=True)
        except Base64Error as error:
            raise Rejected("$.data_base64", f"not base64: {error}") from None
    if not outer.data:
        raise Rejected("$.data", "missing: the event itself stands there")
    return bytes(outer.data)


def _from_cloud_event(outer: CloudEvent, data: bytes) -> Event:
    """The attributes win over fields of the same meaning in the data: they are what brokers de-duplicate by."""
    if outer.specversion != "1.0":
        raise Rejected("specversion", f"{outer.specversion!r}; this reads 1.0")
    if "\0" in outer.id + outer.source:  # a header may bring it as %00
        raise Rejected("id, source", "NUL character")
    inner = msgspec.json.decode(data)
    if outer.data_base64:  # else the data stands in the bytes that `decode` looks through
        _refuse_repeated_keys(data)
        _refuse_nul(data)
    if not isinstance(inner, dict):
        raise Rejected("$.data", "not a JSON object")
    tag = _VERSION_SUFFIX.sub("", outer.type).rpartition(".")[2]
    fields = inner | {"type": tag, "id": outer.id, "source": outer.source}
    if outer.time:
        fields.setdefault("created_at", outer.time)
    event: Event = msgspec.convert(fields, Event)
    return event


def _rejected(error: msgspec.DecodeError) -> Rejected:
    found = _AT.match(str(error))
    if not found:
        return Rejected("$", str(error))
    no_type = _NO_TYPE.match(found["fault"]) if found["place"] == "$.type" else None
    return Rejected(found["place"], _unknown(no_type["name"]) if no_type else found["fault"])


def _unknown(name: str) -> str:
    shown = name[:_LONGEST_NAME]
    near = get_close_matches(shown.lower(), [known.lower() for known in _TYPES], n=1)
    meant = "".join(f"did you mean {known}? " for known in _TYPES if known.lower() in near)
    return f"{shown!r} is no type of event; {meant}known are {', '.join(_TYPES)}"


def _refuse_off_scale(event: Event) -> None:
    """No survey figure can count such an answer, so its sender has to hear of it."""
    if not isinstance(event, SurveyAnswered):
        return
    if event.lowest >= event.highest:
        raise Rejected("$.lowest", f"{event.lowest} is not below `highest`, {event.highest}")
    if not event.lowest <= event.score <= event.highest:
        scale = f"{event.lowest} to {event.highest}"
        raise Rejected(
            "$.score", f"{event.score} is off the scale, {scale}; `lowest` and `highest` name another"
        )


def _refuse_nul(value: bytes) -> None:
    if b"\\u0000" in value and _NUL_ESCAPE.search(value):
        raise Rejected("$", "NUL character in a string")


def _refuse_repeated_keys(value: bytes) -> None:
    """A repeated key means two programs may read two different events; JSON readers disagree on which wins.

    Read and written again, an event with a repeated key has fewer keys. A string that begins with a colon looks like one
    more, in both. What may hide a key from this count, or cannot be written again, gets the slow look.
    """
    escaped = b"\\" in value and (b'\\"' in value or b"\\u0022" in value)
    plain = not (escaped or b'"specversion"' in value or _SPACED.search(value))
    if plain and value.count(_KEY_END) == _ENCODER.encode(msgspec.json.decode(value)).count(_KEY_END):
        return
    try:
        _STRICT.decode(value.decode())
    except JSONDecodeError as error:
        raise Rejected("$", str(error)) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, member in pairs:
        if name in found:
            raise Rejected(f"$..{name}", "key given twice in one object")
        found[name] = member
    return found


_STRICT: Final = JSONDecoder(object_pairs_hook=_once)


def encode(event: Event) -> bytes:
    """Our own JSON for `event`: what the gateway appends and the simulator writes."""
    return _ENCODER.encode(event)
