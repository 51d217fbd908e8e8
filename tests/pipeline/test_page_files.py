"""The page's own files as they are sent: kept by browsers under their mark, asked for again without it."""

import gzip
import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from pipeline.page.app import SCREENS, STATIC, page
from pipeline.page.definitions import definitions
from pipeline.page.files import files
from tests.signin.house import Nothing

Client = TestClient[web.Request, web.Application]
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(page(Nothing())), auto_decompress=False) as found:
        yield found


async def test_under_its_mark_a_file_is_kept_and_without_it_asked_for_again(client: Client) -> None:
    mark = files(STATIC, SCREENS).mark
    content = (STATIC / "main.js").read_bytes()
    for path, kept in (
        (f"/static/{mark}/main.js", "public, max-age=31536000, immutable"),
        ("/static/main.js", "no-cache"),
        ("/static/0123456789abcdef/main.js", "no-cache"),  # of a release beside ours
    ):
        async with client.get(path, headers=PLAIN) as answer:
            assert answer.status == 200
            assert answer.headers["Cache-Control"] == kept
            assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
            assert await answer.read() == content
        async with client.get(path, headers={"If-None-Match": answer.headers["ETag"]}) as again:
            assert (again.status, await again.read()) == (304, b"")
            assert again.headers["ETag"] == answer.headers["ETag"]


async def test_files_and_definitions_are_packed_for_who_can_unpack(client: Client) -> None:
    for path in ("/static/main.js", "/", "/api/definitions"):
        async with client.get(path, headers=PLAIN) as plain, client.get(path) as packed:
            assert "Content-Encoding" not in plain.headers
            assert packed.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(await packed.read()) == await plain.read()
            assert packed.headers["Vary"] == "Accept-Encoding"
    assert len(definitions()) > 20


async def test_definitions_are_sent_once(client: Client) -> None:
    async with client.get("/api/definitions") as first:
        assert first.headers["Cache-Control"] == "private, no-cache"
    async with client.get("/api/definitions", headers={"If-None-Match": first.headers["ETag"]}) as again:
        assert again.status == 304


async def test_nobody_reads_where_nobody_signs_in(client: Client) -> None:
    async with client.get("/api/me", headers=PLAIN) as answer:
        assert (answer.status, await answer.json()) == (200, None)


@pytest.mark.parametrize("screen", SCREENS)
async def test_a_screen_names_what_it_needs_and_all_of_it_is_there(client: Client, screen: str) -> None:
    async with client.get(screen, headers=PLAIN) as answer:
        drawn = await answer.text()
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', drawn)
    modules = re.findall(r'modulepreload" href="[^"]+/([^"/]+)"', drawn)
    assert f"{screen.strip('/') or 'overview'}.js" in modules
    assert {"main.js", "drawer.js", "dom.js"} <= set(modules)
    assert len(modules) == len(set(re.findall(r'modulepreload" href="([^"]+)"', drawn)))
    for path in named:
        async with client.get(path) as answer:
            assert answer.status == 200, path
            assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/x/../../app.py", "/static//etc/passwd", "/static/main.js/", "/static/a/b"],
)
async def test_nothing_else_is_a_file(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404
