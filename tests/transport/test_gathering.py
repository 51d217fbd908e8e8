"""Batches are cut by records, bytes and time, and lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transport.gathering import Cut, Gathering
from pipeline.transport.values import Bounds
from tests.transport.records import record, records


def _drained(gathering: Gathering, now: float) -> list[Cut]:
    cuts = []
    while cut := gathering.take(now):
        cuts.append(cut)
    return cuts


def _offsets(cuts: list[Cut]) -> list[list[int]]:
    return [[one.offset for one in cut.records] for cut in cuts]


def test_a_full_batch_goes_out_at_once() -> None:
    gathering = Gathering(Bounds(records=3, wait=10))
    gathering.add(records(0, 3), 3, 3, now=0)
    assert gathering.due_in(0) == 0
    assert _offsets(_drained(gathering, 0)) == [[0, 1, 2]]


def test_a_part_of_a_batch_waits_its_time() -> None:
    gathering = Gathering(Bounds(records=3, wait=10))
    gathering.add(records(0, 1), 1, 1, now=5)
    gathering.add(records(1, 1), 2, 2, now=9)
    assert (gathering.room, gathering.due_in(9)) == (1, 6)
    assert gathering.take(14.9) is None
    assert _offsets(_drained(gathering, 15)) == [[0, 1]]
    assert gathering.due_in(15) is None


def test_bytes_cut_before_the_record_that_is_too_much() -> None:
    gathering = Gathering(Bounds(bytes=25, wait=0))
    gathering.add(records(0, 5, size=10), 5, 5, now=0)
    assert _offsets(_drained(gathering, 0)) == [[0, 1], [2, 3], [4]]


def test_a_record_larger_than_the_bound_goes_alone() -> None:
    gathering = Gathering(Bounds(bytes=25, wait=0))
    gathering.add([record(0), record(1, b"x" * 99), record(2)], 3, 3, now=0)
    assert _offsets(_drained(gathering, 0)) == [[0], [1], [2]]


def test_a_gap_at_the_end_belongs_to_the_last_batch() -> None:
    gathering = Gathering(Bounds(records=2, wait=10))
    gathering.add(records(0, 3), 8, 9, now=0)
    gathering.add([], 11, 12, now=1)
    assert [cut.upto for cut in _drained(gathering, 10)] == [2, 11]
    gathering.add(records(11, 2), 20, 20, now=11)
    assert [cut.upto for cut in _drained(gathering, 11)] == [20]


@pytest.mark.parametrize("wrong", [{"records": 0}, {"bytes": 0}, {"batches_ahead": 0}, {"bytes_ahead": -1}])
def test_bounds_must_let_something_through(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Bounds(**wrong)


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        Bounds(wait=-1)


@given(
    reads=st.lists(st.lists(st.integers(0, 60), max_size=9), max_size=6),
    most=st.integers(1, 5),
    size=st.integers(1, 100),
)
def test_every_record_goes_out_once_in_order_within_the_bounds(
    reads: list[list[int]], most: int, size: int
) -> None:
    gathering = Gathering(Bounds(records=most, bytes=size, wait=0))
    cuts, offset = list[Cut](), 0
    for sizes in reads:
        read = [record(offset + number, b"x" * length) for number, length in enumerate(sizes)]
        offset += len(sizes)
        gathering.add(read, offset, offset, now=0)
        cuts += _drained(gathering, 0)
    assert [one for cut in _offsets(cuts) for one in cut] == list(range(offset))
    assert [cut.upto for cut in cuts] == [cut.records[-1].offset + 1 for cut in cuts]
    assert all(1 <= len(cut.records) <= most and (cut.size <= size or len(cut.records) == 1) for cut in cuts)
    assert (gathering.size, gathering.empty) == (0, True)
