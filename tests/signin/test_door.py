"""The door by passwords: who gets in, what they bring along, and how a session ends."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from pipeline.page.app import Me, page
from pipeline.settings import Settings
from pipeline.signin.opening import door_of
from pipeline.signin.passwords import put, remove
from pipeline.signin.rights import RIGHTS, Role
from tests.signin.house import OURS, PASSWORD, QUICK, Client, Clock, Nothing, enter, house, people, status

HOUR = 3600.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    people(tmp_path)
    return Settings(home=tmp_path, sign_in="passwords", trusted_proxies=("127.0.0.1",))


@pytest.fixture
async def client(settings: Settings, clock: Clock) -> AsyncIterator[Client]:
    async with house(settings, clock) as found:
        yield found


async def me(client: Client) -> Me:
    async with client.get("/api/me") as answer:
        return msgspec.json.decode(await answer.read(), type=Me)


def cookie(client: Client) -> str:
    (found,) = client.session.cookie_jar.filter_cookies(client.make_url("/")).values()
    return found.value


async def test_without_a_session_the_page_leads_to_the_door(client: Client) -> None:
    async with client.get("/?weeks=4&region=华东", allow_redirects=False) as answer:
        assert answer.status == 303
        to = URL(answer.headers["Location"])
    assert (to.path, to.query["next"]) == ("/sign-in", "/?weeks=4&region=%E5%8D%8E%E4%B8%9C")


@pytest.mark.parametrize("path", ["/api/me", "/api/definitions", "/api/overview", "/api/voices", "/api/none"])
async def test_without_a_session_nothing_is_answered(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 401
        assert await answer.json() == {"fault": "sign in first", "unavailable": False}


@pytest.mark.parametrize(
    "path", ["//api/overview", "/static/../api/me", "/static/%2e%2e/api/me", "/API/me", "/x"]
)
async def test_no_other_spelling_is_a_way_in(client: Client, path: str) -> None:
    url = URL(f"http://127.0.0.1:{client.port}{path}", encoded=True)
    async with client.session.get(url, allow_redirects=False) as answer:
        assert answer.status in {303, 403, 404}
        assert b"role" not in await answer.read()


@pytest.mark.parametrize("role", Role)
async def test_who_signs_in_brings_a_role_along(client: Client, role: Role) -> None:
    assert await enter(client, f"A {role}") == 303
    assert await me(client) == Me(f"a {role}", role)
    assert await status(client, "/api/definitions") == 200
    assert await status(client, "/") == 200


@pytest.mark.parametrize(("role", "words"), [("reader", False), ("steward", True), ("admin", True)])
async def test_handlers_are_told_the_rights(settings: Settings, clock: Clock, role: str, words: bool) -> None:
    async def told(request: web.Request) -> web.Response:
        rights = request[RIGHTS]
        return web.json_response([rights.name, rights.words])

    application = page(Nothing())
    application.router.add_get("/api/told", told)
    door = door_of(settings, clock)
    assert door
    door.hang(application)
    async with TestClient(TestServer(application)) as client:
        client.session.cookie_jar.clear()
        fields = {"name": f"a {role}", "password": PASSWORD}
        async with client.post("/sign-in", data=fields, headers=OURS, allow_redirects=False) as answer:
            seal = answer.cookies["earshot"].value
        async with client.get("/api/told", headers={"Cookie": f"earshot={seal}"}) as answer:
            assert await answer.json() == [f"a {role}", words]


@pytest.mark.parametrize(("role", "expected"), [("reader", 403), ("steward", 503), ("admin", 503)])
async def test_readers_get_no_words_from_the_page_itself(client: Client, role: str, expected: int) -> None:
    await enter(client, f"a {role}")
    assert await status(client, "/api/voices") == expected  # 503: the warehouse of these tests is away


async def test_wrong_and_unknown_get_the_same_answer(client: Client) -> None:
    said = []
    for name in ("a reader", "nobody"):
        fields = {"name": name, "password": "wrong wrong wrong"}
        async with client.post("/sign-in", data=fields, headers=OURS) as answer:
            headers = {key: value for key, value in answer.headers.items() if key != "Date"}
            said.append((answer.status, headers, await answer.text()))
    assert said[0] == said[1]
    assert said[0][0] == 401
    assert await status(client, "/api/me") == 401


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_only_our_own_form_signs_in(client: Client, headers: dict[str, str], expected: int) -> None:
    assert await enter(client, "a reader", headers=headers) == expected
    assert await status(client, "/api/me") == (200 if expected == 303 else 401)


async def test_without_tls_the_origin_tells(client: Client) -> None:
    assert await enter(client, "a reader", headers={"Origin": str(client.make_url("/")).rstrip("/")}) == 303


async def test_next_leads_on_within_the_page_only(client: Client) -> None:
    for said, expected in (
        ("/complaints?lang=zh", "/complaints?lang=zh"),
        ("//evil.example", "/"),
        ("/\r\nSet-Cookie: x=1", "/"),
    ):
        fields = {"name": "a reader", "password": PASSWORD, "next": said}
        async with client.post("/sign-in", data=fields, headers=OURS, allow_redirects=False) as answer:
            assert answer.headers["Location"] == expected
            assert "x" not in answer.cookies
        async with client.get("/sign-in", params={"next": said}, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, expected)


async def test_too_many_failures_have_to_wait(client: Client, clock: Clock) -> None:
    assert [await enter(client, "a reader", "no") for _ in range(5)] == [401] * 5
    async with client.post(
        "/sign-in", data={"name": "A Reader", "password": PASSWORD}, headers=OURS
    ) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "901"
    assert await enter(client, "nobody", "no") == 401
    elsewhere = {**OURS, "X-Forwarded-For": "198.51.100.7"}
    assert await enter(client, "a reader", headers=elsewhere) == 303
    clock.at += 901
    assert await enter(client, "a reader") == 303


async def test_signing_out_ends_the_session_and_its_copies(
    client: Client, settings: Settings, clock: Clock
) -> None:
    await enter(client, "a steward")
    copied = {"Cookie": f"earshot={cookie(client)}"}
    async with client.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 403
    assert await status(client, "/api/me") == 200
    async with client.post("/sign-out", headers=OURS, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/sign-in/left")
    assert await status(client, "/api/me") == 401
    assert await status(client, "/api/me", copied) == 401
    async with house(settings, clock) as restarted:
        assert await status(restarted, "/api/me", copied) == 401


async def test_a_session_is_over_after_a_day_or_eight_idle_hours(client: Client, clock: Clock) -> None:
    await enter(client, "a reader")
    clock.at += 8 * HOUR
    assert await status(client, "/api/me") == 401
    await enter(client, "a reader")
    for _ in range(3):
        clock.at += 7 * HOUR
        assert await status(client, "/api/me") == 200
    clock.at += 3 * HOUR
    assert await status(client, "/api/me") == 401


async def test_who_is_removed_or_changed_is_out_at_once(client: Client, tmp_path: Path) -> None:
    await enter(client, "a steward")
    put(tmp_path / "passwords", "a steward", Role.READER, PASSWORD, QUICK)
    assert await status(client, "/api/me") == 401  # a new hash, though of the same password
    await enter(client, "a steward")
    assert (await me(client)).role is Role.READER
    remove(tmp_path / "passwords", "a steward")
    assert await status(client, "/api/me") == 401


async def test_a_broken_file_is_told_and_lets_nobody_in(client: Client, tmp_path: Path) -> None:
    await enter(client, "a steward")
    (tmp_path / "passwords").write_text("nonsense\n", encoding="utf-8")
    assert await status(client, "/api/me") == 503
    assert await enter(client, "a steward") == 503


async def test_the_cookie_is_sealed(client: Client) -> None:
    await enter(client, "a reader")
    seal = cookie(client)
    client.session.cookie_jar.clear()
    assert await status(client, "/api/me", {"Cookie": f"earshot={seal}"}) == 200
    for index in range(0, len(seal) - 2, 7):  # the last characters hold bits that mean nothing
        changed = seal[:index] + ("A" if seal[index] != "A" else "B") + seal[index + 1 :]
        assert await status(client, "/api/me", {"Cookie": f"earshot={changed}"}) == 401
    for odd in ("", "x", "gAAAAA", '"', "华", "a" * 4_000, "=;="):
        url = client.make_url("/api/me")
        async with client.session.get(url, headers={"Cookie": f"earshot={odd}"}) as answer:
            assert answer.status == 401


async def test_another_secret_opens_no_session(client: Client, settings: Settings, clock: Clock) -> None:
    await enter(client, "a reader")
    seal = {"Cookie": f"earshot={cookie(client)}"}
    other = msgspec.structs.replace(settings, session_secret="another secret, of 32 characters or so")
    async with house(settings, clock) as same, house(other, clock) as strange:
        assert await status(same, "/api/me", seal) == 200
        assert await status(strange, "/api/me", seal) == 401


async def test_signing_in_renews_the_session(client: Client) -> None:
    await enter(client, "a reader")
    before = cookie(client)
    await enter(client, "a steward")
    assert cookie(client) != before
    assert (await me(client)).role is Role.STEWARD


@pytest.mark.parametrize("secure", [False, True])
async def test_the_cookie_says_how_it_is_kept(settings: Settings, clock: Clock, secure: bool) -> None:
    at = "https://voice.example.com" if secure else ""
    async with house(msgspec.structs.replace(settings, page_url=at), clock) as client:
        fields = {"name": "a reader", "password": PASSWORD}
        async with client.post("/sign-in", data=fields, headers=OURS, allow_redirects=False) as answer:
            said = answer.headers["Set-Cookie"]
    assert said.startswith("__Host-earshot=" if secure else "earshot=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(said.split("; "))
    assert ("; Secure" in said) is secure
    assert "Domain" not in said


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"name=" + b"x" * 9_000, 413), (b"a=1&" * 20, 400), (b"name=\xff\xfe", 400), (b"", 401), (b"{}", 401)],
)
async def test_odd_forms_are_refused(client: Client, body: bytes, expected: int) -> None:
    async with client.post("/sign-in", data=body, headers=OURS) as answer:
        assert answer.status == expected


@pytest.mark.parametrize(
    ("query", "accepts", "lang", "word"),
    [
        ("", "en-GB,en", "en", "Password"),
        ("", "zh-CN,zh;q=0.9", "zh", "密码"),
        ("?lang=zh", "en", "zh", "密码"),
        ("?next=/%3Flang%3Dzh", "en", "zh", "密码"),
        ("?lang=<script>", "en", "en", "Password"),
    ],
)
async def test_the_page_speaks_both_languages(
    client: Client, query: str, accepts: str, lang: str, word: str
) -> None:
    url = URL(f"{client.make_url('/sign-in')}{query}", encoded=True)
    async with client.session.get(url, headers={"Accept-Language": accepts}) as answer:
        said = await answer.text()
        assert answer.headers["Content-Language"] == lang
    assert word in said
    assert "<script" not in said


async def test_what_is_said_of_next_is_text(client: Client) -> None:
    async with client.get("/sign-in", params={"next": '/"><script>alert(1)</script>'}) as answer:
        said = await answer.text()
    assert "<script" not in said


async def test_every_answer_is_guarded_by_headers(client: Client) -> None:
    for path in ("/sign-in", "/api/me", "/static/frame.css", "/none", "/"):
        async with client.get(path, allow_redirects=False) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "unsafe-inline" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with client.get("/sign-in") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "style=" not in await answer.text()
