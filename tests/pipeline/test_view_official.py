"""What the customers who answered a survey said: of each fact the newest version alone, whoever's it was before."""

from typing import Any

import pytest

from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import RecordRow
from tests.rows import DAY, NOON, blank, fact


@pytest.fixture(params=["chdb", pytest.param("server", marks=pytest.mark.slow)])
def warehouse(request: pytest.FixtureRequest) -> SqlWarehouse:
    held: SqlWarehouse = request.getfixturevalue(f"on_{request.param}")
    return held


def test_a_fact_that_became_anothers_is_no_longer_theirs(warehouse: SqlWarehouse) -> None:
    answers = [
        blank(RecordRow, event_key=who, customer=who, survey="csat", score=4, lowest=1, highest=5, version=1)
        for who in ("ann", "li")
    ]
    warehouse.write(tables.RECORDS, answers)
    said: dict[str, Any] = {"sentiment": "negative", "complaint": "yes"}
    for row in (
        fact("moved", customer="ann", version=1, **said),
        fact("moved", customer="someone", version=2, **said),
        fact("came", customer="someone", version=1, **said),
        fact("came", customer="li", version=2, sentiment="positive", complaint="no"),
        fact("withdrawn", customer="li", version=1, **said),
        fact("withdrawn", customer="li", version=3, counted=0, **said),
        fact("other week", NOON - 9 * DAY, customer="li", version=1, **said),
    ):
        warehouse.write(tables.INTERACTIONS, [row])
    columns = "customers, heard, scored, net_sentiment, judged, complaint_share"
    assert warehouse.select(f"SELECT {columns} FROM official_and_felt").rows == [(2, 1, 1, 100.0, 1, 0.0)]
