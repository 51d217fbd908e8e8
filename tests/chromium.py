"""The browser that tests open pages in."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from pipeline.reporting.printing import FLAGS


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium of Debian's, without a window; it and its event loop are gone when the block ends."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield found
        found.close()
