"""What tools can rely on in every view: plain types, ready dates, names that bend no query, and no doubt about comments."""

import re
from collections import Counter
from datetime import date
from random import Random
from typing import cast

import pytest

from pipeline.figures import registry
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import View, shipped
from schemas import tables
from schemas.facts import InteractionRow
from schemas.glosses import of_column
from tests.pipeline.test_views_engines import sample, unsaid
from tests.rows import DAY, NOON

PLAIN = {"String", "Date", "DateTime('UTC')", "UInt8", "UInt64", "Int64", "Float64"}
MAY_LACK = {"Float64", "DateTime('UTC')", "UInt8", "UInt64"}
"""Types that may be Nullable: what is measured may be missing, a name is empty instead. Counts and money never are."""
TIMELESS = {"freshness", "metric_definitions"}
COARSER = {"week", "month"}
VIEWS = [pytest.param(view, id=name) for name, view in shipped().items()]


@pytest.mark.parametrize("view", VIEWS)
def test_types_are_plain(view: View) -> None:
    for name, type_ in view.columns.items():
        inner = re.fullmatch(r"Nullable\((.+)\)", type_)
        assert (inner[1] in MAY_LACK) if inner else (type_ in PLAIN), (name, type_)


@pytest.mark.parametrize("view", VIEWS)
def test_names_are_words(view: View) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", view.name)
    assert [name for name in view.columns if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


@pytest.mark.parametrize("view", VIEWS)
def test_dates_stand_ready_and_first(view: View) -> None:
    if view.name in TIMELESS:
        return
    dates = [name for name, type_ in view.columns.items() if type_ == "Date"]
    assert "month" in dates
    assert list(view.columns)[: len(dates)] == dates
    if "day" in dates:
        assert {*dates} >= {"day", "week", "month"}


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_is_explained_in_both_languages(view: View) -> None:
    for name, type_ in view.columns.items():
        said = of_column(registry(), view.name, name, type_)
        assert re.search(r"[A-Za-z]", said), name
        assert re.search(r"[\u4e00-\u9fff]", said), name


@pytest.mark.parametrize("view", VIEWS)
def test_a_join_says_what_it_does_with_nothing_and_no_view_has_parameters(view: View) -> None:
    assert ("JOIN " not in view.select.replace("ARRAY JOIN ", "")) or view.select.rstrip().endswith(
        "SETTINGS join_use_nulls = 0"
    )
    assert not re.search(r"\{\w+ *: *\w+\}", view.select)
    assert "SELECT *\n" not in view.select.partition("\n")[0]


@pytest.fixture(params=["chdb", "server"])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


@pytest.mark.slow
def test_a_filter_on_one_date_and_groups_by_another_agree(warehouse: SqlWarehouse) -> None:
    """What tools send, aliases and all: groups named like the column, a filter on the ready date beside it."""
    rows = sample(Random(3))
    for table, some in (rows | unsaid(Random(3), rows)).items():
        warehouse.write(table, some)
    warehouse.recount({row.window for row in rows[tables.INTERACTIONS] if isinstance(row, InteractionRow)})
    warehouse.count_stories(NOON + 99 * DAY)
    for name, view in shipped().items():
        found = [at for at in ("day", "week", "month") if at in view.columns]
        told = warehouse.select(f"SELECT {found[0]}, month FROM {name}").rows if found else []
        dates = cast(list[tuple[date, date]], told)
        if not dates:
            continue
        days = sorted({day for day, _ in dates})
        low, high = days[len(days) // 4], days[-1]
        expected = Counter(month for day, month in dates if low <= day < high)
        answer = warehouse.select(
            f"SELECT month AS month, count() AS row_count FROM {name} WHERE {found[0]} >= toDate('{low}')"
            f" AND {found[0]} < toDate('{high}') GROUP BY month ORDER BY row_count DESC LIMIT 50000"
        )
        assert dict(cast(list[tuple[date, int]], answer.rows)) == expected, name
