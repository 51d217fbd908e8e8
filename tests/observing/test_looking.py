"""What a gateway learns from the warehouse, on an old server and on today's engine."""

import pytest

from pipeline.observing.learnt import OTHERS, Source
from pipeline.observing.looking import MOST_SOURCES, at_warehouse
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.alerting import DeliveryRow
from schemas.facts import DeadLetterRow, Progress
from tests.rows import HOUR, NOON, arrival, blank, fact

pytestmark = pytest.mark.slow


@pytest.fixture(params=["on_server", "on_chdb"])
def engine(request: pytest.FixtureRequest) -> SqlWarehouse:
    found: SqlWarehouse = request.getfixturevalue(request.param)
    return found


def test_nothing_stored_is_no_source_and_no_message(engine: SqlWarehouse) -> None:
    found = at_warehouse(engine, disks=True)
    assert (found.sources, found.due, found.failed, found.owed_since) == ((), 0, 0, None)


def test_a_source_is_told_with_its_account_and_its_times(engine: SqlWarehouse) -> None:
    engine.write(tables.INTERACTIONS, [fact("a", source="web")])
    given = {"source": "web", "window": NOON, "arrived_at": NOON}
    engine.write(
        tables.ARRIVALS, [arrival("a", 1, **given), arrival("a", 2, **given), arrival("gone", 3, **given)]
    )
    engine.write(
        tables.DEAD_LETTERS, [blank(DeadLetterRow, source="said by nobody we know", window=NOON, version=1)]
    )
    engine.write(tables.PROGRESS, [blank(Progress, agents="story", settled_at=NOON + HOUR, version=1)])
    web, others = at_warehouse(engine, disks=True).sources
    assert web == Source("web", 3, 1, 1, 0, 0, 1, NOON.timestamp(), NOON.timestamp())
    assert others == Source(OTHERS, 1, 0, 0, 1, 0, 0, None, None)


def test_labels_do_not_grow_with_what_senders_write(engine: SqlWarehouse) -> None:
    many = MOST_SOURCES + 20
    engine.write(tables.INTERACTIONS, [fact(f"k{number}", source=f"s{number}") for number in range(many)])
    found = at_warehouse(engine, disks=False)
    assert len(found.sources) == MOST_SOURCES + 1
    assert found.sources[-1].source == OTHERS
    assert found.disks == ()


def test_messages_that_are_due_or_given_up_are_counted(engine: SqlWarehouse) -> None:
    engine.write(
        tables.DELIVERIES,
        [
            blank(DeliveryRow, message_id="1", rule="a", state="due", created_at=NOON, version=1),
            blank(DeliveryRow, message_id="2", rule="b", state="sent", created_at=NOON, version=1),
            blank(
                DeliveryRow,
                message_id="3",
                rule="c",
                state="failed",
                created_at=NOON,
                ended_at=NOON,
                version=1,
            ),
        ],
    )
    found = at_warehouse(engine, disks=False)
    assert (found.due, found.owed_since) == (1, NOON.timestamp())
    assert found.failed == 0  # it was given up longer than a day ago
