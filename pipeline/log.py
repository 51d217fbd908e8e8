"""The embedded log: topics in one SQLite file, write-ahead logged, every append synced to disk.

Several processes may append and read; one runs the agents. Each topic has one partition.
"""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from threading import RLock
from typing import Final

import msgspec

from pipeline.ports import BLANKED, NewRecord, Record
from schemas.errors import LogFull, LogUnavailable
from schemas.topics import ALL

_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS topics (
    topic TEXT PRIMARY KEY, next INTEGER NOT NULL DEFAULT 0, appended INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS positions (
    reader TEXT, topic TEXT, next INTEGER NOT NULL, PRIMARY KEY (reader, topic)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_AT_ONCE: Final = 50  # rows of one statement
_OVERWRITES: Final = 1
"""The file's user_version since everything that is dropped from it is overwritten."""
_RECORDS: Final = """
CREATE TABLE IF NOT EXISTS "{topic}" (
    offset INTEGER PRIMARY KEY, appended INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, headers TEXT NOT NULL
);
INSERT OR IGNORE INTO topics (topic) VALUES ('{topic}');
"""


def now_us() -> int:
    """The clock of the log: microseconds since 1970."""
    return time.time_ns() // 1_000


class SqliteLog:
    """The Log port on SQLite. Safe to share between threads."""

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int = 8 * 1024**3,
        keep_hours: int = 28 * 24,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._max_bytes = max_bytes
        self._keep_us = keep_hours * 3_600_000_000
        self._clock = clock
        self._lock = RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            # FULL syncs the write-ahead log at every commit: what was answered with 202 survives a power cut.
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA journal_size_limit = 67108864")
            # What is dropped or blanked is overwritten with zeros.
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(
                "BEGIN IMMEDIATE;" + _LAYOUT + "".join(_RECORDS.format(topic=t) for t in ALL) + "COMMIT;"
            )
        except (OSError, sqlite3.Error) as error:
            raise LogUnavailable(f"the log {path} cannot be opened: {error}") from None

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def append(self, records: Sequence[NewRecord], mark: tuple[str, str] | None = None) -> None:
        with self._writing() as db:
            self._refuse_when_full(db)
            self._append(db, records)
            if mark:
                db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", mark)

    def marked(self, name: str) -> str:
        with self._reading() as db:
            found = db.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def read(self, topic: str, start: int, limit: int) -> list[Record]:
        with self._reading() as db:
            found = db.execute(
                f'SELECT offset, appended, key, value, headers FROM "{topic}" WHERE offset >= ? ORDER BY offset LIMIT ?',
                (start, limit),
            ).fetchall()
        return [
            Record(
                topic,
                0,
                offset,
                appended,
                key,
                value,
                msgspec.json.decode(headers, type=dict[str, str]) if headers else {},
            )
            for offset, appended, key, value, headers in found
        ]

    def raw(self, topic: str, partition: int, offset: int) -> Record | None:
        found = self.read(topic, offset, 1)
        return found[0] if partition == 0 and found and found[0].offset == offset else None

    def advance(self, group: str, topic: str, upto: int, outputs: Sequence[NewRecord]) -> None:
        # One transaction: the position and the outputs are durable together or not at all.
        with self._writing() as db:
            self._append(db, outputs)
            db.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", (group, topic, upto))

    def position(self, group: str, topic: str) -> int:
        with self._reading() as db:
            found = db.execute(
                "SELECT next FROM positions WHERE reader = ? AND topic = ?", (group, topic)
            ).fetchone()
        return int(found[0]) if found else 0

    def end(self, topic: str) -> int:
        with self._reading() as db:
            return int(db.execute("SELECT next FROM topics WHERE topic = ?", (topic,)).fetchone()[0])

    def blank(self, topic: str, offsets: Collection[int]) -> None:
        if not offsets:
            return
        blank = (b"", b"", msgspec.json.encode({BLANKED: "1"}).decode())
        with self._writing() as db:
            db.executemany(
                f'UPDATE "{topic}" SET key = ?, value = ?, headers = ? WHERE offset = ?',
                ((*blank, offset) for offset in offsets),
            )
        self.scrub()

    def scrub(self) -> None:
        """Leave nothing of what was dropped or blanked in the free pages of the file or in the write-ahead log."""
        with self._reading() as db:
            ((overwrites,),) = db.execute("PRAGMA user_version").fetchall()
            if not overwrites:  # begun by a release that left what it dropped in free pages
                db.execute("VACUUM")
                db.execute(f"PRAGMA user_version = {_OVERWRITES}")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def used(self) -> int:
        """Bytes in use: what counts towards `max_bytes`."""
        with self._reading() as db:
            return self._size(db)

    def trim(self) -> int:
        """Drop handled records that are older than the log keeps; how many were dropped."""
        with self._writing() as db:
            return self._trim(db, before=self._clock() - self._keep_us)

    def _append(self, db: sqlite3.Connection, records: Sequence[NewRecord]) -> None:
        by_topic: dict[str, list[NewRecord]] = {}
        for record in records:
            by_topic.setdefault(record.topic, []).append(record)
        for topic, some in by_topic.items():
            start, last = db.execute("SELECT next, appended FROM topics WHERE topic = ?", (topic,)).fetchone()
            first = max(self._clock(), last + 1)
            rows = (
                (start + i, first + i, key, value, msgspec.json.encode(headers).decode() if headers else "")
                for i, (_, key, value, headers) in enumerate(some)
            )
            while part := list(islice(rows, _AT_ONCE)):
                # Many rows a statement: after each another thread may take the interpreter, and keep it.
                marks = ", ".join(["(?, ?, ?, ?, ?)"] * len(part))
                db.execute(f'INSERT INTO "{topic}" VALUES {marks}', list(chain.from_iterable(part)))
            db.execute(
                "UPDATE topics SET next = ?, appended = ? WHERE topic = ?",
                (start + len(some), first + len(some) - 1, topic),
            )

    def _refuse_when_full(self, db: sqlite3.Connection) -> None:
        if self._size(db) < self._max_bytes:
            return
        # Rather lose the chance to replay what is stored or filed than refuse what customers say now.
        self._trim(db, before=self._clock())
        if self._size(db) >= self._max_bytes:
            raise LogFull(
                f"the log has reached {self._max_bytes} bytes and holds only what is not handled yet"
            )

    @staticmethod
    def _size(db: sqlite3.Connection) -> int:
        pages, free, size = (
            db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def _trim(self, db: sqlite3.Connection, before: int) -> int:
        dropped = 0
        for topic in ALL:
            handled = db.execute("SELECT min(next) FROM positions WHERE topic = ?", (topic,)).fetchone()[0]
            dropped += db.execute(
                f'DELETE FROM "{topic}" WHERE offset < ? AND appended < ?', (handled or 0, before)
            ).rowcount
        return dropped

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._db
            except sqlite3.Error as error:
                raise LogUnavailable(f"the log cannot be read: {error}") from None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield self._db
                    self._db.execute("COMMIT")
                except BaseException:
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise LogUnavailable(f"the log cannot be written: {error}") from None
