"""What only the log on disk promises."""

import sqlite3
from pathlib import Path

import pytest

from pipeline.log import SqliteLog
from pipeline.ports import NewRecord
from schemas.errors import LogFull, LogUnavailable
from schemas.topics import CALLS

HOUR_US = 3_600_000_000


def fill(log: SqliteLog) -> None:
    for _ in range(50):
        log.append([NewRecord(CALLS, b"k", b"x" * 20_000)])


def test_what_was_appended_is_there_after_a_restart_and_for_another_process(tmp_path: Path) -> None:
    first = SqliteLog(tmp_path / "log.db")
    first.append([NewRecord(CALLS, b"k", b"v")])
    second = SqliteLog(tmp_path / "log.db")
    second.append([NewRecord(CALLS, b"k", b"w")])
    assert [r.value for r in first.read(CALLS, 0, 9)] == [b"v", b"w"]
    first.close()
    second.close()


def test_only_old_and_handled_records_are_dropped_and_offsets_go_on(tmp_path: Path) -> None:
    now = [1_000 * HOUR_US]
    log = SqliteLog(tmp_path / "log.db", keep_hours=1, clock=lambda: now[0])
    log.append([NewRecord(CALLS, b"k", b"%d" % i) for i in range(4)])
    log.advance("calls", CALLS, 2, [])
    assert log.trim() == 0  # handled, but young
    now[0] += 2 * HOUR_US
    assert log.trim() == 2
    assert [r.offset for r in log.read(CALLS, 0, 9)] == [2, 3]
    log.append([NewRecord(CALLS, b"k", b"new")])
    assert log.end(CALLS) == 5
    log.close()


def test_a_full_log_drops_what_is_handled_before_it_refuses(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", max_bytes=300_000)
    with pytest.raises(LogFull):
        fill(log)
    log.advance("calls", CALLS, log.end(CALLS), [])
    log.append([NewRecord(CALLS, b"k", b"room again")])
    assert log.read(CALLS, 0, 99)[-1].value == b"room again"
    log.close()


def test_a_path_that_is_no_log_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_text("not a database, and long enough to be read as one" * 50)
    with pytest.raises(LogUnavailable, match="cannot be opened"):
        SqliteLog(tmp_path / "log.db")


def test_every_append_is_synced_to_disk(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")
    assert log._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert log._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    log.close()
    sqlite3.connect(tmp_path / "log.db").close()
