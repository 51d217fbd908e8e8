"""What is kept too long is emptied, and no figure changes."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from pipeline.memory import MemoryLog
from pipeline.moments import microseconds_of
from pipeline.retaining import days_of, due, retain
from pipeline.verify import differences, handed
from pipeline.warehouse.cells import Signal, TopicSignal
from pipeline.warehouse.sql import SqlWarehouse
from schemas.envelope import encode
from schemas.errors import Misused
from tests.cli import earshot, serving
from tests.erasing.people import FIRST, ID, POLICIES, WORD, Company, everything, theirs

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
    log = MemoryLog(clock=lambda: microseconds_of(FIRST))
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


@pytest.mark.slow
def test_a_dry_run_is_answered_while_the_home_is_served(tmp_path: Path) -> None:
    events, home = tmp_path / "events.jsonl", tmp_path / "home"
    events.write_bytes(b"\n".join(map(encode, theirs())))
    assert earshot(home, "import", str(events)).returncode == 0
    settings = {"EARSHOT_RETENTION": "words=1", "EARSHOT_REFRESH_MINUTES": "0"}
    alone = earshot(home, "retain", "--dry-run", "--json", settings=settings)
    with serving(home, settings) as run:
        asked = earshot(home, "retain", "--dry-run", "--json", settings=settings)
        assert (asked.returncode, asked.stdout) == (0, alone.stdout)
        assert msgspec.json.decode(asked.stdout) == {"words": 4}
        told = earshot(home, "retain", "--dry-run", settings=settings).stdout
        assert told == b"words: 4 due\n"
        done = earshot(home, "retain", settings=settings)
        assert (done.returncode, str(run.process.pid) in done.stderr.decode()) == (2, True)
    assert earshot(home, "retain", settings=settings).stdout == b"words: 4 emptied\n"
    assert earshot(home, "retain", "--dry-run", settings=settings).stdout == b"words: 0 due\n"


def test_nothing_is_due_where_nothing_is_stored(tmp_path: Path) -> None:
    done = earshot(tmp_path, "retain", "--dry-run")
    assert (done.returncode, b"nothing is stored" in done.stderr) == (2, True)
