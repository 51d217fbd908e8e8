"""The gateway over real HTTP on loopback, with the log in memory."""

import asyncio
import gzip
import zlib
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from io import BytesIO

import msgspec
import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request, TCPSite

from pipeline.admitting.door import Door
from pipeline.admitting.keys import named
from pipeline.admitting.pace import Pace
from pipeline.bodies import MAX_BODY, MAX_PARTS
from pipeline.gateway import Gateway, Taken, gateway, given_key, runner
from pipeline.memory import MemoryLog
from pipeline.page.app import page
from pipeline.ports import NewRecord
from pipeline.warehouse.engine import Answer
from schemas.errors import LogUnavailable, WarehouseUnavailable
from schemas.interactions import DeadLetter
from schemas.topics import CHATS, DEAD_LETTERS, EMAILS, RECORDS, SOCIAL

Client = TestClient[Request, Application]

KEYS = named(["web:first-key", "crm:密钥-second"])
DOOR = Door(lambda: KEYS, Pace(0))
KEY = {"X-API-Key": "first-key"}
LINES = KEY | {"Content-Type": "application/x-ndjson"}
POST = b'{"type":"SocialPosted","id":"p%d","source":"forum","created_at":"2026-03-01T09:00:00Z","text":"%s"}'


def post(number: int, text: str = "It broke again") -> bytes:
    return POST % (number, text.encode())


class Appends:
    """Counts the calls that say something was appended."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


class ClosedLog(MemoryLog):
    """A log whose disk has gone."""

    def append(self, records: Sequence[NewRecord], mark: tuple[str, str] | None = None) -> None:
        raise LogUnavailable(f"the disk has gone; {len(records)} records, mark {mark}")

    def end(self, topic: str) -> int:
        raise LogUnavailable(f"the disk of {topic} has gone")


class ClosedWarehouse:
    """A warehouse that never answers."""

    def ask(self, sql: str) -> Answer:
        raise WarehouseUnavailable(f"no answer to {sql[:6]}")


async def open_client(log: MemoryLog, appended: Appends) -> Client:
    client = TestClient(TestServer(gateway(log, DOOR, appended)))
    await client.server.start_server(auto_decompress=False)
    return client


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def appended() -> Appends:
    return Appends()


@pytest.fixture
async def client(log: MemoryLog, appended: Appends) -> AsyncIterator[Client]:
    async with await open_client(log, appended) as opened:
        yield opened


async def answered(client: Client, body: bytes | BytesIO, headers: Mapping[str, str]) -> tuple[int, Taken]:
    async with client.post("/v1/events", data=body, headers=headers) as answer:
        return answer.status, msgspec.json.decode(await answer.read(), type=Taken)


async def refused(client: Client, body: bytes | BytesIO, headers: Mapping[str, str]) -> tuple[int, str]:
    async with client.post("/v1/events", data=body, headers=headers) as answer:
        return answer.status, await answer.text()


def values(log: MemoryLog, topic: str) -> list[bytes]:
    return [record.value for record in log.read(topic, 0, 100_000)]


def letters(log: MemoryLog) -> list[DeadLetter]:
    return [msgspec.json.decode(value, type=DeadLetter) for value in values(log, DEAD_LETTERS)]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/octet-stream",
        "application/x-www-form-urlencoded",  # what curl --data-binary says of every file
    ],
)
async def test_one_event_is_taken(client: Client, log: MemoryLog, appended: Appends, kind: str) -> None:
    status, taken = await answered(client, post(1), KEY | {"Content-Type": kind})
    assert (status, taken) == (202, Taken(1))
    assert values(log, SOCIAL) == [post(1)]
    assert appended.count == 1


async def test_an_event_may_be_spread_over_lines(client: Client, log: MemoryLog) -> None:
    status, _ = await answered(
        client, msgspec.json.format(post(1), indent=2), KEY | {"Content-Type": "application/json"}
    )
    assert status == 202
    assert values(log, SOCIAL) == [post(1)]


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("bad", [b"hello?", b"", b"{", b'{"a":\r'])
async def test_lines_under_another_name_are_lines_whatever_the_first_is(
    client: Client, log: MemoryLog, kind: str, bad: bytes
) -> None:
    status, taken = await answered(client, b"\n".join([bad, post(1), post(2)]), KEY | {"Content-Type": kind})
    assert (status, taken.accepted) == (400 if bad else 202, 2)
    assert values(log, SOCIAL) == [post(1), post(2)]


async def test_a_broken_event_over_lines_is_told_once(client: Client, log: MemoryLog) -> None:
    broken = msgspec.json.format(post(1), indent=2)[:-3]
    status, taken = await answered(client, broken, KEY | {"Content-Type": "application/json"})
    assert (status, len(taken.rejected)) == (400, 1)
    assert [letter.value for letter in letters(log)] == [broken]


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/ndjson", "application/json"])
async def test_lines_go_to_the_topics_of_their_types(client: Client, log: MemoryLog, kind: str) -> None:
    body = b"\r\n".join(
        [
            post(1, "又坏了"),
            b'{"type":"EmailReceived","id":"m1","source":"mail","created_at":"2026-03-01T09:00:00+08:00","customer":"C1"}',
            b"",
            b'{"type":"ChatMessage","id":"c1","source":"chat","created_at":"2026-03-01T09:00:00Z","text":"hi","speaker":"customer"}',
            b'{"type":"CaseOpened","id":"k1","source":"crm","created_at":"2026-03-01T09:00:00Z","case":"7"}',
        ]
    )
    assert await answered(client, body, KEY | {"Content-Type": kind}) == (202, Taken(4))
    assert [log.end(topic) for topic in (SOCIAL, EMAILS, CHATS, RECORDS)] == [1, 1, 1, 1]
    assert log.read(EMAILS, 0, 1)[0].key == b"C1"


async def test_bad_lines_are_dead_letters_and_their_neighbours_are_kept(
    client: Client, log: MemoryLog
) -> None:
    bad = [
        b"{",
        b'{"type":"SocialPosted","id":"x","source":"forum","created_at":"1960-01-01T00:00:00Z","text":"old"}',
        b'\xff\xfe{"source":"forum"}',
        b"[" * 100_000,
        b'{"type":"SocialPosted","id":7,"source":"forum","created_at":"2026-03-01T09:00:00Z","text":"\\ud800"}',
        b'\xef\xbb\xbf{"type":"SocialPosted"}',
        b'{"type":"Unheard","id":"x","source":"forum"}',
    ]
    body = b"\n".join([post(1), *bad, post(2)])
    status, taken = await answered(client, body, LINES)
    assert status == 400
    assert taken.accepted == 2
    assert [line.line for line in taken.rejected] == [2, 3, 4, 5, 6, 7, 8]
    assert all(line.fault for line in taken.rejected)
    assert taken.rejected[1].place == "$.created_at"
    assert values(log, SOCIAL) == [post(1), post(2)]
    assert [letter.value for letter in letters(log)] == bad
    origins = [letter.origin.split(":") for letter in letters(log)]
    assert [(kind, name, line) for kind, name, _, line in origins] == [
        ("gateway", "web", str(i)) for i in range(2, 9)
    ]
    assert letters(log)[1].source == "forum"


async def test_the_same_bad_line_received_twice_is_two_dead_letters(client: Client, log: MemoryLog) -> None:
    for _ in range(2):
        await answered(client, b"{\n{", LINES)
    assert len({letter.origin for letter in letters(log)}) == 4


async def test_a_structured_cloud_event_is_taken(client: Client, log: MemoryLog) -> None:
    body = (
        b'{"specversion":"1.0","id":"p1","source":"forum","type":"com.bank.SocialPosted.v1","time":"2026-03-01T09:00:00Z",'
        b'"data":{"text":"It broke again"}}'
    )
    status, _ = await answered(client, body, KEY | {"Content-Type": "application/cloudevents+json"})
    assert status == 202
    assert values(log, SOCIAL) == [post(1)]


async def test_a_batch_of_cloud_events_is_taken_by_place(client: Client, log: MemoryLog) -> None:
    whole = b'{"specversion":"1.0","id":"p%d","source":"forum","type":"SocialPosted","time":"2026-03-01T09:00:00Z","data_base64":"%s"}'
    data = b64encode(b'{"text":"It broke again"}')
    body = b"[%s, {}, %s]" % (whole % (1, data), whole % (2, data))
    status, taken = await answered(client, body, KEY | {"Content-Type": "application/cloudevents-batch+json"})
    assert (status, taken.accepted, taken.rejected[0].line) == (400, 2, 2)
    assert values(log, SOCIAL) == [post(1), post(2)]


@pytest.mark.parametrize("body", [b"{}", b"[]", b"[", b"[" * 5_000])
async def test_a_batch_that_is_none_is_refused(client: Client, body: bytes) -> None:
    status, _ = await refused(client, body, KEY | {"Content-Type": "application/cloudevents-batch+json"})
    assert status == 400


BINARY = {
    "ce-specversion": "1.0",
    "ce-id": "p1",
    "ce-type": "SocialPosted",
    "ce-time": "2026-03-01T09:00:00Z",
    "Content-Type": "application/json",
}


async def test_a_binary_cloud_event_is_taken(client: Client, log: MemoryLog) -> None:
    status, _ = await answered(client, b'{"text":"It broke again"}', KEY | BINARY | {"ce-source": "forum"})
    assert status == 202
    assert values(log, SOCIAL) == [post(1)]


async def test_a_binary_cloud_event_without_a_source_is_a_dead_letter_with_its_headers(
    client: Client, log: MemoryLog
) -> None:
    status, taken = await answered(client, b'{"text":"It broke again"}', KEY | BINARY)
    assert (status, taken.rejected[0].place) == (400, "header ce_source")
    assert letters(log)[0].headers["ce-id"] == "p1"


async def test_a_header_that_is_no_text_harms_nobody(client: Client, log: MemoryLog) -> None:
    lines = [
        *(f"{name}: {text}" for name, text in (KEY | BINARY).items()),
        "Content-Length: 12",
        "Connection: close",
    ]
    head = "\r\n".join(["POST /v1/events HTTP/1.1", "Host: localhost", *lines]).encode()
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(head + b'\r\nce-source: \xff\xfe\r\n\r\n{"text":"x"}')
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 202 ")
    assert log.end(SOCIAL) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "wrong"},
        {"X-API-Key": ""},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic first-key"},
    ],
)
async def test_without_a_key_all_answers_are_the_same(
    client: Client, log: MemoryLog, headers: dict[str, str]
) -> None:
    status, said = await refused(client, post(1), headers)
    assert (status, said) == (401, '{"fault":"a valid API key is needed"}')
    assert log.end(SOCIAL) == 0


def test_a_key_is_known_by_its_name() -> None:
    assert given_key({"Authorization": "bearer  first-key "}) == "first-key"
    assert given_key({"X-API-Key": "密钥-second"}) == "密钥-second"
    assert given_key({"Authorization": "Basic first-key"}) == ""


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(post(1))), ("deflate", zlib.compress(post(1))), ("identity", post(1))],
)
async def test_compressed_bodies_are_inflated(
    client: Client, log: MemoryLog, encoding: str, body: bytes
) -> None:
    status, _ = await answered(client, body, LINES | {"Content-Encoding": encoding})
    assert status == 202
    assert values(log, SOCIAL) == [post(1)]


@pytest.mark.parametrize("body", [b"broken", gzip.compress(post(1))[:-9], gzip.compress(post(1)) + b"tail"])
async def test_a_broken_compressed_body_is_refused(client: Client, body: bytes) -> None:
    status, said = await refused(client, body, LINES | {"Content-Encoding": "gzip"})
    assert status == 400
    assert "compressed body" in said


async def test_a_bomb_is_not_inflated(client: Client) -> None:
    bomb = gzip.compress(b"\n" * 200_000_000, compresslevel=1)
    assert len(bomb) < MAX_BODY
    assert (await refused(client, bomb, LINES | {"Content-Encoding": "gzip"}))[0] == 413


@pytest.mark.parametrize("encoding", ["", "gzip"])
async def test_the_limit_is_the_limit(client: Client, encoding: str) -> None:
    def sent(size: int) -> BytesIO:
        body = post(1) + b" " * (size - len(post(1)))
        return BytesIO(gzip.compress(body) if encoding else body)

    headers = LINES | ({"Content-Encoding": encoding} if encoding else {})
    assert (await answered(client, sent(MAX_BODY), headers))[0] == 202
    assert (await refused(client, sent(MAX_BODY + 1), headers))[0] == 413


async def test_a_body_without_a_length_has_the_same_limit(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    async with client.post("/v1/events", data=chunks(), headers=LINES) as answer:
        assert answer.status == 413


async def test_too_many_lines_are_refused(client: Client, log: MemoryLog) -> None:
    assert (await refused(client, b"x\n" * (MAX_PARTS + 1), LINES))[0] == 413
    assert log.end(DEAD_LETTERS) == 0


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip"])
async def test_an_unknown_encoding_is_refused_with_the_known_ones(client: Client, encoding: str) -> None:
    status, said = await refused(client, post(1), LINES | {"Content-Encoding": encoding})
    assert status == 415
    assert "gzip" in said


@pytest.mark.parametrize("kind", ["text/html", "multipart/form-data", "application/xml"])
async def test_an_unknown_type_is_refused_with_the_known_ones(client: Client, kind: str) -> None:
    status, said = await refused(client, post(1), KEY | {"Content-Type": kind})
    assert status == 415
    assert "application/x-ndjson" in said


@pytest.mark.parametrize("body", [b"", b" \r\n\n "])
async def test_an_empty_body_is_refused(client: Client, body: bytes) -> None:
    assert (await refused(client, body, LINES))[0] == 400


async def test_a_full_log_asks_to_come_back(appended: Appends) -> None:
    async with (
        await open_client(MemoryLog(max_bytes=0), appended) as client,
        client.post("/v1/events", data=post(1), headers=LINES) as answer,
    ):
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0
    assert appended.count == 0


async def test_a_log_that_is_away_asks_to_come_back(appended: Appends) -> None:
    async with await open_client(ClosedLog(), appended) as client:
        async with client.post("/v1/events", data=post(1), headers=LINES) as answer:
            assert answer.status == 503
            assert int(answer.headers["Retry-After"]) > 0
        async with client.get("/readyz") as ready, client.get("/healthz") as healthy:
            assert (ready.status, healthy.status) == (503, 200)
    assert appended.count == 0


async def test_health_and_readiness_need_no_key(client: Client) -> None:
    async with client.get("/readyz") as ready, client.get("/healthz") as healthy:
        assert (ready.status, healthy.status) == (200, 200)


async def test_gateway_and_page_share_one_address(log: MemoryLog, appended: Appends) -> None:
    application = page(ClosedWarehouse())
    application.add_routes(Gateway(log, DOOR, appended).routes())
    served = runner(application)
    await served.setup()
    await TCPSite(served, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{served.addresses[0][1]}"
    zipped = gzip.compress(post(1))
    async with ClientSession() as session:
        async with session.post(
            f"{address}/v1/events", data=zipped, headers=LINES | {"Content-Encoding": "gzip"}
        ) as answer:
            assert answer.status == 202
        async with session.get(address) as answer:
            assert "<title>Earshot</title>" in await answer.text()
        async with session.get(f"{address}/api/overview") as answer:
            assert answer.status == 503
    await served.cleanup()
    assert appended.count == log.end(SOCIAL) == 1


async def test_five_thousand_lines_are_one_request(client: Client, log: MemoryLog) -> None:
    body = b"\n".join(post(number) for number in range(5_000))
    assert await answered(client, body, LINES) == (202, Taken(5_000))
    assert log.end(SOCIAL) == 5_000
