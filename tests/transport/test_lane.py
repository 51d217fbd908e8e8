"""One partition from its assignment to its revocation."""

import pytest
from faust.types import TP

from pipeline.transport.lane import Lane, Taken, Ticket
from pipeline.transport.values import Batch, Bounds, RecordsGone
from tests.transport.records import records

PARTITION = TP("topic", 0)


def _taken(start: int, count: int, *, upto: int | None = None, size: int = 10) -> Taken:
    end = start + count if upto is None else upto
    return Taken(PARTITION, 1, start, end, records(start, count, size), 100)


def _lane(start: int | None = 0, *, batches_ahead: int = 4, bytes_ahead: int = 1 << 20) -> Lane:
    bounds = Bounds(records=5, wait=0, batches_ahead=batches_ahead, bytes_ahead=bytes_ahead)
    return Lane(PARTITION, bounds, start, now=0)


def _out(lane: Lane) -> list[tuple[Batch, Ticket]]:
    return list(lane.batches(1, now=1))


def test_a_batch_is_committed_after_its_ack_only() -> None:
    lane = _lane()
    assert lane.admit(_taken(0, 5), now=1)
    ((batch, ticket),) = _out(lane)
    assert (batch.first, batch.last, batch.upto, len(batch)) == (0, 4, 5, 5)
    assert lane.committable() is None
    assert lane.acknowledge(ticket, now=2)
    assert lane.committable() == 5
    lane.committed = 5
    assert lane.committable() is None


def test_a_group_without_a_position_starts_where_the_broker_lets_it() -> None:
    lane = _lane(None)
    assert lane.committable() is None
    assert lane.admit(_taken(40, 5), now=1)
    ((_, ticket),) = _out(lane)
    assert lane.committable() is None
    lane.acknowledge(ticket, now=2)
    assert lane.committable() == 45


def test_the_position_after_a_gap_is_committed() -> None:
    lane = _lane()
    lane.admit(_taken(0, 5, upto=9), now=1)
    ((batch, ticket),) = _out(lane)
    lane.acknowledge(ticket, now=2)
    assert (batch.upto, lane.committable()) == (9, 9)


def test_a_gap_without_records_is_committed_when_all_before_it_is() -> None:
    lane = _lane()
    lane.admit(_taken(0, 0, upto=3), now=1)
    assert lane.committable() == 3
    lane.admit(_taken(3, 5), now=1)
    ((_, ticket),) = _out(lane)
    lane.admit(_taken(8, 0, upto=12), now=1)
    assert lane.committable() == 3
    lane.acknowledge(ticket, now=2)
    assert lane.committable() == 12


def test_a_partition_with_a_full_buffer_is_not_read() -> None:
    lane = _lane(batches_ahead=2)
    for start in (0, 5, 10):
        lane.admit(_taken(start, 5), now=1)
    out = _out(lane)
    assert [batch.first for batch, _ in out] == [0, 5]
    assert (lane.room, lane.due_in(1)) == (0, None)
    lane.acknowledge(out[1][1], now=2)
    assert _out(lane) == []
    lane.acknowledge(out[0][1], now=2)
    assert [batch.first for batch, _ in _out(lane)] == [10]
    assert lane.room == 5


def test_bytes_fill_the_buffer_too() -> None:
    lane = _lane(bytes_ahead=40)
    lane.admit(_taken(0, 5, size=10), now=1)
    assert lane.room == 0
    ((_, ticket),) = _out(lane)
    assert lane.room == 0
    lane.acknowledge(ticket, now=2)
    assert lane.room == 5


def test_records_that_were_deleted_unread_are_not_passed_over() -> None:
    lane = _lane(10)
    with pytest.raises(RecordsGone, match="offsets 10 to 29") as told:
        lane.admit(_taken(30, 5), now=1)
    assert (told.value.topic, told.value.partition, told.value.expected, told.value.found) == (
        "topic",
        0,
        10,
        30,
    )


def test_a_topic_made_anew_is_read_from_its_start_and_old_acks_do_not_count() -> None:
    lane = _lane(1000)
    lane.admit(_taken(1000, 5), now=1)
    ((_, old),) = _out(lane)
    assert not lane.admit(_taken(0, 5), now=2)
    ((batch, new),) = _out(lane)
    assert batch.first == 0
    assert not lane.acknowledge(old, now=3)
    assert lane.committable() is None
    assert lane.acknowledge(new, now=3)
    assert lane.committable() == 5


def test_progress_tells_every_position() -> None:
    lane = _lane()
    lane.admit(_taken(0, 5), now=1)
    ((_, ticket),) = list(lane.batches(1, now=2))
    lane.admit(_taken(5, 2), now=3)
    seen = lane.progress(None)
    assert (seen.read, seen.handed, seen.acked, seen.committed, seen.highwater, seen.lag) == (
        7,
        5,
        0,
        0,
        100,
        100,
    )
    assert (seen.waiting, seen.waiting_bytes, seen.read_at, seen.handed_at, seen.acked_at) == (1, 50, 3, 2, 0)
    lane.acknowledge(ticket, now=4)
    seen = lane.progress(120)
    assert (seen.acked, seen.acked_at, seen.lag, seen.waiting) == (5, 4, 115, 0)


def test_a_batch_does_not_print_its_records() -> None:
    lane = _lane()
    lane.admit(_taken(0, 5), now=1)
    ((batch, _),) = _out(lane)
    assert repr(batch) == "<Batch topic-0 0..4 generation 1>"
