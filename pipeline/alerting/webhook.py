"""Messages by webhook, as Standard Webhooks (standardwebhooks.com) has them: id, time and signature in headers, JSON inside.

What was not answered with 2xx in ten seconds counts as not received. A receiver that asks for another address (3xx)
is not followed: the signature vouches for words of customers, which go nowhere but where a person sent them.
"""

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
import msgspec
from standardwebhooks.webhooks import Webhook as Signing

from pipeline.alerting.targets import Webhook
from schemas.alerting import SENT, AlertRow, Ended, Kind, Outcome
from schemas.taxonomy import Name

TIMEOUT: Final = 10.0  # seconds for everything
READ_AT_MOST: Final = 65_536  # bytes of an answer, which nobody needs
_AGAIN: Final = {408, 425, 429}


class Place(msgspec.Struct, frozen=True):
    """Where, for programs and for people."""

    dimension: str
    value: str
    en: str
    zh: str


class Voice(msgspec.Struct, frozen=True):
    """One customer's redacted words and the event they are from."""

    event_key: str
    words: str


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """An alert as receivers get it. `value`, `low`, `high`, `n` and `coverage` are those it opened with."""

    rule: str
    cell: str
    name: Name
    severity: str
    state: str
    signal: str
    unit: str
    place: Place | None
    opened_at: datetime
    since: datetime
    value: float
    low: float | None
    high: float | None
    threshold: float
    n: int
    coverage: float | None
    text: Name
    evidence: tuple[str, ...]
    voices: tuple[Voice, ...]
    closed_at: datetime | None
    closed_why: str
    closed_value: float | None


class Body(msgspec.Struct, frozen=True):
    """What is posted. `timestamp` is when it happened, so the same message has the same body however often it is sent."""

    type: str
    timestamp: datetime
    data: Data


def body(alert: AlertRow, kind: Kind, text: tuple[str, str]) -> bytes:
    """The JSON of one message; `text` is what people read of it, in English and in Chinese."""
    at = alert.closed_at if kind is Kind.CLOSED and alert.closed_at else alert.opened_at
    return msgspec.json.encode(Body(f"alert.{kind}", at, _data(alert, kind, text)))


def _data(alert: AlertRow, kind: Kind, text: tuple[str, str]) -> Data:
    over = kind is Kind.CLOSED
    return Data(
        rule=alert.rule,
        cell=alert.cell,
        name=Name(alert.name_en, alert.name_zh),
        severity=alert.severity,
        state="closed" if over else "open",
        signal=alert.signal,
        unit=alert.unit,
        place=Place(alert.dimension, alert.place, alert.place_en, alert.place_zh)
        if alert.dimension
        else None,
        opened_at=alert.opened_at,
        since=alert.since,
        value=alert.value,
        low=alert.low,
        high=alert.high,
        threshold=alert.threshold,
        n=alert.n,
        coverage=alert.coverage,
        text=Name(*text),
        evidence=alert.evidence,
        voices=tuple(Voice(key, said) for key, said in zip(alert.voice_keys, alert.voices, strict=True)),
        closed_at=alert.closed_at if over else None,
        closed_why=alert.closed_why if over else "",
        closed_value=alert.closed_value if over else None,
    )


def post(to: Webhook, message_id: str, content: bytes, at: datetime) -> Outcome:
    """Post the signed content once; whatever happens is an outcome. Blocks for ten seconds at most."""
    return asyncio.run(_post(to, message_id, content, at))


async def _post(to: Webhook, message_id: str, content: bytes, at: datetime) -> Outcome:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "earshot",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signing(to.secret).sign(message_id, at, content.decode()),
    }
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session,
            session.post(to.url, data=content, headers=headers, allow_redirects=False) as answer,
        ):
            await answer.content.read(READ_AT_MOST)
            return outcome(answer.status, answer.headers.get("Retry-After", ""), at)
    except TimeoutError:
        return Outcome(ended=Ended.AGAIN, error=f"no answer within {TIMEOUT:.0f} s")
    except (aiohttp.ClientError, OSError) as error:
        # The error's own text may hold the address, and that a secret.
        return Outcome(ended=Ended.AGAIN, error=f"not reached: {type(error).__name__}")


def outcome(status: int, retry_after: str, at: datetime) -> Outcome:
    """What a status means: sent, again, refused for good, or gone."""
    said = f"HTTP {status}"
    if 200 <= status < 300:
        return SENT
    if status == 410:
        return Outcome(ended=Ended.GONE, error=f"{said}: the receiver wants no more")
    if status in _AGAIN or status >= 500:
        return Outcome(ended=Ended.AGAIN, error=said, wait=_seconds(retry_after, at))
    if 300 <= status < 400:
        said += ": redirects are not followed; give the final address"
    return Outcome(ended=Ended.REFUSED, error=said)


def _seconds(retry_after: str, at: datetime) -> int:
    if retry_after.isascii() and retry_after.isdigit():
        return min(int(retry_after[:9]), 86_400)
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError):
        return 0
    if until.tzinfo is None:
        return 0
    return max(0, min(int((until - at).total_seconds()), 86_400))
