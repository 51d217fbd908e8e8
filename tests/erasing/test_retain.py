"""What is kept too long is emptied, and no figure changes."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from pipeline.memory import MemoryLog
from pipeline.retaining import days_of, due, retain
from pipeline.verify import differences, handed
from pipeline.warehouse.cells import Signal, TopicSignal
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused
from tests.erasing.people import FIRST, ID, POLICIES, WORD, Company, everything

DAYS = {"words": 10, "dead_letters": 1, "alerts": 1}


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def spoken(warehouse: SqlWarehouse) -> Sequence[object]:
    return [
        row[0]
        for row in warehouse.select("SELECT voice != '' FROM interactions FINAL ORDER BY created_at").rows
    ]


def test_words_go_and_figures_stay(warehouse: SqlWarehouse) -> None:
    log = MemoryLog(clock=lambda: int(FIRST.timestamp() * 1_000_000))
    Company(log, warehouse).hear(*everything())
    before = warehouse.cells(Signal), warehouse.cells(TopicSignal)
    # Mails 1 to 4 lie within 28 hours, those of others more than five days later.
    now = FIRST.replace(hour=12) + timedelta(days=13)
    assert due(warehouse, DAYS, now) == {"words": 4, "dead_letters": 1, "alerts": 0}
    assert retain(warehouse, DAYS, now) == {"words": 4, "dead_letters": 1, "alerts": 0}
    assert due(warehouse, DAYS, now) == {"words": 0, "dead_letters": 0, "alerts": 0}
    assert spoken(warehouse) == [0] * 4 + [1] * 9
    assert not [row for row in warehouse.select("SELECT voice FROM interactions").rows if WORD in str(row)]
    assert (warehouse.cells(Signal), warehouse.cells(TopicSignal)) == before
    assert not [*differences(handed(log), warehouse, POLICIES)]


def test_no_days_are_for_ever(warehouse: SqlWarehouse) -> None:
    assert due(warehouse, {"words": 0}, FIRST) == {}


@pytest.mark.parametrize("days", [20_000, 21_000, 36_500, 99_999])
def test_days_before_there_were_seconds_are_for_ever(warehouse: SqlWarehouse, days: int) -> None:
    """A server of 18.16 would take 1926 for 2062, and empty everything."""
    Company(MemoryLog(), warehouse).hear(*everything())
    assert not any(due(warehouse, dict.fromkeys(DAYS, days), FIRST + timedelta(days=60)).values())


def test_what_is_erased_stays_said_to_be(warehouse: SqlWarehouse) -> None:
    company = Company(MemoryLog(), warehouse).hear(*everything())
    later = FIRST.replace(year=2030)
    company.erasing.erase(company.erasing.person(ID), lambda: later)
    assert due(warehouse, DAYS, later.replace(year=2031))["dead_letters"] == 0


def test_the_setting() -> None:
    assert days_of(("words=730", "alerts=0")) == {"words": 730, "alerts": 0}


@pytest.mark.parametrize("wrong", ["word=3", "words", "words=", "words=-1", "words=1.5", "words=99999999"])
def test_a_wrong_setting_is_said(wrong: str) -> None:
    with pytest.raises(Misused, match="NAME=DAYS"):
        days_of((wrong,))
