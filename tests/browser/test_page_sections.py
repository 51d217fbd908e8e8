"""Every section in a real browser over a real small bank: both languages, wide and narrow, light and dark, by ear."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships none
from playwright.sync_api import Browser, Page, expect

from pipeline.signin.rights import Rights, Role
from tests.browser.conftest import Site, drawn, served_demo, shown, watched

pytestmark = pytest.mark.slow

WIDE, NARROW = (1440, 900), (375, 812)
SECTIONS = (
    "", "complaints", "journeys", "promises", "perception", "contacts", "attitude", "praise", "voices", "accounts",
)  # fmt: skip

# What the data itself may say in any language, by its place in an answer.
DATA = frozenset(
    [
        "region",
        "product",
        "team",
        "owner",
        "what",
        "customer",
        "case_id",
        "campaign",
        "purpose",
        "place",
        "source",
        "reason",
        "before",
        "evidence",
        "after",
        "staff",
        "tariff",
        "currency",
        "praised",
    ]
)
FIGURES_DRAWN = """
new MutationObserver((_, watch) => {
  if (!document.querySelector('.tile')) return;
  performance.mark('figures');
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
OURS = {"UTC", "CSV", "Earshot", "English", "CSAT", "NPS", "CES", "Wilson", "phone"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[Site]:
    own = tmp_path_factory.mktemp("demo") / "warehouse"
    shutil.copytree(demo, own, symlinks=True)
    with served_demo(own) as found:
        yield found


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_section_is_reached_fits_and_is_told_apart(
    browser: Browser, site: Site, lang: str, size: tuple[int, int]
) -> None:
    with watched(browser, size) as tab:
        shown(tab, site, f"?lang={lang}")
        titles = []
        for section in SECTIONS:
            if size == NARROW:
                tab.click(".menu")
            tab.click(f"nav [data-key=to-{section or 'overview'}]")
            expect(tab).to_have_url(re.compile(rf"/{section}\?"))
            expect(tab.locator("nav a[aria-current=page]")).to_have_count(1)
            drawn(tab)
            titles.append(tab.inner_text("h1"))
            assert tab.evaluate("document.documentElement.scrollWidth") == size[0], section
            assert tab.title() == f"{titles[-1]} · Earshot"
            assert tab.locator("#notice").inner_text() == ""
            assert [name for name in tab.locator("h2").all_inner_texts() if "_" in name] == [], section
        assert len(set(titles)) == len(SECTIONS)


# Both sizes, both themes and both languages for every section, in two looks at it.
@pytest.mark.parametrize(("number", "section"), list(enumerate(SECTIONS)))
def test_who_reads_by_ear_or_keyboard_is_not_shut_out(
    browser: Browser, site: Site, number: int, section: str
) -> None:
    axe = Axe()
    for dark in (False, True):
        wide = dark is bool(number % 2)
        with watched(browser, WIDE if wide else NARROW, dark=dark) as tab:
            shown(tab, site, f"{section}?lang={'en' if wide else 'zh'}")
            assert grave(axe, tab) == []


def test_the_drawer_and_a_story_are_open_to_all(tab: Page, site: Site) -> None:
    shown(tab, site, "journeys?lang=en")
    tab.locator("[data-panel=list] tbody a").first.click()
    tab.wait_for_selector(".timeline .step")
    assert grave(Axe(), tab) == []
    shown(tab, site)
    tab.click("[data-figure=complaint_rate] .figure")
    tab.wait_for_selector("dialog .voice")
    assert grave(Axe(), tab) == []


def grave(axe: Axe, tab: Page) -> list[str]:
    found = axe.run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0].get('failureSummary', '')}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("section", SECTIONS)
def test_the_chinese_page_is_chinese_outside_the_data_and_all_of_it_can_be_taken_along(
    tab: Page, site: Site, section: str
) -> None:
    answers: list[Any] = []
    tab.on("response", lambda one: answers.append(one) if "/api/" in one.url and one.ok else None)
    shown(tab, site, f"{section}?lang=zh")
    data = " ".join(
        text
        for one in answers
        if not re.search(r"definitions|/me$", one.url)
        for text in said_by_data(one.json())
    )
    known = set(re.findall(r"[A-Za-z]+", data)) | OURS
    spoken = tab.locator("#screen").inner_text() + tab.locator("#rail").inner_text()
    labels = tab.evaluate(
        "[...document.querySelectorAll('[aria-label]')].map(one => one.ariaLabel).join(' ')"
    )
    foreign = set(re.findall(r"[A-Za-z]{2,}", f"{spoken} {labels}")) - known
    assert foreign == set()
    every_download_is_there(tab, site)


def every_download_is_there(tab: Page, site: Site) -> None:
    links = {one.get_attribute("href") for one in tab.locator("a.csv").all()}
    assert links
    for link in links:
        answer = tab.request.get(site.address.rstrip("/") + str(link))
        assert answer.ok, link
        assert answer.headers["content-type"].startswith("text/csv"), link


def said_by_data(answer: Any) -> Iterator[str]:
    """Texts that senders wrote; names of ours, which have a Chinese sister, are not among them."""
    match answer:
        case dict():
            for name, value in answer.items():
                plain = name in DATA or (name == "name" and "name_zh" not in answer)
                if isinstance(value, str) and plain:
                    yield value
                elif name.endswith("s") and isinstance(value, list) and value and isinstance(value[0], str):
                    yield from value if name in {"regions", "products", "teams"} else ()
                elif name == "latest" and isinstance(value, list):
                    yield from (str(cell) for row in value for cell in row[4:])
                else:
                    yield from said_by_data(value)
        case list():
            for value in answer:
                yield from said_by_data(value)
        case _:
            return


def test_no_word_lacks_a_language(tab: Page, site: Site) -> None:
    tab.goto(site.address)
    lacking = tab.evaluate(
        """async () => {
          const { wordsIn } = await import('/static/words.js');
          const keys = (words, at) => Object.entries(words).flatMap(([name, word]) =>
            typeof word === 'object' ? keys(word, `${at}${name}.`) : [`${at}${name}:${typeof word}`]);
          const [en, zh] = ['en', 'zh'].map((lang) => keys(wordsIn(lang), ''));
          return [en.filter((key) => !zh.includes(key)), zh.filter((key) => !en.includes(key)), en.length];
        }"""
    )
    assert lacking[:2] == [[], []]
    assert lacking[2] > 300


def test_a_story_has_an_address_and_the_way_back(tab: Page, site: Site) -> None:
    shown(tab, site, "journeys?lang=en&weeks=52")
    tab.locator("[data-panel=list] tbody a").first.click()
    tab.wait_for_selector(".timeline .step")
    customer = tab.inner_text("h1")
    tab.reload()
    tab.wait_for_selector(".timeline .step")
    assert tab.inner_text("h1") == customer
    moments = [one.get_attribute("datetime") or "" for one in tab.locator(".timeline time").all()]
    assert moments == sorted(moments)
    tab.go_back()
    tab.wait_for_selector("[data-panel=list]")
    assert "weeks=52" in tab.url


def test_a_cell_of_the_matrix_opens_its_words(tab: Page, site: Site) -> None:
    shown(tab, site, "attitude?lang=en")
    cell = tab.locator(".matrix .cell").nth(1)
    count = cell.locator("b").inner_text()
    cell.click()
    tab.wait_for_selector("dialog .voice")
    expect(tab.locator("dialog .facts")).to_contain_text("95 % interval")
    assert count


def test_search_finds_what_it_says_and_can_be_passed_on(tab: Page, site: Site) -> None:
    shown(tab, site, "voices?lang=en")
    tab.fill("#search", "refund")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**search=refund*")
    drawn(tab)
    found = tab.locator(".voice blockquote").all_inner_texts()
    assert found
    assert all("refund" in words.lower() for words in found)
    address = tab.url
    tab.goto(address)
    drawn(tab)
    assert tab.input_value("#search") == "refund"
    tab.fill("#search", "xyzzy-no-such-word")
    tab.keyboard.press("Enter")
    expect(tab.locator(".found .none")).to_be_visible()


def test_a_list_is_sorted_and_paged_in_the_address(tab: Page, site: Site) -> None:
    shown(tab, site, "promises?lang=en")
    tab.click("[data-key=sort-late]")
    tab.wait_for_url("**sort=late*")
    expect(tab.locator("th[aria-sort=descending] a")).to_have_attribute("data-key", "sort-late")
    drawn(tab)
    first = tab.inner_text("[data-panel=list] tbody tr >> nth=0")
    tab.click(".pager a")
    tab.wait_for_url("**offset=20*")
    drawn(tab)
    assert tab.inner_text("[data-panel=list] tbody tr >> nth=0") != first
    tab.go_back()
    expect(tab.locator("[data-panel=list] tbody tr").first).to_have_text(re.compile(".+"))
    drawn(tab)
    assert tab.inner_text("[data-panel=list] tbody tr >> nth=0") == first


def test_whoever_may_not_read_words_is_told_so_and_sees_all_figures(browser: Browser, site: Site) -> None:
    site.reader = Rights("Ana", Role.READER)
    try:
        with watched(browser) as tab:
            shown(tab, site, "praise?lang=en")
            expect(tab.locator(".reader")).to_contain_text("Ana · reader")
            expect(tab.locator(".reader form")).to_have_attribute("action", "/sign-out")
            expect(tab.locator("[data-panel=names]")).to_contain_text("for stewards")
            assert tab.locator("[data-figure=praises] .value").inner_text() != "—"
    finally:
        site.reader = None


def test_words_that_are_withheld_are_not_a_fault(browser: Browser, site: Site) -> None:
    site.reader = Rights("Ana", Role.READER)
    try:
        with watched(browser, allowed="403 (Forbidden)") as tab:
            tab.goto(f"{site.address}voices?lang=zh")
            expect(tab.locator(".withheld")).to_contain_text("数据专员")
    finally:
        site.reader = None


def test_the_figures_are_there_soon(browser: Browser, site: Site) -> None:
    drawn_at, sent = min(first_visit(browser, site) for _ in range(3))
    assert drawn_at < 1_000
    assert sent < 250_000


def first_visit(browser: Browser, site: Site) -> tuple[float, int]:
    """Milliseconds until the figures stand there, and bytes sent until the charts do, to a browser that has nothing yet."""
    with watched(browser) as tab:
        tab.add_init_script(FIGURES_DRAWN)
        shown(tab, site)
        tab.wait_for_selector(".plot canvas")
        at, sent = tab.evaluate(
            """() => [
              performance.getEntriesByName('figures')[0].startTime,
              performance.getEntries().reduce((sum, one) => sum + (one.transferSize ?? 0), 0),
            ]"""
        )
        return float(at), int(sent)
