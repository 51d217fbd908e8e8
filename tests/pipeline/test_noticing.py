"""From tallies to what is noticed, on every engine: rows that can be made again, withdrawn, and read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.noticing.notice import notice
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import InteractionRow, TopicName
from schemas.interactions import Struct
from schemas.noticed import DriverRow, MovementRow, SurgeRow, WatchRow
from tests.rows import fact

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def talk(start: datetime, days: int, a_day: int, topic: str, **given: Any) -> Iterator[InteractionRow]:
    """So many interactions on a topic a day, from 6:00 on, a few of them complaints."""
    for day in range(days):
        for number in range(a_day):
            at = start + day * DAY + (6 + number % 12) * HOUR
            usual = {
                "topics": (topic,),
                "sentiment": "negative" if number % 5 == 0 else "positive",
                "complaint": "yes" if number % 5 == 0 else "no",
                "region": ("north", "south")[number % 2],
                "language": "en",
            }
            yield fact(f"{topic} {at:%m%d} {number} {given.get('role', '')}", at, **(usual | given))


def told(warehouse: SqlWarehouse, *facts: Iterator[InteractionRow]) -> None:
    rows = [row for some in facts for row in some]
    warehouse.write(tables.INTERACTIONS, rows)
    warehouse.recount({row.window for row in rows})


def view(warehouse: SqlWarehouse, name: str, where: str = "1") -> list[dict[str, Any]]:
    plain, joined = (
        warehouse.select(f"SELECT * FROM {name} WHERE {where} SETTINGS join_use_nulls = {nulls}")
        for nulls in (0, 1)
    )
    assert sorted(map(repr, plain.rows)) == sorted(map(repr, joined.rows))
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.rows]


def kept(warehouse: SqlWarehouse) -> list[Struct]:
    noticed = (tables.MOVEMENTS, tables.SURGES, tables.WATCH, tables.DRIVERS)
    return [row for table in noticed for row in warehouse.rows(table)]


@pytest.fixture
def surged(warehouse: SqlWarehouse) -> SqlWarehouse:
    """Ten weeks of 24 interactions a day on refunds, then a Tuesday with five times as many complaints."""
    warehouse.write(tables.TOPIC_NAMES, [TopicName(topic="refund", name="Refund", name_zh="退款", version=1)])
    quiet = talk(MONDAY - 10 * WEEK, 70, 24, "refund")
    week = talk(MONDAY, 4, 24, "refund")
    loud = talk(MONDAY + DAY, 1, 96, "refund", complaint="yes", region="north", role="loud")
    told(warehouse, quiet, week, loud)
    return warehouse


def test_a_surge_is_seen_on_the_day_and_over_on_the_next(surged: SqlWarehouse) -> None:
    notice(surged, MONDAY + DAY + 5 * HOUR)
    assert view(surged, "surges") == []
    notice(surged, MONDAY + DAY + 12 * HOUR)
    (up,) = view(surged, "surges")
    assert (up["topic_name_zh"], up["started_at"], up["ended_at"], up["state"]) == (
        "退款",
        MONDAY + DAY,
        None,
        "on",
    )
    assert up["usual"] == pytest.approx(24, abs=1)
    assert up["critical"] <= up["count"] < 120
    assert MONDAY + DAY + 6 * HOUR < up["crossed_at"] <= MONDAY + DAY + 12 * HOUR
    notice(surged, MONDAY + 3 * DAY)
    (over,) = view(surged, "surges")
    assert (over["started_at"], over["crossed_at"], over["ended_at"], over["state"], over["count"]) == (
        up["started_at"],
        up["crossed_at"],
        MONDAY + 2 * DAY,
        "over",
        120,
    )


def test_silence_says_how_closely_was_listened(surged: SqlWarehouse) -> None:
    told(surged, talk(MONDAY - 3 * WEEK, 3, 1, "privacy"))
    notice(surged, MONDAY + DAY)
    watched = {row["topic"]: row for row in view(surged, "surge_watch")}
    assert watched["refund"]["able"] == 1
    assert watched["refund"]["shortest"] == 24
    assert 10 < watched["refund"]["least"] < 24
    assert watched["refund"]["history_weeks"] == 8
    rare = watched["privacy"]
    assert (rare["able"], rare["shortest"], rare["longest"]) == (0, None, None)


def test_noticing_again_from_the_same_facts_changes_nothing(surged: SqlWarehouse) -> None:
    at = MONDAY + WEEK
    first = notice(surged, at)
    assert first.movements
    assert first.drivers
    before = kept(surged)
    assert notice(surged, at + timedelta(minutes=59)) == (0, 0, 0)
    notice(surged, at + 2 * WEEK)
    notice(surged, at)
    ours = (MovementRow, SurgeRow, DriverRow, WatchRow)
    after = [row for row in kept(surged) if isinstance(row, ours)]
    assert set(before) <= set(after)


def test_what_late_events_made_untrue_is_withdrawn(surged: SqlWarehouse) -> None:
    at = MONDAY + WEEK
    notice(surged, at)
    assert len(view(surged, "surges")) == 1
    assert [row["dimension"] for row in view(surged, "movements", "week = '2026-06-01' AND flagged = 1")]
    told(
        surged,
        talk(MONDAY + DAY, 1, 96, "refund", counted=0, version=2, role="loud"),
        talk(MONDAY + 4 * DAY, 3, 24, "refund"),
    )
    notice(surged, at)
    assert view(surged, "surges") == []
    assert view(surged, "movements", "week = '2026-06-01' AND flagged = 1") == []
    (gone,) = surged.rows(tables.SURGES)
    assert isinstance(gone, SurgeRow)
    assert gone.present == 0


def test_movements_stand_beside_the_week_before(surged: SqlWarehouse) -> None:
    notice(surged, MONDAY + WEEK)
    rows = view(surged, "movements", "week = '2026-06-01' AND figure = 'complaint_rate'")
    whole = {(row["dimension"], row["place"]): row for row in rows}
    assert {dimension for dimension, _ in whole} == {"all", "region", "product", "team", "channel"}
    all_ = whole["all", ""]
    assert (all_["n"], all_["before_n"], all_["coverage"], all_["too_few"]) == (192, 168, 1, 0)
    assert all_["change"] == pytest.approx(all_["estimate"] - all_["before"])
    assert all_["change_low"] < all_["change"] < all_["change_high"]
    assert (all_["flagged"], whole["region", "north"]["flagged"], whole["region", "south"]["flagged"]) == (
        1,
        1,
        0,
    )
    (topic,) = view(
        surged, "movements", "week = '2026-06-01' AND dimension = 'all' AND figure = 'topic_complaint_rate'"
    )
    assert (topic["topic"], topic["topic_name"], topic["estimate"]) == ("refund", "Refund", all_["estimate"])


def test_drivers_speak_of_the_four_weeks_before(surged: SqlWarehouse) -> None:
    notice(surged, MONDAY + WEEK)
    rows = view(surged, "drivers", "figure = 'complaint_share'")
    found = {row["place"]: row for row in rows}
    assert {row["dimension"] for row in rows} == {"region"}
    assert (str(found["north"]["period_start"]), str(found["north"]["period_end"])) == (
        "2026-05-11",
        "2026-06-08",
    )
    assert found["north"]["effect_low"] > 0 > found["south"]["effect_high"]
    assert found["north"]["volume"] + found["south"]["volume"] == pytest.approx(1)


def test_a_first_week_that_began_on_a_wednesday_teaches_nothing(warehouse: SqlWarehouse) -> None:
    told(warehouse, talk(MONDAY - 4 * WEEK + 2 * DAY, 26, 24, "refund"))
    notice(warehouse, MONDAY + DAY)
    (watched,) = view(warehouse, "surge_watch")
    assert watched["history_weeks"] == 3
    assert watched["usual"] == pytest.approx(7 * 24, rel=0.05)


def test_an_empty_warehouse_has_nothing_to_notice(warehouse: SqlWarehouse) -> None:
    assert notice(warehouse, MONDAY) == (0, 0, 0)
    assert kept(warehouse) == []
