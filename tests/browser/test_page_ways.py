"""Ways through the page: Back out of the drawer, reading by finger, taking a section along on paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Position, expect

from tests.browser.conftest import Site, drawn, served, shown, until, watched
from tests.page_views import a_bank

pytestmark = pytest.mark.slow

PHONE = (375, 812)
HELD = "document.activeElement.closest('[data-figure], [data-panel]')?.dataset.figure"
# Whether anything but emptiness is drawn, and whether it keeps to its panel.
PICTURES = """() => [...document.querySelectorAll('.plot canvas')].map((canvas) => {
  const { width, height } = canvas;
  const empty = Object.assign(document.createElement('canvas'), { width, height });
  const panel = canvas.closest('.panel').getBoundingClientRect();
  return [canvas.toDataURL() !== empty.toDataURL(), canvas.getBoundingClientRect().right <= panel.right];
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site"), a_bank()) as found:
        yield found


def opened(tab: Page, name: str = "complaint_rate") -> None:
    tab.click(f"[data-figure={name}] .figure")
    tab.wait_for_selector("dialog .voice")


def test_back_closes_the_drawer_and_nothing_else(tab: Page, site: Site) -> None:
    shown(tab, site, "complaints?lang=en")
    tab.click("nav [data-key=to-overview]")
    drawn(tab)
    address = tab.url
    opened(tab)
    tab.go_back()
    expect(tab.locator("dialog")).to_be_hidden()
    assert tab.url == address
    assert tab.evaluate(HELD) == "complaint_rate"
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("Complaints")


@pytest.mark.parametrize("closing", ["Escape", "cross", "beside"])
def test_a_drawer_closed_by_hand_is_no_step_on_the_way_back(tab: Page, site: Site, closing: str) -> None:
    shown(tab, site, "complaints?lang=en")
    tab.click("nav [data-key=to-overview]")
    drawn(tab)
    for _ in range(2):
        opened(tab)
        if closing == "Escape":
            tab.keyboard.press("Escape")
        elif closing == "cross":
            tab.click("dialog .close")
        else:
            tab.mouse.click(200, 400)
        expect(tab.locator("dialog")).to_be_hidden()
        until(tab, "history.state === null")
        assert tab.evaluate(HELD) == "complaint_rate"
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("Complaints")


def test_a_drawer_opened_at_once_after_another_stays(tab: Page, site: Site) -> None:
    shown(tab, site)
    opened(tab)
    tab.evaluate(
        """document.getElementById('drawer').close();
        document.querySelector('[data-figure=gap] .figure').click();"""
    )
    until(tab, "history.state?.drawer")
    expect(tab.locator("#drawer-title")).to_have_text("Perception gap")
    tab.wait_for_selector("dialog .voice")
    tab.go_back()
    expect(tab.locator("dialog")).to_be_hidden()
    expect(tab.locator("h1")).to_have_text("Overview")


def test_a_link_in_the_drawer_leads_on_and_back_to_where_it_was_opened(tab: Page, site: Site) -> None:
    shown(tab, site, "complaints?lang=en&by=region")
    tab.locator("[data-panel=breakdown] .row").first.click()
    tab.click("dialog .narrow")
    tab.wait_for_url("**region=**")
    expect(tab.locator("dialog")).to_be_hidden()
    drawn(tab)
    tab.go_back()
    drawn(tab)
    assert not re.search("[?&]region=", tab.url)
    assert "by=region" in tab.url


def test_where_no_words_stand_the_drawer_says_where_they_are(tab: Page, site: Site) -> None:
    shown(tab, site, "contacts?lang=en&by=purpose")
    tab.locator("[data-panel=breakdown] .row").first.click()
    expect(tab.locator("dialog .foot")).to_contain_text("top of this section")


def test_a_finger_reads_a_point_first_and_opens_it_then(browser: Browser, site: Site) -> None:
    with watched(browser, PHONE, touch=True) as tab:
        shown(tab, site)
        tab.wait_for_selector("[data-chart=complaint_rate] canvas")
        over = tab.locator("[data-chart=complaint_rate] .u-over")
        box = over.bounding_box()
        assert box
        last = Position(x=box["width"] - 4, y=60)
        over.tap(position=last)
        expect(tab.locator("[data-chart=complaint_rate] .readout")).to_contain_text(
            "22 Jun 2026 to 28 Jun 2026"
        )
        expect(tab.locator("dialog")).to_be_hidden()
        over.tap(position=last)
        expect(tab.locator("#drawer-title")).to_contain_text("22 Jun 2026 to 28 Jun 2026")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_section_on_paper_has_its_pictures(browser: Browser, site: Site, *, dark: bool) -> None:
    with watched(browser, dark=dark) as tab:
        shown(tab, site)
        expect(tab.locator(".plot canvas")).to_have_count(2)
        until(tab, f"({PICTURES})().every(([filled]) => filled)")
        printed = tab.pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
        tab.emulate_media(media="print")
        assert tab.evaluate(PICTURES) == [[True, True], [True, True]]
        assert tab.locator(".plot.in-the-dark").count() == (2 if dark else 0)


def test_who_comes_again_is_sent_no_file_anew(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    for again in (False, True):
        tab = context.new_page()
        shown(tab, site)
        sent = tab.evaluate(
            "performance.getEntriesByType('resource').filter((one) => one.name.includes('/static/') && one.transferSize > 0).length"
        )
        tab.close()
        assert (sent == 0) is again
    context.close()
