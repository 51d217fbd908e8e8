"""One suite for every log."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.log import SqliteLog
from pipeline.memory import MemoryLog
from pipeline.ports import Log, NewRecord
from schemas.errors import LogFull
from schemas.topics import CALLS, EMAILS, INTERACTIONS

Make = Callable[..., Log]


@pytest.fixture(params=["memory", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[SqliteLog] = []

    def sqlite(**options: int) -> Log:
        opened.append(SqliteLog(tmp_path / "log.db", **options))  # type: ignore[arg-type]  # ints by name
        return opened[-1]

    yield MemoryLog if request.param == "memory" else sqlite
    for log in opened:
        log.close()


def records(topic: str, *values: bytes) -> list[NewRecord]:
    return [NewRecord(topic, b"k", value) for value in values]


def fill(log: Log) -> None:
    for _ in range(100):
        log.append(records(CALLS, b"x" * 20_000))


def test_records_come_back_in_order_with_contiguous_offsets(make: Make) -> None:
    log = make()
    log.append(records(CALLS, b"a", b"b"))
    log.append([NewRecord(CALLS, b"key", b"c", {"name": "värde"})])
    found = log.read(CALLS, 0, 10)
    assert [(r.offset, r.value) for r in found] == [(0, b"a"), (1, b"b"), (2, b"c")]
    assert (found[2].key, found[2].headers) == (b"key", {"name": "värde"})
    assert [r.value for r in log.read(CALLS, 1, 1)] == [b"b"]
    assert (log.read(EMAILS, 0, 10), log.end(CALLS), log.end(EMAILS)) == ([], 3, 0)


def test_append_times_grow_even_when_the_clock_stands_still(make: Make) -> None:
    log = make(clock=lambda: 1_000)
    log.append(records(CALLS, b"a", b"b"))
    log.append(records(CALLS, b"c"))
    assert [r.appended for r in log.read(CALLS, 0, 10)] == [1_000, 1_001, 1_002]


def test_the_position_moves_with_the_outputs(make: Make) -> None:
    log = make()
    log.append(records(CALLS, b"a", b"b"))
    assert log.position("ear", CALLS) == 0
    log.advance("ear", CALLS, 2, records(INTERACTIONS, b"A", b"B"))
    assert log.position("ear", CALLS) == 2
    assert log.position("other", CALLS) == 0
    assert [r.value for r in log.read(INTERACTIONS, 0, 10)] == [b"A", b"B"]


def test_a_mark_is_kept_with_its_records(make: Make) -> None:
    log = make()
    assert log.marked("file") == ""
    log.append(records(CALLS, b"a"), mark=("file", "17"))
    assert log.marked("file") == "17"


def test_a_full_log_takes_nothing_and_says_so(make: Make) -> None:
    log = make(max_bytes=100_000)
    with pytest.raises(LogFull):
        fill(log)
    before = log.end(CALLS)
    with pytest.raises(LogFull):
        log.append(records(CALLS, b"y"), mark=("file", "1"))
    assert (log.end(CALLS), log.marked("file")) == (before, "")
    log.advance("ear", CALLS, 1, records(INTERACTIONS, b"z"))  # the way out stays open
    assert log.position("ear", CALLS) == 1


def test_a_record_is_found_again_by_its_place(make: Make) -> None:
    log = make()
    log.append(records(CALLS, b"a", b"b"))
    assert [log.raw(CALLS, 0, offset) for offset in (0, 1)] == log.read(CALLS, 0, 10)
    assert [log.raw(*place) for place in ((CALLS, 0, 2), (CALLS, 1, 0), (EMAILS, 0, 0))] == [None] * 3
