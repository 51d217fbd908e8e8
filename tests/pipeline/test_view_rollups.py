"""Days are what their hours add up to, whatever happens in between; and the company's figures are the views' own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from agents.figures import Feelings, net_sentiment, share
from pipeline.failpoints import Reached
from pipeline.figures import registry
from pipeline.warehouse.daily import TALLIED
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.story_days import STORIED
from pipeline.warehouse.views import as_of
from schemas import tables
from schemas.facts import InteractionRow
from schemas.stories import Journey
from tests.pipeline.test_views_engines import sample
from tests.rows import DAY, HOUR, NOON, blank, fact

PARTS = (*TALLIED, *STORIED)
LATER = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def hours(rows: Sequence[Any]) -> set[datetime]:
    return {row.window for row in rows if isinstance(row, InteractionRow)}


def kpi(warehouse: SqlWarehouse, metric: str) -> tuple[Any, ...]:
    answer = warehouse.select(
        "SELECT value, low, high, n, coverage, too_few FROM kpi_daily"
        f" WHERE metric = '{metric}' AND day = toDate('{NOON:%Y-%m-%d}')"
    )
    (row,) = answer.rows
    return row


def test_figures_of_days_are_figures_of_the_registry_in_its_unit() -> None:
    per = {"share": 1, "percent": 100, "points": 100, "per 1,000": 1000}
    for part in PARTS:
        figure = registry().figure(part.figure)
        assert part.per == per.get(figure.unit, 1), part.figure
        assert (part.form == "count") == (figure.unit == "count"), part.figure
    assert len({part.figure for part in PARTS}) == len(PARTS)


def test_a_day_says_what_python_says(warehouse: SqlWarehouse) -> None:
    felt = ["negative"] * 12 + ["neutral"] * 5 + ["positive"] * 20 + [""] * 3
    said = [
        fact(
            str(n),
            NOON + HOUR * (n % 5),
            sentiment=label,
            complaint="yes" if n < 9 else ("" if n > 35 else "no"),
        )
        for n, label in enumerate(felt)
    ]
    warehouse.write(tables.INTERACTIONS, said)
    warehouse.recount(hours(said))
    net, rate = net_sentiment(Feelings(12, 5, 20)), share(9, 36)
    assert net
    assert rate
    rate = rate.times(1000)
    assert kpi(warehouse, "net_sentiment") == pytest.approx((net.value, net.low, net.high, 37, 37 / 40, 0))
    assert kpi(warehouse, "complaint_rate") == pytest.approx(
        (rate.value, rate.low, rate.high, 36, 36 / 40, 0)
    )
    assert kpi(warehouse, "complaints") == (9, None, None, 36, 0.9, 0)
    assert kpi(warehouse, "interactions") == (40, None, None, 40, 1, 0)


def test_nothing_judged_is_no_value_and_never_zero(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.INTERACTIONS, [fact("a")])
    warehouse.recount([NOON])
    assert kpi(warehouse, "complaint_rate") == (None, None, None, 0, 0, 1)
    assert kpi(warehouse, "complaints") == (None, None, None, 0, 0, 0)
    assert kpi(warehouse, "praise") == (0, None, None, 1, 1, 0)
    warehouse.write(tables.INTERACTIONS, [fact("a", counted=0, version=2)])
    warehouse.recount([NOON])
    assert warehouse.select("SELECT * FROM kpi_daily").rows == []
    assert warehouse.select("SELECT * FROM experience_daily").rows == []


@pytest.mark.slow
def test_any_order_of_recounts_gives_the_same_days(warehouse: SqlWarehouse) -> None:
    chance = Random(5)
    rows = sample(chance)[tables.INTERACTIONS]
    for some in (rows[:300], rows[300:], rows[100:200]):
        warehouse.write(tables.INTERACTIONS, some)
        windows = [*hours(some)]
        chance.shuffle(windows)
        warehouse.recount(windows[: len(windows) // 2])
        warehouse.recount(windows)
        assert warehouse.miscounted() == []
    for tally, name in (("signals", "signals_daily"), ("topic_signals", "topic_signals_daily")):
        of_hours, of_days = (
            warehouse.select(
                f"SELECT sum(interactions), sum(negative), sum(complaints) FROM {each} FINAL"
            ).rows
            for each in (tally, name)
        )
        assert of_hours == of_days


def test_a_wrong_day_is_told(warehouse: SqlWarehouse) -> None:
    said = [fact("a", topics=("refund",)), fact("b", NOON + HOUR)]
    warehouse.write(tables.INTERACTIONS, said)
    warehouse.recount(hours(said))
    assert warehouse.miscounted() == []
    for table, count in (
        ("signals_daily", "negative"),
        ("topic_signals_daily", "negative"),
        ("figures_daily", "hits"),
    ):
        key = "figure, form, per" if table == "figures_daily" else "channel, language, interactions"
        where = "figure = 'thanks'" if table == "figures_daily" else "1"
        version = "toUInt64(version + 1)"
        warehouse.run(
            f"INSERT INTO {table} (day, {key}, {count}, version) SELECT day, {key}, toUInt64(7), {version}"
            f" FROM {table} FINAL WHERE {where}"
        )
        found = warehouse.miscounted()
        assert any(line.startswith(f"{table} 2026-03-31") for line in found), (table, found)
        warehouse.recount([NOON])
        if table != "topic_signals_daily":
            assert warehouse.miscounted() == []


class Cut:
    """Ends the recount at the n-th place it can be ended."""

    def __init__(self, at: int) -> None:
        self._left = at

    def __call__(self, _: str) -> None:
        self._left -= 1
        if self._left == 0:
            raise Reached


@pytest.mark.slow
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_recount_that_is_cut_off_and_done_again_leaves_the_same_days(
    on_chdb: SqlWarehouse, at: int
) -> None:
    said = [fact("a", topics=("refund",)), fact("b", NOON + HOUR, complaint="yes")]
    on_chdb.write(tables.INTERACTIONS, said)
    cut = SqlWarehouse(on_chdb._engine, reached=Cut(at))
    with pytest.raises(Reached):
        cut.recount(hours(said))
    on_chdb.recount(hours(said))
    assert on_chdb.miscounted() == []
    assert kpi(on_chdb, "interactions")[0] == 2


@pytest.mark.slow
def test_stories_of_a_day_are_those_of_the_views(warehouse: SqlWarehouse) -> None:
    for table, some in sample(Random(4)).items():
        warehouse.write(table, some)
    came = [
        blank(
            Journey,
            journey=str(n),
            started_at=NOON - n * DAY,
            matures_at=NOON + n * DAY,
            contacts=1,
            single_contact=n % 2,
            present=1,
        )
        for n in range(9)
    ]
    warehouse.write(tables.JOURNEYS, came)
    for moment in (NOON + DAY, LATER, NOON + DAY):  # a clock set back as well
        warehouse.count_stories(moment)
        assert_like(warehouse, "broken_promises", as_of("promise_ledger", moment), "broken", "came_due")
        assert_like(
            warehouse, "unwelcome_contacts", as_of("contact_pressure", moment), "violation", "contact"
        )
        assert_like(
            warehouse,
            "first_contact_resolution",
            as_of("journeys_overview", moment),
            "first_contact_resolution",
            "first_contact_judged",
        )
        assert_like(warehouse, "perception_gap", as_of("perception_gap", moment), "contradicted", "mature")
        assert_like(
            warehouse,
            "courteous_unsolved_share",
            as_of("attitude_resolution", moment),
            "courteous_unsolved",
            "known",
        )
        assert_like(
            warehouse, "official_csat", as_of("official_and_felt", moment), "csat * csat_n / 100", "csat_n"
        )


def assert_like(warehouse: SqlWarehouse, metric: str, view: str, hits: str, n: str) -> None:
    told = warehouse.select(
        f"SELECT toInt64(sum(hits)), toInt64(sum(n)) FROM figures_daily FINAL WHERE figure = '{metric}'"
    ).rows
    seen = warehouse.select(
        f"SELECT toInt64(round(sum(ifNull({hits}, 0)))), toInt64(sum({n})) FROM ({view.replace('SETTINGS join_use_nulls = 0', '')})"
    ).rows
    assert told == seen, metric
    assert told != [(0, 0)], metric


def test_definitions_are_the_registrys(warehouse: SqlWarehouse) -> None:
    told = warehouse.select(
        "SELECT metric, name, name_zh, definition_zh, unit, least FROM metric_definitions"
    ).rows
    assert [*told] == [
        (figure.id, figure.name.en, figure.name.zh, figure.definition.zh, figure.unit, figure.least)
        for figure in registry().figures.values()
    ]
    assert {part.figure for part in PARTS} <= {row[0] for row in told}
