"""The view of restatements: the chain of what a day's figures were and became, on both engines."""

from datetime import datetime
from typing import Any

import pytest

from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import InteractionRow
from tests.rows import DAY, HOUR, NOON, fact


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def told(warehouse: SqlWarehouse, columns: str, condition: str) -> list[tuple[object, ...]]:
    sql = f"SELECT {columns} FROM restatements WHERE {condition} ORDER BY interactions_before, complaints_before"
    return warehouse.ask(sql).rows


def _sad(key: str, window: datetime) -> InteractionRow:
    return fact(key, window, sentiment="negative", complaint="yes")


def _calm(key: str, window: datetime, **given: Any) -> InteractionRow:
    return fact(key, window, sentiment="neutral", complaint="no", **given)


def test_each_change_says_what_stood_and_what_it_became(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.INTERACTIONS, [_sad("a", NOON), _sad("x", NOON + DAY)])
    warehouse.recount([NOON, NOON + DAY])
    assert told(warehouse, "day", "1") == []
    warehouse.write(tables.INTERACTIONS, [_calm("b", NOON + HOUR)])
    warehouse.recount([NOON + HOUR])
    warehouse.write(tables.INTERACTIONS, [_calm("a", NOON, version=2, topics=("refund",))])
    warehouse.recount([NOON])
    columns = (
        "toString(day), why, interactions_before, interactions_after, complaints_before, complaints_after, "
        "net_sentiment_before, net_sentiment_after, complaint_rate_before, complaint_rate_after"
    )
    late = ("2026-03-31", "late", 1, 2, 1, 1, -100.0, -50.0, 1000.0, 500.0)
    anew = ("2026-03-31", "heard_anew", 2, 2, 1, 0, -50.0, 0.0, 500.0, 0.0)
    assert told(warehouse, columns, "scope = 'day'") == [late, anew]
    assert told(warehouse, columns, "channel = 'call' AND topic = ''") == [late, anew]
    assert told(warehouse, "why, interactions_before, interactions_after", "topic = 'refund'") == [
        ("late", 0, 1)
    ]


def test_a_figure_that_was_not_there_before_is_told_as_such(warehouse: SqlWarehouse) -> None:
    warehouse.write(tables.INTERACTIONS, [fact("a", sentiment="", complaint="")])
    warehouse.recount([NOON])
    warehouse.write(tables.INTERACTIONS, [fact("b", sentiment="positive", complaint="no")])
    warehouse.recount([NOON])
    columns = "net_sentiment_before, net_sentiment_after, complaint_rate_before, complaint_rate_after"
    assert told(warehouse, columns, "scope = 'day'") == [(None, 100.0, None, 0.0)]
