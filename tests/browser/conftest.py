"""A real browser, and the page served to it on loopback from a thread of its own: over made-up rows, or over the demo's."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from playwright.sync_api import Browser, Page

from deploy.services.jars import locked
from pipeline.page.app import page
from pipeline.signin.rights import RIGHTS, Rights
from pipeline.warehouse.embedded import Embedded
from pipeline.warehouse.engine import Answer
from schemas.errors import WarehouseUnavailable
from tests.chromium import chromium
from tests.page_views import NOW, Row, opened

CUSTOMERS = "300"  # enough that every section has something to show

# What breaks the Content-Security-Policy is told like any other fault of the page.
TELL_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', told => console.error('CSP: ' + told.violatedDirective + ' '"
    " + told.blockedURI))"
)


# Playwright keeps an event loop running in this thread; it must be over before tests that are coroutines begin.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@dataclass
class Site:
    """The page over `engine`; `away` takes the warehouse from it, `reader` is who has signed in."""

    engine: Embedded
    port: int = 0
    away: bool = False
    reader: Rights | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(self, sql: str) -> Answer:
        if self.away:
            raise WarehouseUnavailable("the warehouse has gone")
        return self.engine.ask(sql)


@contextmanager
def served(folder: Path, tables: Mapping[str, Sequence[Row]]) -> Iterator[Site]:
    """The page over these rows, until the block ends."""
    with opened(folder, tables) as engine, listening(engine, lambda: NOW) as site:
        yield site


def heard_demo(folder: Path, *size: str) -> Path:
    """The warehouse of a small simulated bank, heard and followed as `earshot demo` does."""
    home = {"EARSHOT_HOME": str(folder), "EARSHOT_CONFIG": ""}
    command = [sys.executable, "-m", "pipeline", "demo", "--no-serve", *size]
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=os.environ | home)  # our own
    return folder / "demo" / "warehouse"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed warehouse, made once for all processes of this test run: copy it, for one process may open it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-of-browsers"
    with locked(folder / "making"):
        made = folder / "demo" / "warehouse"
        if not (folder / "made").exists():
            heard_demo(folder, "--customers", CUSTOMERS)
            (folder / "made").touch()
    return made


@contextmanager
def served_demo(warehouse: Path) -> Iterator[Site]:
    engine = Embedded(warehouse)
    try:
        with listening(engine, lambda: datetime.now(UTC)) as site:
            yield site
    finally:
        engine.close()


@contextmanager
def listening(engine: Embedded, clock: Callable[[], datetime]) -> Iterator[Site]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    site = Site(engine)
    runner = web.AppRunner(_with_reader(page(site, clock), site))
    try:
        site.port = asyncio.run_coroutine_threadsafe(_start(runner), loop).result(10)
        yield site
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _with_reader(application: web.Application, site: Site) -> web.Application:
    @web.middleware
    async def signed_in(request: web.Request, handler: Handler) -> web.StreamResponse:
        if site.reader:
            request[RIGHTS] = site.reader
        return await handler(request)

    application.middlewares.append(signed_in)
    return application


async def _start(runner: web.AppRunner) -> int:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port: int = runner.addresses[0][1]
    return port


@contextmanager
def watched(
    browser: Browser,
    size: tuple[int, int] = (1440, 900),
    *,
    dark: bool = False,
    touch: bool = False,
    allowed: str = "",
) -> Iterator[Page]:
    """A tab in which nothing may go wrong but what is `allowed`, and nothing may be asked of anybody else."""
    tab = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        color_scheme="dark" if dark else "light",
        has_touch=touch,
    )
    tab.set_default_timeout(20_000)
    tab.add_init_script(TELL_VIOLATIONS)
    faults: list[str] = []
    asked: list[str] = []
    tab.on(
        "console",
        lambda said: (
            faults.append(_where(said.text, said.location["url"]))
            if said.type in {"error", "warning"}
            else None
        ),
    )
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    yield tab
    tab.close()
    assert [fault for fault in faults if not (allowed and allowed in fault)] == []
    assert {url.split("/")[2].partition(":")[0] for url in asked} <= {"127.0.0.1"}


def _where(text: str, url: str) -> str:
    return f"{text} {url}"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with watched(browser) as page:
        yield page


def shown(tab: Page, site: Site, address: str = "?lang=en") -> None:
    """Go there and wait until the section is drawn."""
    tab.goto(site.address + address)
    drawn(tab)


def until(tab: Page, condition: str, seconds: float = 10.0) -> None:
    """Return when the expression is true. The driver's own waiting evaluates text in the page, which its policy forbids."""
    for _ in range(round(seconds / 0.05)):
        if tab.evaluate(f"Boolean({condition})"):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"not within {seconds:g} s: {condition}")


def drawn(tab: Page) -> None:
    tab.wait_for_selector("#screen[aria-busy=false] h1")
