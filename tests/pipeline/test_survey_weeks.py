"""Answers beside what the same customers said, kept by the week: they say what the view says, whatever has come since."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, cast

import msgspec
import pytest

from pipeline.page.asking import Asking, Chosen
from pipeline.page.looking import Look, Reader
from pipeline.page.surveys import Surveys, surveys
from pipeline.warehouse import survey_weeks
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import InteractionRow, RecordRow
from tests.rows import HOUR, blank, fact

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEKS = 6
END = (MONDAY + timedelta(7 * WEEKS - 1)).date()
PLACES = (("", ""), ("North", "Card"), ("华东", "房贷"))
SCALES = (("csat", 1, 5), ("nps", 0, 10), ("ces", 1, 7))


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def answered(chance: Random, number: int, **given: Any) -> RecordRow:
    at = MONDAY + HOUR * chance.randrange(24 * 7 * WEEKS)
    survey, lowest, highest = chance.choice(SCALES)
    region, product = chance.choice(PLACES)
    row: dict[str, Any] = {
        "window": at,
        "created_at": at,
        "customer": chance.choice(("", "c1", "c2", "c3", "c4")),
        "region": region,
        "product": product,
        "survey": survey,
        "score": chance.randrange(lowest, highest + 2),
        "lowest": lowest,
        "highest": highest,
        "version": 1,
    }
    return blank(RecordRow, event_key=f"r{number}", **(row | given))


def said(chance: Random, number: int, **given: Any) -> InteractionRow:
    row: dict[str, Any] = {
        "counted": int(chance.random() < 0.8),
        "customer": chance.choice(("c1", "c2", "c3", "c9")),
        "sentiment": chance.choice(("", "negative", "neutral", "positive")),
        "complaint": chance.choice(("", "yes", "no")),
    }
    return fact(f"i{number}", MONDAY + HOUR * (number % (24 * 7 * WEEKS)), **(row | given))


def filled(warehouse: SqlWarehouse, chance: Random) -> None:
    warehouse.write(tables.RECORDS, [answered(chance, number) for number in range(120)])
    warehouse.write(tables.INTERACTIONS, [said(chance, 37 * number) for number in range(400)])


def look(warehouse: SqlWarehouse, chosen: Chosen) -> Look:
    return Look(Asking(warehouse), chosen, END, END, Reader(words=True, details=True, secret=b""))


def cells(warehouse: SqlWarehouse, sql: str) -> list[tuple[object, ...]]:
    return [
        tuple(pytest.approx(each) if isinstance(each, float) else each for each in row)
        for row in sorted(warehouse.select(sql).rows)
        if any(row[3:])
    ]


def weeks() -> list[date]:
    return [(MONDAY + timedelta(7 * number)).date() for number in range(WEEKS)]


def states(warehouse: SqlWarehouse) -> list[date]:
    """The weeks that do not hold."""
    rows = cast(list[tuple[date, int, int]], warehouse.select(survey_weeks.states()).rows)
    return sorted(week for week, there, noted in rows if there != noted)


async def agrees(warehouse: SqlWarehouse) -> None:
    """What is kept, with what is counted beside it, is what the view says when nothing is kept."""
    choices: tuple[dict[str, Any], ...] = ({}, {"region": "华东"}, {"region": "", "product": ""})
    with_kept = [
        await surveys(look(warehouse, Chosen(start=weeks()[0], end=END, **each))) for each in choices
    ]
    kept = warehouse.select("SELECT * FROM weeks_counted FINAL").rows
    warehouse.run("TRUNCATE TABLE weeks_counted")
    for each, found in zip(choices, with_kept, strict=True):
        true = await surveys(look(warehouse, Chosen(start=weeks()[0], end=END, **each)))
        assert _numbers(found) == pytest.approx(_numbers(true))
    for week, seen, version in kept:
        warehouse.run(
            f"INSERT INTO weeks_counted SELECT toDate('{week}'), toUInt64({seen}), toUInt64({version})"
        )


def _numbers(found: Surveys) -> list[float]:
    return [float(each or 0) for each in msgspec.structs.astuple(found)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_what_is_kept_says_what_the_view_says(warehouse: SqlWarehouse, seed: int) -> None:
    chance = Random(seed)
    filled(warehouse, chance)
    assert states(warehouse) == weeks()
    warehouse.keep_weeks()
    assert states(warehouse) == []
    await agrees(warehouse)
    # An answer comes late, an interaction is heard again, and a week's only answers are withdrawn.
    warehouse.write(tables.RECORDS, [answered(chance, 500, window=MONDAY, created_at=MONDAY)])
    warehouse.write(tables.INTERACTIONS, [said(chance, 37, version=2)])
    await agrees(warehouse)
    warehouse.keep_weeks()
    assert states(warehouse) == []
    await agrees(warehouse)


def test_only_weeks_that_changed_are_counted_again(warehouse: SqlWarehouse) -> None:
    chance = Random(7)
    filled(warehouse, chance)
    warehouse.keep_weeks()
    warehouse.write(tables.INTERACTIONS, [said(chance, 24 * 7, version=2)])
    assert states(warehouse) == [weeks()[1]]
    warehouse.keep_weeks()
    answer = warehouse.select("SELECT week, max(version) FROM weeks_counted GROUP BY week ORDER BY week")
    versions = cast(list[tuple[date, int]], answer.rows)
    assert [version > versions[0][1] for _, version in versions] == [False, True, *[False] * (WEEKS - 2)]


def test_a_place_that_nobody_answers_from_any_more_is_empty(warehouse: SqlWarehouse) -> None:
    chance = Random(3)
    answer: dict[str, Any] = {"window": MONDAY, "created_at": MONDAY, "customer": "c1", "score": 1}
    warehouse.write(tables.RECORDS, [answered(chance, 1, region="North", **answer)])
    warehouse.keep_weeks()
    warehouse.write(tables.RECORDS, [answered(chance, 1, region="South", version=2, **answer)])
    warehouse.keep_weeks()
    places = "SELECT region FROM surveys_weekly FINAL WHERE csat_n + nps_n + ces_n > 0"
    assert warehouse.select(places).rows == [("South",)]


async def test_an_erased_customer_is_heard_no_more(warehouse: SqlWarehouse) -> None:
    """As an erasure does it: the row is written again without them, and every older version is deleted."""
    chance = Random(5)
    answer: dict[str, Any] = {"window": MONDAY, "created_at": MONDAY, "customer": "c1", "score": 1}
    warehouse.write(tables.RECORDS, [answered(chance, 1, **answer)])
    warehouse.write(tables.INTERACTIONS, [said(chance, 2, counted=1, customer="c1")])
    warehouse.keep_weeks()
    whole = Chosen(start=weeks()[0], end=END)
    assert (await surveys(look(warehouse, whole))).heard == 1
    warehouse.write(tables.INTERACTIONS, [said(chance, 2, counted=1, customer="", version=2)])
    warehouse.run("OPTIMIZE TABLE interactions FINAL")
    assert (await surveys(look(warehouse, whole))).heard == 0


def test_cut_off_between_cells_and_mark_the_week_does_not_hold(warehouse: SqlWarehouse) -> None:
    filled(warehouse, Random(9))
    warehouse.keep_weeks()
    expected = cells(warehouse, survey_weeks.kept(weeks()[0], END, ()))
    assert expected == cells(warehouse, survey_weeks.counted(weeks()))
    warehouse.run("TRUNCATE TABLE weeks_counted")
    assert states(warehouse) == weeks()
    warehouse.keep_weeks()
    assert cells(warehouse, survey_weeks.kept(weeks()[0], END, ())) == expected
