"""Every dashboard, opened in a browser over a real server: all charts are drawn, and say what the views say."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from clickhouse_driver import Client
from playwright.sync_api import BrowserContext, Page, Response

from deploy.superset.board import Board
from deploy.superset.bundle import boards_in
from deploy.superset.wording import LANGS, Lang
from tests.bi.booted import DATABASE, Superset, booted
from tests.chromium import chromium
from tests.conftest import ClickHouse

pytestmark = pytest.mark.slow

Result = Mapping[str, Any]
TROUBLE: Final = "[role=alert], .missing-chart-container, .ant-empty, [data-test=chart-error]"
PICTURES: Final = Path(__file__).parents[2] / "build" / "superset"


@pytest.fixture(scope="module")
def superset(clickhouse: ClickHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    with booted(clickhouse, tmp_path_factory.mktemp("bi")) as running:
        yield running


@pytest.fixture(scope="module")
def warehouse(clickhouse: ClickHouse) -> Iterator[Client]:
    client = Client("127.0.0.1", clickhouse.port, password=clickhouse.password, database=DATABASE)
    yield client
    client.disconnect()


@pytest.fixture(scope="module")
def context(superset: Superset) -> Iterator[BrowserContext]:
    with chromium() as browser:
        found = browser.new_context(viewport={"width": 1440, "height": 4200})
        superset.sign_in(found)
        yield found


def _opened(page: Page, superset: Superset, board: Board, lang: str) -> list[tuple[Response, Result]]:
    """The dashboard with all charts drawn, and what the browser was told for each."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/api/v1/chart/data" in answer.url else None)
    page.goto(f"{superset.address}/lang/{lang}")
    page.goto(f"{superset.address}/superset/dashboard/earshot-{board.id.replace('_', '-')}-{lang}/")
    drawn = f"""() => document.querySelectorAll(
        '.dashboard-component-chart-holder .slice_container :is(canvas, table, .header-line)'
    ).length >= {len(board.charts)} && !document.querySelector('.loading')"""
    page.wait_for_function(drawn, timeout=90_000)
    return [(answer, result) for answer in answers for result in _results(answer)]


def _results(answer: Response) -> Sequence[Result]:
    assert answer.status == 200, answer.text()[:1_000]
    found: Sequence[Result] = answer.json()["result"]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_every_chart_is_drawn_and_says_what_the_warehouse_says(
    lang: Lang, superset: Superset, context: BrowserContext, warehouse: Client
) -> None:
    """All of a language in one test: what is parted, two workers may take, and each would boot a Superset."""
    for board in boards_in(lang):
        page = context.new_page()
        told = _opened(page, superset, board, lang)
        assert page.locator(TROUBLE).all_inner_texts() == [], board.id
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(800)  # what moves in comes to rest
        page.screenshot(path=PICTURES / f"{board.id}_{lang}.png")
        assert len(told) >= len(board.charts)
        for _, result in told:
            _equal(result, warehouse)
        shown = page.locator(".header-line").all_inner_texts()
        expected = _expected(board, warehouse)
        assert [figure for figure, value in expected.items() if value not in shown] == [], (shown, expected)
        page.close()


def _equal(result: Result, warehouse: Client) -> None:
    """The rows are those of the query, asked by ourselves: none lost, no number changed on the way."""
    rows, columns = warehouse.execute(result["query"].rstrip().rstrip(";"), with_column_types=True)
    assert rows, result["query"]
    if len(rows) != result["rowcount"]:
        _turned(result, rows)
        return
    if "LIMIT 500" in result["query"]:
        return  # rows as they are: which of equals come last is nobody's promise
    for place, (name, kind) in enumerate(columns):
        if "Int" in kind or "Float" in kind:
            mine = sum(row[place] or 0 for row in rows)
            theirs = sum(row[name] or 0 for row in result["data"])
            assert theirs == pytest.approx(mine, rel=1e-4), (name, result["query"])


def _turned(result: Result, rows: Sequence[Sequence[Any]]) -> None:
    """A chart of series: their names have become columns, a row for each place on the x-axis; nothing is left out."""
    _, *series = result["colnames"]
    assert result["rowcount"] == len({row[0] for row in rows}), result["query"]
    assert len(series) == len({row[1] for row in rows})
    theirs = sum(row[name] or 0 for row in result["data"] for name in series)
    assert theirs == sum(row[-1] for row in rows), result["query"]


OVERVIEW: Final = {
    "net sentiment": "SELECT 100 * (sum(positive) - sum(negative)) / sum(scored) FROM experience_daily",
    "complaint rate": "SELECT 1000 * sum(complaints) / sum(judged) FROM experience_daily",
    "broken promises": "SELECT 100 * countIf(state = 'broken') / countIf(state IN ('kept', 'late', 'broken')) FROM promise_ledger",
    "gap": "SELECT 100 * sum(contradicted) / sum(mature) FROM perception_gap",
    "first contact": "SELECT 100 * avg(first_contact_resolution) FROM journeys_overview WHERE isNotNull(first_contact_resolution)",
    "unwelcome": "SELECT 1000 * countIf(violations != '') / count() FROM contact_pressure",
}
WRITTEN: Final = {"net sentiment": "{:+,.1f}", "gap": "{:+,.1f}", "first contact": "{:,.1f}%"}


def _expected(board: Board, warehouse: Client) -> Mapping[str, str]:
    """The big numbers of the overview, asked from the views in other words than the charts ask."""
    if board.id != "overview":
        return {}
    values = {figure: warehouse.execute(sql)[0][0] for figure, sql in OVERVIEW.items()}
    return {figure: WRITTEN.get(figure, "{:,.1f}").format(value) for figure, value in values.items()}


def test_a_filter_of_time_takes_whole_days_and_no_others(
    superset: Superset, context: BrowserContext, warehouse: Client
) -> None:
    """The fault that Superset 6.1 has with time grains: filtered weeks lost days, or had too many."""
    page = context.new_page()
    told = _opened(page, superset, boards_in("en")[0], "en")
    trend = next(
        answer for answer, result in told if "Net sentiment" in result["query"] and "yhat" in result["query"]
    )
    asked = json.loads(trend.request.post_data or "")
    for query in asked["queries"]:
        for each in query["filters"]:
            if each["op"] == "TEMPORAL_RANGE":
                each["val"] = "2026-07-08 : 2026-07-20"
    asked["force"] = True
    token = context.request.get(f"{superset.address}/api/v1/security/csrf_token/").json()["result"]
    answer = context.request.post(
        f"{superset.address}/api/v1/chart/data",
        data=asked,
        headers={"X-CSRFToken": token, "Referer": superset.address},
    )
    assert answer.status == 200, answer.text()[:1_000]
    counts = answer.json()["result"][1]
    mine = warehouse.execute(
        "SELECT week, sum(scored) FROM experience_daily WHERE day >= '2026-07-08' AND day < '2026-07-20'"
        " GROUP BY week ORDER BY week"
    )
    name = next(each for each in counts["colnames"] if each != "week")
    assert sorted(row[name] for row in counts["data"]) == sorted(each for _, each in mine)
    page.close()
