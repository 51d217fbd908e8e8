"""What the customers who answered a survey said: of each fact the newest version alone, whoever's it was before."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import count
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest

from deploy.services.clickhouse import ClickHouse
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
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


@pytest.mark.slow
def test_the_figures_are_the_same_while_rows_merge(clickhouse: ClickHouse) -> None:
    """A merge that ends between two readings of one question takes from the second what the first has seen."""
    with ExitStack() as stack:
        read, written = (
            stack.enter_context(closing(SqlWarehouse(Server(urlsplit(clickhouse.url("merging"))))))
            for _ in "12"
        )
        migrate(read)
        asked = blank(RecordRow, event_key="a", customer="ann", survey="csat", score=4, lowest=1, highest=5)
        read.write(tables.RECORDS, [asked])
        read.write(tables.INTERACTIONS, [fact("hers", customer="ann", sentiment="negative")])
        stopped = Event()

        def merged() -> int:
            """Facts that are another's, under them a row of when they were hers: it comes late, and is merged away."""
            for at in count():
                for customer, version in (("li", 2), ("ann", 1)):
                    row = fact(f"moved {at}", customer=customer, version=version, sentiment="positive")
                    written.write(tables.INTERACTIONS, [row])
                written.run("OPTIMIZE TABLE interactions FINAL")
                if stopped.is_set():
                    return at
            raise AssertionError

        merging = stack.enter_context(ThreadPoolExecutor(1)).submit(merged)
        try:
            seen = {read.select("SELECT heard, scored FROM official_and_felt").rows[0] for _ in range(100)}
        finally:
            stopped.set()
        assert merging.result(30) > 5
        assert seen == {(1, 1)}
