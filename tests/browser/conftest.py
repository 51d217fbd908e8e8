"""A real browser, and the page served to it on loopback from a thread of its own."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from aiohttp import web
from playwright.sync_api import Browser, sync_playwright

from pipeline.page.app import page
from pipeline.reporting.printing import FLAGS
from pipeline.warehouse.embedded import Embedded
from pipeline.warehouse.engine import Answer
from schemas.errors import WarehouseUnavailable
from tests.page_views import NOW, Row, opened


# Playwright keeps an event loop running in this thread; it must be over before tests that are coroutines begin.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield found
        found.close()


@dataclass
class Site:
    """The page over `engine`; `away` takes the warehouse from it."""

    engine: Embedded
    port: int = 0
    away: bool = False

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
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    with opened(folder, tables) as engine:
        site = Site(engine)
        runner = web.AppRunner(page(site, lambda: NOW))
        try:
            site.port = asyncio.run_coroutine_threadsafe(_start(runner), loop).result(10)
            yield site
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


async def _start(runner: web.AppRunner) -> int:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port: int = runner.addresses[0][1]
    return port
