"""The gateway with keys that may not send everything, keys that end, and keys that are too fast."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from pipeline.admitting.door import Door, door_of
from pipeline.admitting.keys import Key, digest
from pipeline.admitting.pace import Pace
from pipeline.admitting.shelf import change
from pipeline.gateway import BadLine, Taken, gateway
from pipeline.memory import MemoryLog
from pipeline.ports import NewRecord
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.interactions import DeadLetter
from schemas.topics import DEAD_LETTERS, SOCIAL

Client = TestClient[Request, Application]

POST = b'{"type":"SocialPosted","id":"%s","source":"%s","created_at":"2026-03-01T09:00:00Z","text":"\xe5\x8f\x88\xe5\x9d\x8f\xe4\xba\x86"}'
FORUM = Key(name="forum", sha256=digest("of the forum"), sources=("forum",), channels=("social", "chats"))
CALLS = Key(name="calls", sha256=digest("of calls"), channels=("calls",))


def post(number: str, source: str = "forum") -> bytes:
    return POST % (number.encode(), source.encode())


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


async def opened(log: MemoryLog, door: Door) -> Client:
    client = TestClient(TestServer(gateway(log, door, lambda: None)))
    await client.server.start_server(auto_decompress=False)
    return client


@pytest.fixture
async def client(log: MemoryLog) -> AsyncIterator[Client]:
    async with await opened(log, Door(lambda: (FORUM, CALLS), Pace(0))) as made:
        yield made


async def sent(client: Client, key: str, *lines: bytes) -> tuple[int, Taken]:
    headers = {"X-API-Key": key, "Content-Type": "application/x-ndjson"}
    async with client.post("/v1/events", data=b"\n".join(lines), headers=headers) as answer:
        return answer.status, msgspec.json.decode(await answer.read(), type=Taken)


def letters(log: MemoryLog) -> list[DeadLetter]:
    return [msgspec.json.decode(record.value, type=DeadLetter) for record in log.read(DEAD_LETTERS, 0, 99)]


async def test_what_a_key_may_send_is_kept_and_the_rest_of_its_lines_is_named(
    client: Client, log: MemoryLog
) -> None:
    status, taken = await sent(client, "of the forum", post("1"), post("2", "rival"), post("3"))
    assert (status, taken.accepted) == (403, 2)
    assert taken.rejected == (BadLine(2, "source", "this key may not send for 'rival'; it may for: forum"),)
    assert [record.value for record in log.read(SOCIAL, 0, 99)] == [post("1"), post("3")]
    assert letters(log) == []


async def test_a_channel_that_is_not_the_keys(client: Client, log: MemoryLog) -> None:
    status, taken = await sent(client, "of calls", post("1"))
    assert (status, taken.accepted, [bad.place for bad in taken.rejected]) == (403, 0, ["type"])
    assert log.end(SOCIAL) == 0


async def test_a_broken_event_is_a_dead_letter_unless_it_names_a_foreign_source(
    client: Client, log: MemoryLog
) -> None:
    own, foreign, nobodys = b'{"source":"forum"}', b'{"source":"rival"}', b"hello?"
    status, taken = await sent(client, "of the forum", own, nobodys)
    assert (status, taken.accepted) == (400, 0)
    assert sorted(letter.source for letter in letters(log)) == ["", "forum"]
    status, taken = await sent(client, "of the forum", foreign)
    assert (status, [bad.place for bad in taken.rejected]) == (403, ["source"])
    assert len(letters(log)) == 2


async def test_a_key_is_exchanged_without_a_gap(log: MemoryLog, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    old, new = (Key(name="crm", sha256=digest(text)) for text in ("old", "new"))
    change(file, lambda _: (old,))
    door = door_of(Settings(keys_file=str(file), api_keys=("trial:of-the-trial",)), lambda _: None)
    async with await opened(log, door) as client:
        told = [await statuses(client)]
        change(file, lambda keys: (*keys, new))
        told.append(await statuses(client))
        change(file, lambda keys: keys[1:])
        told.append(await statuses(client))
    assert told == [[202, 401, 202], [202, 202, 202], [401, 202, 202]]


async def statuses(client: Client) -> list[int]:
    found = []
    for key in ("old", "new", "of-the-trial"):
        async with client.post("/v1/events", data=post("1"), headers={"X-API-Key": key}) as answer:
            found.append(answer.status)
    return found


async def test_a_key_that_is_too_fast_waits_and_the_others_do_not(log: MemoryLog) -> None:
    async with await opened(log, Door(lambda: (FORUM, CALLS), Pace(0.1))) as client:
        assert (await sent(client, "of the forum", post("1"), post("2"), post("3")))[0] == 202
        async with client.post("/v1/events", data=post("4"), headers={"X-API-Key": "of the forum"}) as answer:
            assert answer.status == 429
            assert 10 <= int(answer.headers["Retry-After"]) <= 20
        assert (await sent(client, "of calls", post("1")))[0] == 403
    assert log.end(SOCIAL) == 3


class Locked(MemoryLog):
    """A Kafka that does not know our password any more."""

    def append(self, records: Sequence[NewRecord], mark: tuple[str, str] | None = None) -> None:
        raise Misused(f"it does not know the user 'gateway' ({len(records)}, {mark})")


async def test_a_log_that_does_not_let_us_in_is_not_the_senders_business() -> None:
    headers = {"X-API-Key": "of the forum"}
    async with (
        await opened(Locked(), Door(lambda: (FORUM,), Pace(0))) as client,
        client.post("/v1/events", data=post("1"), headers=headers) as answer,
    ):
        assert answer.status == 503
        assert "Retry-After" in answer.headers
        assert "gateway'" not in await answer.text()
