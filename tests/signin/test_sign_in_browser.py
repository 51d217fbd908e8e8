"""Signing in with a real browser, at a page that runs as it does for people."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from deploy.services.ports import free_port
from tests.chromium import chromium
from tests.cli import serving
from tests.signin.house import PASSWORD, people

pytestmark = pytest.mark.slow

OUT = """
const form = Object.assign(document.createElement('form'), { method: 'post', action: '/sign-out' });
document.body.append(form);
form.submit();
"""
WIDE, NARROW = (1440, 900), (375, 800)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@contextmanager
def started(command: Sequence[str], env: Mapping[str, str], ready: str) -> Iterator[None]:
    """The program, from when it has said that it is ready until the block ends."""
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        try:
            assert process.stderr
            said = b""
            while not re.search(ready, (line := process.stderr.readline()).decode()):
                said += line
                assert line, said.decode()
            yield
        finally:
            process.terminate()
            process.communicate(timeout=30)


@contextmanager
def running(home: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """`earshot run` with these settings; its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    chosen = {
        "EARSHOT_PORT": str(port),
        "EARSHOT_PAGE_URL": address,
        "EARSHOT_REFRESH_MINUTES": "0",
        **settings,
    }
    with serving(home, chosen):
        yield address


@pytest.fixture(scope="module")
def by_password(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    people(home)
    with running(home, {"EARSHOT_SIGN_IN": "passwords"}) as address:
        yield address


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab whose policy nothing may break."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(15_000)
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert broken == []


def fill(tab: Page, name: str, password: str) -> None:
    tab.fill("#name", name)
    tab.fill("#password", password)
    tab.press("#password", "Enter")


def me(tab: Page) -> object:
    return tab.evaluate("fetch('/api/me').then((answer) => answer.json())")


def test_by_password_and_out_again(tab: Page, by_password: str) -> None:
    tab.goto(f"{by_password}/?weeks=4&lang=en")
    expect(tab.locator("h1")).to_have_text("Sign in")
    fill(tab, "a steward", "wrong wrong wrong")
    expect(tab.locator("#told")).to_have_text("That name and password do not go together.")
    assert tab.input_value("#password") == ""
    fill(tab, "A Steward", PASSWORD)
    tab.wait_for_url(f"{by_password}/?weeks=4&lang=en*")
    assert me(tab) == {"name": "a steward", "role": "steward", "sign_out": "/sign-out"}
    tab.evaluate(OUT)
    expect(tab.locator("#told")).to_have_text("You are signed out.")
    tab.go_back()
    tab.goto(f"{by_password}/?lang=zh")
    expect(tab.locator("h1")).to_have_text("登录")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(
    tab: Page, by_password: str, lang: str, size: tuple[int, int], scheme: str
) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.goto(f"{by_password}/sign-in?lang={lang}")
    for wrong in (False, True):
        if wrong:
            fill(tab, f"nobody {lang} {size} {scheme}", "wrong wrong wrong")
            tab.wait_for_selector("#told.wrong")
        expect(tab.locator("h1")).to_have_text("登录" if lang == "zh" else "Sign in")
        assert tab.evaluate("document.documentElement.scrollWidth") == size[0]
        found = Axe().run(tab).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    if folder := os.environ.get("EARSHOT_PICTURES"):
        tab.screenshot(path=f"{folder}/sign-in-{lang}-{size[0]}-{scheme}.png")


def test_by_keyboard_alone(tab: Page, by_password: str) -> None:
    tab.goto(f"{by_password}/sign-in?lang=en")
    expect(tab.locator("#name")).to_be_focused()
    for text in ("a reader", PASSWORD):
        tab.keyboard.type(text)
        tab.keyboard.press("Tab")
    with tab.expect_navigation(url=f"{by_password}/"):
        tab.keyboard.press("Enter")
    assert me(tab) == {"name": "a reader", "role": "reader", "sign_out": "/sign-out"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = free_port()
    claims = {"sub": "wang", "preferred_username": "王芳", "groups": ["voc-stewards"]}
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
    ]
    command += ["true", "--user-claims", json.dumps(claims), "--user", "stranger"]
    with started(command, {**os.environ, "NO_COLOR": "1"}, "startup complete|Uvicorn running"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def by_provider(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[str]:
    settings = {
        "EARSHOT_SIGN_IN": "oidc",
        "EARSHOT_OIDC_ISSUER": provider,
        "EARSHOT_OIDC_CLIENT_ID": "earshot",
        "EARSHOT_OIDC_CLIENT_SECRET": "any",
        "EARSHOT_OIDC_ROLES": "steward:groups=voc-stewards",
    }
    with running(tmp_path_factory.mktemp("home"), settings) as address:
        yield address


def test_by_the_company_s_account(tab: Page, by_provider: str, provider: str) -> None:
    tab.goto(f"{by_provider}/?weeks=52&lang=en")
    tab.click("text=Sign in with your company account")
    tab.click("button:text-is('wang')")
    tab.wait_for_url(f"{by_provider}/?weeks=52&lang=en*")
    assert me(tab) == {"name": "王芳", "role": "steward", "sign_out": "/sign-out"}
    tab.evaluate(OUT)
    tab.wait_for_url(f"{provider}/oauth2/end_session*")
    tab.goto(f"{by_provider}/")
    expect(tab.locator("h1")).to_have_text("Sign in")


def test_whom_nobody_gave_a_role_is_told_so(tab: Page, by_provider: str) -> None:
    tab.goto(f"{by_provider}/sign-in?lang=en")
    tab.click("text=Sign in with your company account")
    tab.click("button:text-is('stranger')")
    expect(tab.locator("#told")).to_contain_text("nobody has given you a role")


def test_who_declines_is_told_so(tab: Page, by_provider: str) -> None:
    tab.goto(f"{by_provider}/sign-in?lang=zh&next=/%3Flang%3Dzh")
    tab.click("text=使用公司账号登录")
    tab.click("text=Deny")
    expect(tab.locator("#told")).to_have_text("登录未完成，请重试。")


def test_behind_tls_browsers_are_told_so_and_the_gateway_stays_as_it_was(tmp_path: Path) -> None:
    people(tmp_path)
    settings = {
        "EARSHOT_SIGN_IN": "passwords",
        "EARSHOT_API_KEYS": "web:a key of the tests",
        "EARSHOT_PAGE_URL": "https://voice.example.com",
    }
    with running(tmp_path, settings) as address:
        for method, path, body, expected in (
            ("GET", "/healthz", None, 200),
            ("POST", "/v1/events", b"{}", 401),
            ("POST", "/admin/ask", b"SELECT 1", 401),
            ("GET", "/api/voices", None, 401),
            ("GET", "/sign-in", None, 200),
        ):
            status, headers, said = asked(method, f"{address}{path}", body)
            assert (path, status) == (path, expected)
            assert headers["Strict-Transport-Security"] == "max-age=31536000"
            assert (b"sign in first" in said) is (path == "/api/voices")


def asked(method: str, url: str, body: bytes | None) -> tuple[int, Message, bytes]:
    try:
        with urlopen(Request(url, body, {"X-API-Key": "wrong"}, method=method), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
