"""The briefing as people get it: printed by a real Chromium on exactly two pages, and nothing of it cut off or run."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipeline.reporting.printing import pdf
from pipeline.reporting.rendering import html
from pipeline.reporting.wording import Language
from schemas.errors import Unavailable
from tests.briefs import FULL, QUIET

pytestmark = pytest.mark.slow
BRIEFS = {"quiet": QUIET, "full": FULL}


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab in which nothing is asked of anybody."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert {url.partition(":")[0] for url in asked} <= {"file"}
    assert len(asked) <= 1


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", BRIEFS)
def test_it_prints_on_exactly_two_pages(name: str, language: Language) -> None:
    printed = pdf(html(BRIEFS[name], language))
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    (box,) = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed))
    assert [round(float(side)) for side in box.split()] in ([0, 0, 595, 842], [0, 0, 596, 842])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", BRIEFS)
def test_both_sheets_hold_all_that_is_on_them(
    tab: Page, tmp_path: Path, name: str, language: Language
) -> None:
    show(tab, tmp_path, name, language)
    tab.emulate_media(media="print")
    sheets = tab.evaluate(
        "[...document.querySelectorAll('.sheet')].map(sheet => [sheet.scrollHeight - sheet.clientHeight,"
        " sheet.scrollWidth - sheet.clientWidth, [...sheet.querySelectorAll('svg text')].filter(text => {"
        " const own = text.getBBox(), box = text.ownerSVGElement.viewBox.baseVal;"
        " return own.x < box.x - 1 || own.x + own.width > box.width + 1; }).map(text => text.textContent)])"
    )
    assert sheets == [[0, 0, []], [0, 0, []]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits_a_telephone(tab: Page, tmp_path: Path, language: Language) -> None:
    tab.set_viewport_size({"width": 390, "height": 800})
    show(tab, tmp_path, "full", language)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_words_stay_words(tab: Page, tmp_path: Path, language: Language) -> None:
    show(tab, tmp_path, "full", language)
    tab.wait_for_timeout(200)
    assert "stolen" not in tab.title()
    assert tab.locator("script, img, a, iframe, object, [onerror]").count() == 0
    assert tab.locator("blockquote", has_text="<script>").count() > 0


def test_a_browser_that_hangs_is_given_up(tmp_path: Path) -> None:
    hanging = tmp_path / "chromium"
    hanging.write_text("#!/bin/sh\nsleep 60 & wait\n")
    hanging.chmod(0o755)
    with pytest.raises(Unavailable, match=r"within 0\.5 s"):
        pdf("<p>", seconds=0.5, path=str(tmp_path))


def show(tab: Page, folder: Path, name: str, language: Language) -> None:
    file = folder / f"{name}-{language}.html"
    file.write_text(html(BRIEFS[name], language), encoding="utf-8")
    tab.goto(file.as_uri())
