"""The overview in a real browser, over rows that are known: choices, words behind figures, charts, print, themes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, drawn, served, shown, until
from tests.page_views import HOSTILE, TOPICS, a_bank

pytestmark = pytest.mark.slow

WIDE, TABLET, NARROW = (1440, 900), (768, 1024), (375, 800)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site"), a_bank()) as found:
        yield found


def show(tab: Page, site: Site, query: str = "?lang=en") -> None:
    shown(tab, site, query)
    tab.wait_for_selector("#screen[aria-busy=false] .tile")


def figure(tab: Page, name: str) -> str:
    return tab.inner_text(f"[data-figure={name}] .value")


@pytest.mark.parametrize(
    ("size", "lang", "weeks"),
    [
        (WIDE, "en", "4"),
        (WIDE, "zh", "52"),
        (TABLET, "en", "52"),
        (TABLET, "zh", "4"),
        (NARROW, "en", "4"),
        (NARROW, "en", "52"),
        (NARROW, "zh", "52"),
    ],
)
def test_the_screen_fits(tab: Page, site: Site, size: tuple[int, int], lang: str, weeks: str) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    show(tab, site, f"?lang={lang}&weeks={weeks}")
    assert tab.evaluate("document.documentElement.scrollWidth") == size[0]
    assert tab.locator(".tile").count() == 5
    steps = [one.get_attribute("aria-valuemax") for one in tab.locator(".chart .plot").all()]
    assert steps == [str((28 if weeks == "4" else 52) - 1)] * 2
    expect(tab.locator(".chart canvas")).to_have_count(2)
    title = "Net sentiment" if lang == "en" else "净情感值"
    expect(tab.locator("[data-figure=net_sentiment] h2")).to_have_text(title)


def test_the_language_is_remembered_in_the_address(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.click(".language")
    expect(tab.locator("h1")).to_have_text("总览")
    assert "lang=zh" in tab.url
    tab.reload()
    expect(tab.locator("h1")).to_have_text("总览")
    tab.click(".language")
    expect(tab.locator("h1")).to_have_text("Overview")


def test_a_choice_changes_the_figures_and_the_address(tab: Page, site: Site) -> None:
    show(tab, site)
    whole = figure(tab, "complaint_rate")
    tab.select_option("select[name=region]", label="华东")
    tab.select_option("select[name=product]", label="房贷")
    tab.check("input[value='4']")
    expect(tab.locator("[data-figure=complaint_rate] .value")).not_to_have_text(whole)
    tab.wait_for_url("**weeks=4**")
    tab.wait_for_selector("#screen[aria-busy=false] .tile")
    chosen = figure(tab, "complaint_rate")
    tab.reload()
    tab.wait_for_selector("#screen[aria-busy=false] .tile")
    assert figure(tab, "complaint_rate") == chosen
    assert tab.locator("input[name=weeks]:checked").get_attribute("value") == "4"


def test_a_choice_keeps_the_keyboard_where_it_is(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.focus("select[name=region]")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("#screen")).to_have_attribute("aria-busy", "false")
    assert "region=" in tab.url
    assert tab.evaluate("document.activeElement.name") == "region"


@pytest.mark.parametrize("name", ["net_sentiment", "complaint_rate", "gap", "promises", "pressure"])
def test_every_figure_opens_the_words_behind_it(tab: Page, site: Site, name: str) -> None:
    show(tab, site)
    tab.click(f"[data-figure={name}] .figure")
    assert tab.locator("dialog .voice").first.inner_text()
    tab.keyboard.press("Escape")
    expect(tab.locator("dialog")).to_be_hidden()
    assert tab.evaluate("document.activeElement.closest('.tile').dataset.figure") == name


def test_a_topic_opens_its_own_words_with_the_evidence_marked(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.locator(".topics .row", has_text=TOPICS[0][1]).click()
    expect(tab.locator("#drawer-title")).to_have_text(TOPICS[0][1])
    expect(tab.locator("dialog mark").first).to_be_visible()
    assert set(tab.locator("dialog mark").all_inner_texts()) == {"wait forty minutes"}


def test_voices_can_be_narrowed_and_read_on(tab: Page, site: Site) -> None:
    show(tab, site, "?lang=en&weeks=52")
    tab.click("[data-figure=net_sentiment] .figure")
    expect(tab.locator(".voice")).to_have_count(20)
    tab.locator("dialog").get_by_text("Show more").click()
    expect(tab.locator(".voice")).to_have_count(40)
    tab.locator(".tabs").get_by_text("Positive").click()
    expect(tab.locator(".voice.positive").first).to_be_visible()
    expect(tab.locator(".voice.negative")).to_have_count(0)


def test_a_point_is_reached_and_opened_by_keyboard(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.wait_for_selector("[data-chart=complaint_rate] canvas")
    tab.locator("[data-chart=complaint_rate] .plot").focus()
    tab.keyboard.press("ArrowLeft")
    until(tab, "document.querySelector('[data-chart=complaint_rate] .readout').textContent.includes('n ')")
    told = tab.inner_text("[data-chart=complaint_rate] .readout")
    assert "15 Jun 2026 to 21 Jun 2026" in told
    assert "95 % interval" in told
    tab.keyboard.press("Enter")
    days = tab.locator(".voice time")
    expect(days.first).to_be_visible()
    for moment in days.all():
        assert "2026-06-15" <= (moment.get_attribute("datetime") or "")[:10] <= "2026-06-21"


def test_a_broken_promise_opens_what_its_customer_said_since(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.click(".ledger .row >> nth=0")
    expect(tab.locator("dialog .foot")).to_contain_text("voices")


def test_customers_words_are_text_and_nothing_else(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.locator(".topics .row", has_text="Outage").click()
    expect(tab.locator("dialog blockquote").first).to_contain_text(HOSTILE)
    assert tab.locator("dialog script, dialog blockquote img").count() == 0
    assert "stolen" not in tab.title()


def test_every_figure_says_what_it_is(tab: Page, site: Site) -> None:
    show(tab, site)
    for what in tab.locator("details.what").all():
        what.locator("summary").click()
        box = what.locator("p").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= WIDE[0]
    tab.keyboard.press("Escape")
    assert tab.locator("details.what[open]").count() == 0


def test_all_that_can_be_used_has_a_name(tab: Page, site: Site) -> None:
    show(tab, site)
    for control in tab.locator("button, select, summary, [role=slider]").all():
        name = (
            control.get_attribute("aria-label")
            or control.inner_text()
            or control.evaluate("e => e.labels[0].innerText")
        )
        assert name.strip()


def test_the_same_point_is_read_by_mouse_and_opened_by_a_click(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.wait_for_selector("[data-chart=complaint_rate] canvas")
    over = tab.locator("[data-chart=complaint_rate] .u-over")
    box = over.bounding_box()
    assert box
    over.hover(position={"x": box["width"] - 4, "y": 60})
    expect(tab.locator("[data-chart=complaint_rate] .readout")).to_contain_text("22 Jun 2026 to 28 Jun 2026")
    over.click(position={"x": box["width"] - 4, "y": 60})
    expect(tab.locator("#drawer-title")).to_contain_text("22 Jun 2026 to 28 Jun 2026")


def test_a_chart_is_also_a_table(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.locator("[data-chart=net_sentiment] .as-table summary").click()
    expect(tab.locator("[data-chart=net_sentiment] tbody tr")).to_have_count(13)


def test_choices_go_along_from_section_to_section_and_back(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.select_option("select[name=region]", label="华东")
    tab.wait_for_url("**region=**")
    tab.click("nav [data-key=to-complaints]")
    tab.wait_for_url("**/complaints?**region=**")
    drawn(tab)
    expect(tab.locator("select[name=region]")).to_have_value("=华东")
    assert tab.evaluate("document.activeElement.tagName") == "H1"
    tab.click("[data-key=reset]")
    expect(tab).not_to_have_url(re.compile("region="))
    tab.go_back()
    expect(tab.locator("select[name=region]")).to_have_value("=华东")
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("Overview")


def test_days_of_ones_own_are_chosen_and_kept(tab: Page, site: Site) -> None:
    show(tab, site, "?lang=en&start=2026-06-01&end=2026-06-14")
    expect(tab.locator(".span strong")).to_have_text("1 Jun 2026 to 14 Jun 2026")
    assert tab.input_value("input[name=start]") == "2026-06-01"
    tab.fill("input[name=end]", "2026-06-20")
    expect(tab.locator(".span strong")).to_have_text("1 Jun 2026 to 20 Jun 2026")
    assert "end=2026-06-20" in tab.url


def test_the_keyboard_can_skip_to_the_figures(tab: Page, site: Site) -> None:
    show(tab, site)
    tab.keyboard.press("Tab")
    expect(tab.locator("#skip")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#screen")).to_be_focused()


def test_print_leaves_out_what_only_a_screen_can_use(tab: Page, site: Site) -> None:
    tab.emulate_media(color_scheme="dark")
    show(tab, site, "?lang=en&region=North")
    tab.emulate_media(media="print", color_scheme="dark")
    assert not tab.locator(".choices").is_visible()
    assert not tab.locator("#rail").is_visible()
    expect(tab.locator("#filters summary")).to_contain_text("13 weeks · North")
    assert tab.locator("[data-figure=gap] .value").is_visible()
    assert redness(tab) == 255


def test_a_dark_room_gets_a_dark_page(tab: Page, site: Site) -> None:
    tab.emulate_media(color_scheme="dark")
    show(tab, site)
    assert redness(tab) < 60
    tab.select_option("select[name=theme]", "light")
    assert redness(tab) > 200
    tab.reload()
    drawn(tab)
    assert redness(tab) > 200
    tab.select_option("select[name=theme]", "system")
    assert redness(tab) < 60


def redness(tab: Page) -> int:
    colour = "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0]"
    return int(tab.evaluate(f"Number({colour})"))
