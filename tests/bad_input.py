"""Bytes that break the contract, each in its own way. All of them must end as dead letters, their neighbours stored."""

import json
from typing import Final

GOOD: Final = {
    "type": "CallEnded",
    "id": "1",
    "source": "corpus",
    "created_at": "2026-01-01T00:00:00Z",
    "turns": [],
}


def call(**fields: object) -> bytes:
    return json.dumps(GOOD | fields, ensure_ascii=False).encode()


def _raw(member: str) -> bytes:
    return call()[:-1] + b"," + member.encode() + b"}"


def survey(**fields: object) -> bytes:
    whole = GOOD | {"type": "SurveyAnswered", "survey": "csat"} | fields
    return json.dumps({name: value for name, value in whole.items() if name != "turns"}).encode()


CORPUS: Final[dict[str, bytes]] = {
    "bad JSON": b'{"type": "CallEnded", "id": ',
    "not JSON at all": b"hello?",
    "empty object": b"{}",
    "null": b"null",
    "an array": b"[]",
    "a lone high surrogate": call(queue="x").replace(b'"x"', rb'"\ud800"'),
    "a lone low surrogate": call(queue="x").replace(b'"x"', rb'"\udc00"'),
    "NaN": _raw('"transfers": NaN'),
    "Infinity": _raw('"transfers": Infinity'),
    "1e400": _raw('"transfers": 1e400'),
    "2 to the 70": call(transfers=2**70),
    "nesting 100,000 deep": b'{"type": "CallEnded", "turns": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nesting in an envelope": b'{"specversion": "1.0", "id": "1", "source": "s", "type": "CallEnded", "data": '
    + b"[" * 100_000
    + b"]" * 100_000
    + b"}",
    "a value of 5 MB": call(queue="x" * 5_000_000),
    "a long label": call(queue="x" * 257),
    "the wrong type": call(id=5),
    "a string for a number": call(transfers="2"),
    "a negative time": call(waited=-1),
    "the year 1960": call(created_at="1960-01-01T00:00:00Z"),
    "the year 2300": call(created_at="2300-01-01T00:00:00Z"),
    "no zone": call(created_at="2026-01-01T00:00:00"),
    "no such day": call(created_at="2026-02-30T00:00:00Z"),
    "an escaped NUL": call(queue="a\0b"),
    "a bare NUL": call(queue="x").replace(b"x", b"\0"),
    "a byte order mark": b"\xef\xbb\xbf" + call(),
    "a repeated key": b'{"id": "2",' + call()[1:],
    "a repeated key in other letters": b'{"\\u0069d": "2",' + call()[1:],
    "an unknown field": call(mood="bad"),
    "an unknown type": call(type="FaxReceived"),
    "no id": json.dumps({k: v for k, v in GOOD.items() if k != "id"}).encode(),
    "an empty id": call(id=""),
    "invalid UTF-8": call(queue="x").replace(b'"x"', b'"\xff\xfe"'),
    "UTF-16": call().decode().encode("utf-16"),
    "an envelope of another version": b'{"specversion": "0.3", "id": "1", "source": "s", "type": "CallEnded"}',
    "an envelope without data": b'{"specversion": "1.0", "id": "1", "source": "s", "type": "CallEnded"}',
    "an answer above its scale": survey(score=6, lowest=1, highest=5),
    "an answer below its scale": survey(score=0, lowest=1, highest=5),
    "a scale of one point": survey(score=5, lowest=5, highest=5),
    "something after the end": call() + b" {}",
}
