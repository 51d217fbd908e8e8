"""Messages by webhook, against a real server on this machine that checks them with the library of the standard."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook as Standard

from pipeline.alerting import webhook
from pipeline.alerting.targets import Webhook, targets
from pipeline.settings import Settings
from schemas.alerting import Ended, Kind, Outcome
from schemas.errors import Misused
from tests.alerting.raised import alert
from tests.rows import HOUR, NOON

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime.now(UTC)
BODY = webhook.body(alert(voices=("坏了",), voice_keys=("k",)), Kind.OPENED, ("English.", "中文。"))


class Got(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


@asynccontextmanager
async def receiver(answer: Callable[[], web.StreamResponse]) -> AsyncIterator[tuple[str, list[Got]]]:
    """A server that keeps what it gets."""
    got: list[Got] = []

    async def take(request: web.Request) -> web.StreamResponse:
        got.append(Got(request.path, dict(request.headers), await request.read()))
        return answer()

    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", take)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/hook?token=s3cret", got
    finally:
        await runner.cleanup()


def to(url: str) -> Webhook:
    found = targets(Settings(webhook_url=url, webhook_secret=SECRET)).webhook
    assert found
    return found


async def posted(answer: Callable[[], web.StreamResponse]) -> tuple[Outcome, list[Got]]:
    async with receiver(answer) as (url, got):
        return await webhook._post(to(url), "msg_1", BODY, datetime.now(UTC)), got


async def test_what_arrives_is_signed_and_says_everything() -> None:
    outcome, (got,) = await posted(lambda: web.Response(status=204))
    assert outcome.ended is Ended.SENT
    told = Standard(SECRET).verify(got.body, got.headers)
    assert (told["type"], told["timestamp"]) == ("alert.opened", "2026-03-31T12:00:00Z")
    data = told["data"]
    assert data["text"] == {"en": "English.", "zh": "中文。"}
    assert data["voices"] == [{"event_key": "k", "words": "坏了"}]
    assert (data["n"], data["low"], data["high"], data["state"]) == (500, 120.5, 180.0, "open")
    assert data["place"] == {"dimension": "region", "value": "North", "en": "North", "zh": "North"}
    headers = {name.lower(): value for name, value in got.headers.items()}
    assert (headers["webhook-id"], headers["content-type"]) == ("msg_1", "application/json")


async def test_a_changed_byte_is_noticed() -> None:
    _, (got,) = await posted(web.Response)
    with pytest.raises(Exception, match="No matching signature"):
        Standard(SECRET).verify(got.body.replace(b"500", b"501"), got.headers)


def test_a_message_is_the_same_bytes_however_often_it_is_sent() -> None:
    over = alert(closed_at=NOON + HOUR, closed_why="back", closed_value=80.0)
    again = webhook.body(msgspec.structs.replace(over, version=9), Kind.OPENED, ("a", "b"))
    assert again == webhook.body(alert(), Kind.OPENED, ("a", "b"))
    end = msgspec.json.decode(webhook.body(over, Kind.CLOSED, ("a", "b")))
    assert (end["type"], end["timestamp"]) == ("alert.closed", "2026-03-31T13:00:00Z")
    assert (end["data"]["state"], end["data"]["closed_value"]) == ("closed", 80.0)


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        (200, Ended.SENT),
        (202, Ended.SENT),
        (302, Ended.REFUSED),
        (400, Ended.REFUSED),
        (401, Ended.REFUSED),
        (404, Ended.REFUSED),
        (408, Ended.AGAIN),
        (410, Ended.GONE),
        (429, Ended.AGAIN),
        (500, Ended.AGAIN),
        (503, Ended.AGAIN),
    ],
)
async def test_each_answer_has_its_fate(status: int, ended: Ended) -> None:
    headers = {"Location": "/elsewhere", "Retry-After": "90"}
    outcome, got = await posted(lambda: web.Response(status=status, headers=headers))
    assert outcome.ended is ended
    assert outcome.wait == (90 if ended is Ended.AGAIN and status != 0 else 0)
    assert [one.path for one in got] == ["/hook"]  # redirects are not followed


async def test_a_long_answer_is_not_read() -> None:
    outcome, _ = await posted(lambda: web.Response(body=b"x" * 10_000_000))
    assert outcome.ended is Ended.SENT


async def test_nobody_there_is_tried_again_without_telling_the_address() -> None:
    async with receiver(web.Response) as (url, _):
        pass
    outcome = await webhook._post(to(url), "msg_1", BODY, NOW)
    assert outcome.ended is Ended.AGAIN
    assert "s3cret" not in outcome.error
    assert "127.0.0.1" not in outcome.error


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("", 0), ("120", 120), ("99999999999", 86_400), ("-5", 0), ("soon", 0), ("٣", 0)],
)
def test_what_a_receiver_asks_for(given: str, seconds: int) -> None:
    assert webhook.outcome(503, given, NOW).wait == seconds


def test_a_date_to_wait_for() -> None:
    later = (NOW + timedelta(seconds=100)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert 98 <= webhook.outcome(503, later, NOW).wait <= 100
    assert webhook.outcome(503, "Thu, 01 Jan 1998 00:00:00 GMT", NOW).wait == 0


@pytest.mark.parametrize(
    ("url", "secret", "said"),
    [
        ("http://hooks.example/x", SECRET, "https"),
        ("https://user:pw@hooks.example/x", SECRET, "leave user and password out"),
        ("ftp://hooks.example", SECRET, "not a URL"),
        ("https://hooks.example:99999/", SECRET, "not a URL"),
        ("https:///path", SECRET, "not a URL"),
        ("https://hooks.example/x y", SECRET, "not a URL"),
        ("https://hooks.example/x", "", "without webhook_secret"),
        ("https://hooks.example/x", "secret", "whsec_"),
        ("https://hooks.example/x", "whsec_é", "24 to 64 bytes"),
        ("https://hooks.example/x", "whsec_c2hvcnQ=", "24 to 64 bytes"),
    ],
)
def test_settings_that_cannot_be_used(url: str, secret: str, said: str) -> None:
    with pytest.raises(Misused, match=said) as wrong:
        targets(Settings(webhook_url=url, webhook_secret=secret))
    assert "pw" not in str(wrong.value).split()
    assert "c2hvcnQ" not in str(wrong.value)


def test_the_name_of_a_target_holds_no_secret_and_changes_with_the_address() -> None:
    one, two = (to(f"https://hooks.example/services/{key}") for key in ("T0/abc", "T0/xyz"))
    assert one.target.name.startswith("hooks.example/")
    assert "abc" not in one.target.name
    assert one.target.name != two.target.name
