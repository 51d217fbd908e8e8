"""What figures stood at before they were changed after the fact, on each of the warehouses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from schemas import tables
from schemas.restated import Restated
from tests.contract.conftest import Held
from tests.rows import DAY, HOUR, NOON, fact

Stood = tuple[str, str, str, int, int, int]


def stood(warehouse: Held) -> list[Stood]:
    """Of every restatement the scope, channel, topic, and what stood: interactions, negative, complaints."""
    rows = cast(Iterator[Restated], warehouse.rows(tables.RESTATED))
    return [(r.scope, r.channel, r.topic, r.interactions, r.negative, r.complaints) for r in rows]


def test_a_late_event_leaves_what_the_day_stood_at(warehouse: Held) -> None:
    felt = fact("a", sentiment="negative", complaint="yes", topics=("refund",))
    warehouse.write(tables.INTERACTIONS, [felt, fact("b", NOON + HOUR), fact("c", NOON + DAY)])
    warehouse.recount([NOON, NOON + HOUR, NOON + DAY])
    warehouse.recount([NOON, NOON + HOUR])
    assert stood(warehouse) == []  # counted for the first time, and again without a change
    late = [fact("d", sentiment="positive"), fact("e", NOON + HOUR, channel="chat", topics=("refund",))]
    warehouse.write(tables.INTERACTIONS, late)
    warehouse.recount([NOON, NOON + HOUR])
    assert stood(warehouse) == [
        ("cell", "call", "", 2, 1, 1),
        ("cell", "chat", "", 0, 0, 0),
        ("cell", "chat", "refund", 0, 0, 0),
        ("day", "", "", 2, 1, 1),
    ]
    warehouse.recount([NOON, NOON + HOUR])
    assert len(stood(warehouse)) == 4


def test_an_event_heard_anew_leaves_what_its_cells_stood_at(warehouse: Held) -> None:
    warehouse.write(tables.INTERACTIONS, [fact("a", sentiment="negative", language="en", topics=("refund",))])
    warehouse.recount([NOON])
    warehouse.write(tables.INTERACTIONS, [fact("a", sentiment="positive", language="en", version=2)])
    warehouse.recount([NOON])
    assert stood(warehouse) == [
        ("cell", "call", "", 1, 1, 0),
        ("cell", "call", "refund", 1, 1, 0),
        ("day", "", "", 1, 1, 0),
    ]


def test_a_day_that_is_not_over_is_not_restated(warehouse: Held) -> None:
    today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    warehouse.write(tables.INTERACTIONS, [fact("a", today)])
    warehouse.recount([today])
    warehouse.write(tables.INTERACTIONS, [fact("b", today)])
    warehouse.recount([today])
    assert stood(warehouse) == []
