"""HTML to PDF, through a Chromium that is installed: nothing else lays out both languages as a browser does."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from schemas.errors import Unavailable

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS: Final = 60.0
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""For a Chromium that shows itself to nobody and asks nothing of the network."""


def pdf(html: str, seconds: float = SECONDS, path: str | None = None) -> bytes:
    """The printed document; Unavailable without a browser, or where it does not finish in `seconds`.

    `path`: folders to look for it in, instead of those of the PATH.
    """
    found = (shutil.which(name, path=path) for name in BROWSERS)
    browser = next(filter(None, found), None)
    if browser is None:
        raise Unavailable(
            f"a PDF is printed by Chromium, and none is on the PATH (looked for {', '.join(BROWSERS)}); install one, "
            "for example with `apt install chromium`, or write .html and print that"
        )
    with tempfile.TemporaryDirectory(prefix="earshot-report-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_text(html, encoding="utf-8")
        command = [
            browser,
            *FLAGS,
            "--disable-extensions",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        said = _run(command, folder, seconds)
        if not target.exists() or not target.stat().st_size:
            raise Unavailable(f"{browser} printed nothing: {said[-300:].strip() or 'it did not say why'}")
        return target.read_bytes()


def _run(command: list[str], folder: str, seconds: float) -> str:
    """What the browser says on standard error. Its children end with it."""
    with subprocess.Popen(  # noqa: S603  # our own flags and a file of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "HOME": folder},
    ) as browser:
        try:
            return browser.communicate(timeout=seconds)[1].decode(errors="replace")
        except subprocess.TimeoutExpired:
            raise Unavailable(f"{command[0]} did not print within {seconds:g} s; try again") from None
        finally:
            _end(browser)


def _end(browser: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # it has gone by itself, with all its children
        os.killpg(browser.pid, signal.SIGKILL)
