"""The screen when something is wrong: nothing there, too little there, something lost, the warehouse away."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served
from tests.page_views import NEWEST, a_bank

pytestmark = pytest.mark.slow


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 375, "height": 800}, locale="zh-CN")
    page.set_default_timeout(10_000)
    yield page
    page.close()


def test_an_empty_warehouse_says_so_in_the_readers_language(tab: Page, tmp_path: Path) -> None:
    with served(tmp_path, {}) as site:
        tab.goto(site.address)
        expect(tab.locator(".empty h2")).to_have_text("尚无任何互动入库。")
        assert tab.locator(".value").count() == 0


def test_no_data_is_a_dash_and_too_few_is_said(tab: Page, tmp_path: Path) -> None:
    few = {"experience_daily": [(NEWEST, "call", "", "", 9, 0, 0, 0, 3, 1)]}
    with served(tmp_path, few) as site:
        tab.goto(f"{site.address}?lang=en")
        expect(tab.locator("[data-figure=net_sentiment] .value")).to_have_text("—")
        expect(tab.locator("[data-figure=net_sentiment] .unit")).to_have_text("no data")
        expect(tab.locator("[data-figure=complaint_rate] .value")).to_have_text("333.3")
        expect(tab.locator("[data-figure=complaint_rate] .few")).to_have_text("too few")
        expect(tab.locator("[data-figure=gap] .value")).to_have_text("—")
        shown = tab.locator("[data-chart=complaint_rate] .plot")
        expect(shown).to_have_attribute("aria-valuetext", re.compile("too few$"))
        tab.click("[data-figure=gap] .figure")
        expect(tab.locator("dialog .foot")).to_contain_text("No customer words")


def test_a_difference_in_the_account_is_loud(tab: Page, tmp_path: Path) -> None:
    lost = a_bank() | {"accounts": [("crm", 100, 90, 4, 1, 2, 3), ("mail", 10, 13, 0, 0, 0, -3)]}
    with served(tmp_path, lost) as site:
        tab.goto(f"{site.address}?lang=en")
        alarm = tab.get_by_role("alert")
        expect(alarm).to_contain_text("The account does not close")
        expect(alarm).to_contain_text("6 events")  # one source's loss does not cancel another's surplus
        box = alarm.bounding_box()
        assert box
        assert box["y"] < 800
        tab.goto(f"{site.address}accounts?lang=en")
        expect(tab.get_by_role("alert")).to_contain_text("6 events")
        assert tab.locator("[data-panel=account] strong.wrong").all_inner_texts() == [
            "3",
            "−3",
        ]  # a minus sign


def test_a_warehouse_that_goes_away_and_comes_back(tab: Page, tmp_path: Path) -> None:
    with served(tmp_path, a_bank()) as site:
        site.away = True
        tab.goto(f"{site.address}?lang=en")
        expect(tab.locator(".banner")).to_contain_text("does not answer")
        site.away = False
        tab.click(".banner button")
        expect(tab.locator(".tile")).to_have_count(5)
        expect(tab.locator(".banner")).to_have_count(0)
        site.away = True
        tab.click("#filters summary")
        tab.select_option("select[name=channel]", label="Call")
        expect(tab.locator(".banner")).to_contain_text("last answer")
        expect(tab.locator(".tile")).to_have_count(5)


def test_an_address_that_asks_nonsense_is_mended(tab: Page, tmp_path: Path) -> None:
    with served(tmp_path, a_bank()) as site:
        tab.goto(f"{site.address}?lang=xx&weeks=9&region=Atlantis&channel=' OR 1=1")
        expect(tab.locator("[data-figure=net_sentiment] .value")).to_have_text("—")
        expect(tab.locator("[data-figure=net_sentiment] h2")).to_have_text("净情感值")
        tab.click("#filters summary")
        assert tab.locator("select[name=region]").input_value() == "=Atlantis"
        tab.select_option("select[name=region]", value="*")
        tab.select_option("select[name=channel]", value="*")
        expect(tab.locator("[data-figure=net_sentiment] .value")).not_to_have_text("—")
