"""The docs as a site: complete, whole in itself, and searchable in both languages."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.chromium import chromium
from tests.docs.written import DOCS, ROOT

pytestmark = pytest.mark.slow

FETCHED = re.compile(r'<(?:script|img|iframe)[^>]*\ssrc="(https?:[^"]*)|<link[^>]*\shref="(https?:[^"]*)')


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does; mkdocs refuses links and anchors that lead nowhere and pages in no menu."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    built = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "-f",
            "deploy/docs/mkdocs.yml",
            "-d",
            folder,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_page_is_there_and_fetches_nothing_from_elsewhere(site: Path) -> None:
    for page in DOCS.rglob("*.md"):
        made = (site / page.relative_to(DOCS)).with_suffix(".html")
        assert FETCHED.findall(made.read_text(encoding="utf-8")) == [], made


def test_pages_say_their_language_and_files_of_the_repository_come_along(site: Path) -> None:
    assert '<html lang="zh"' in (site / "zh" / "start.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in (site / "start.html").read_text(encoding="utf-8")
    assert "CallEnded" in (site / "source/schemas/json/CallEnded.json.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("rewind", "running.html"),
        ("handle secret", "running.html"),
        ("承诺", "signals.html"),
        ("死信", "zh/concepts.html"),
    ],
)
def test_the_search_finds_words_of_either_language(address: str, asked: str, found: str) -> None:
    outside: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on(
            "request",
            lambda sent: (
                None if sent.url.startswith((address, "data:", "blob:")) else outside.append(sent.url)
            ),
        )
        page.goto(f"{address}/index.html")
        page.locator(".md-search__input").first.click()
        page.locator(".md-search__input").first.fill(asked)
        page.keyboard.press("End")  # it listens to keys
        page.locator(f'.md-search-result__link[href*="{found}"]').first.wait_for(
            state="attached", timeout=20_000
        )
    assert outside == []
