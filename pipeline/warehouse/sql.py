"""The warehouse over any ClickHouse: the same statements on chDB and on a server of any age."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import Final, cast

import msgspec

from pipeline.failpoints import Reach, nowhere
from pipeline.ports import Seen
from pipeline.warehouse import (
    daily,
    hours,
    removing,
    restating,
    story_cells,
    story_counts,
    story_days,
    survey_weeks,
    tally,
)
from pipeline.warehouse.cells import TABLE_OF, Cell, Signal, TopicSignal, cell_of, difference, where
from pipeline.warehouse.engine import Answer, Engine
from pipeline.warehouse.fitting import unstorable
from pipeline.warehouse.quote import lists
from pipeline.warehouse.ranges import PIECE, ranges
from pipeline.warehouse.rows import rows_of
from pipeline.warehouse.statements import split
from schemas import tables
from schemas.errors import Misused
from schemas.facts import IdentityRow
from schemas.interactions import Struct
from schemas.stories import Touchpoint
from schemas.tables import Table

__all__ = ["Answer", "SqlWarehouse"]

_TOUCHES: Final = msgspec.json.Decoder(Touchpoint).decode_lines


class SqlWarehouse:
    """Keeps the promise of `pipeline.ports.Warehouse` over an engine whose tables `migrate` has made."""

    def __init__(self, engine: Engine, piece: int = PIECE, reached: Reach = nowhere) -> None:
        self._engine = engine
        self._reached = reached
        self._piece = piece
        self.server: Final = _server_version(engine)
        """The ClickHouse at hand, as (major, minor)."""

    def write(self, table: Table, rows: Sequence[Struct]) -> None:
        if not rows:
            return
        try:
            self._engine.insert(table.name, table.columnar(_held(table, rows)))
        except (TypeError, ValueError):
            refused = unstorable(table.name, self._types(table), table.columnar(rows))
            if refused is None:  # all fit: a fault of ours, not of the rows
                raise
            raise refused from None

    def rows(self, table: Table) -> Iterator[Struct]:
        order = ", ".join(f"`{part}`" for part in table.key)
        for condition in ranges(self._engine, table, self._piece):
            yield from self._read(table, f"WHERE {condition} ORDER BY {order}")

    def known(self, keys: Collection[str]) -> Mapping[str, Seen]:
        found: dict[str, Seen] = {}
        for some in lists(keys):
            answer = self._engine.select(
                "SELECT event_key, min(created_at) AS created, min(customer) AS whose "
                f"FROM arrivals WHERE event_key IN ({some}) GROUP BY event_key"
            )
            for key, *seen in cast(list[tuple[str, datetime, str]], answer.rows):
                found[key] = Seen(*cast(tuple[datetime, str], seen))
        return found

    def touchpoints(self, customers: Collection[str]) -> Mapping[str, list[Touchpoint]]:
        found: dict[str, list[Touchpoint]] = defaultdict(list)
        for some in lists(customers):
            # A touchpoint says itself whose it is: the column beside it is only the order it is kept in.
            stored = self._engine.lines(
                f"SELECT touch FROM touchpoints FINAL WHERE customer IN ({some}) ORDER BY customer, event_key"
            )
            for touch in _TOUCHES(stored):
                found[touch.person.customer].append(touch)
        return dict(found)

    def heads(self, customers: Collection[str]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for some in lists(customers):
            answer = self._engine.select(
                "SELECT customer, sum(newest) AS head FROM (SELECT customer, event_key, max(version) AS newest "
                f"FROM touchpoints WHERE customer IN ({some}) GROUP BY customer, event_key) GROUP BY customer"
            )
            found |= cast(list[tuple[str, int]], answer.rows)
        return found

    def links(self, handles: Collection[str], customers: Collection[str]) -> list[IdentityRow]:
        conditions = zip_longest(
            (f"handle IN ({some})" for some in lists(handles)),
            (f"customer IN ({some})" for some in lists(customers)),
            fillvalue="0",
        )
        key = attrgetter(*tables.IDENTITIES.key)
        rows = (
            row for pair in conditions for row in self._read(tables.IDENTITIES, "WHERE " + " OR ".join(pair))
        )
        found = {key(row): row for row in cast(Iterator[IdentityRow], rows)}
        return [found[each] for each in sorted(found)]

    def standing(self, table: Table, customers: Collection[str]) -> list[Struct]:
        order = ", ".join(table.key)
        return [
            row
            for some in lists(customers)
            for row in self._read(table, f"WHERE customer IN ({some}) AND present = 1 ORDER BY {order}")
        ]

    def recount(self, windows: Iterable[datetime]) -> None:
        for month in _months_of(windows):
            condition = _one_of(month)
            # Read before the facts are: a recount that starts later sees no less and so must win.
            versions = {kind: self._next_version(kind, condition) for kind in (Signal, TopicSignal)}
            before = self._counted_before(month, versions[Signal])
            for kind, version in versions.items():
                if before:
                    self._engine.run(restating.keep(kind, condition, before, version))
                self._engine.run(tally.recount(kind, condition, version))
                self._reached("mid_cells")
            self._add_up({window.date() for window in month})

    def _add_up(self, days: Collection[date]) -> None:
        """The days of hours that were recounted: cells of both kinds, then the company's figures."""
        windows = _one_of(_hours_of(days))
        for kind, table in daily.DAILY.items():
            version = self._above(daily.newest(table, days))
            self._engine.run(daily.add_up(kind, days, windows, version))
            self._reached("mid_cells")
        self._engine.run(daily.add_up_company(days, self._above(daily.newest(daily.FIGURES, days))))

    def count_stories(self, moment: datetime) -> None:
        """What the hour changes, as it stands at the moment: the days of stories, and hours that are over."""
        self.sum_stories(moment)
        self.keep_hours(moment)
        self.keep_weeks()

    def sum_stories(self, moment: datetime) -> None:
        """Stories by day and place, and the company's figures of every day that follow from them, as of the moment.

        Cut off anywhere, the next time does the rest.
        """
        for cells in story_counts.ALL:
            version = self._above(story_cells.newest(cells))
            self._engine.run(story_cells.add_up(cells, moment, version))
            # Only now: until then nobody takes these cells for those of the moment.
            self._engine.run(story_cells.mark(cells, moment, version))
        self._engine.run(story_days.add_up(self._above(story_days.newest())))

    def doubt_stories(self) -> None:
        """The days of stories are told to nobody until they are counted again, also by whoever counts them just now."""
        for cells in story_counts.ALL:
            self._engine.run(story_cells.doubt(cells, self._above(story_cells.newest(cells))))

    def keep_hours(self, moment: datetime) -> None:
        """What arrived and is stored in hours that were over at the moment, for `accounts` and `freshness`."""
        hours.keep(self._engine, moment, self._above(hours.newest()))

    def keep_weeks(self) -> None:
        """Answers to surveys beside what the same customers said, of every week that has changed."""
        survey_weeks.keep(self._engine, self._above(survey_weeks.newest()))

    def _counted_before(self, windows: Sequence[datetime], version: int) -> Mapping[datetime, int]:
        """Of the windows' days those that are over at `version` and were counted, each with its newest version."""
        old = restating.old_days(windows, version)
        answer = self._engine.select(restating.counted_days(old)) if old else None
        return dict(cast(list[tuple[datetime, int]], answer.rows)) if answer else {}

    def cells(self, kind: type[Cell]) -> list[Cell]:
        """The tallies that are not empty, in order of their place."""
        place = ", ".join(where(kind))
        sql = f"SELECT * FROM ({tally.stored(kind, 'interactions > 0')}) ORDER BY {place}"
        return [cell_of(kind, row) for row in self._engine.select(sql).rows]

    def miscounted(self) -> list[str]:
        cells = [
            difference(kind, row[: len(where(kind))], cast(tuple[int, ...], row[len(where(kind)) :]))
            for kind in (Signal, TopicSignal)
            for month in self._months(kind)
            for row in self._engine.select(tally.differences(kind, f"toYYYYMM(window) = {month}")).rows
        ]
        return [*cells, *self._wrong_days()]

    def _wrong_days(self) -> Iterator[str]:
        for kind, table in daily.DAILY.items():
            for row in self._engine.select(daily.differences(kind)).rows:
                cell = " ".join(str(part) for part in row[: len(where(kind))] if part)
                yield f"{table} {cell}: not the sum of its hours"
        for day, figure in self._engine.select(daily.company_differences()).rows:
            yield f"{daily.FIGURES} {day} {figure}: not what {daily.DAILY[Signal]} adds up to"

    def newest(self, table: Table) -> int:
        ((version,),) = self._engine.select(f"SELECT max(version) FROM {table.name}").rows
        return cast(int, version)

    def under(self, table: Table, customers: Collection[str], keys: Collection[str] = ()) -> list[Struct]:
        key = attrgetter(*table.key)
        conditions = removing.under(self._engine, table, customers, keys)
        found = {key(row): row for each in conditions for row in self._read(table, f"WHERE {each}")}
        return [found[each] for each in sorted(found)]

    def people(self, table: Table) -> Iterator[str]:
        handles = " UNION ALL SELECT DISTINCT concat('~', handle) FROM identities"
        named = f"SELECT DISTINCT customer FROM {table.name}{handles if table is tables.IDENTITIES else ''}"
        return (cast(str, key) for (key,) in self._engine.select(named).rows)

    def overwrite(self, table: Table, rows: Sequence[Struct]) -> None:
        self.write(table, rows)
        removing.delete(self._engine, table.name, removing.outdated(table, rows))

    def remove(self, table: Table, rows: Sequence[Struct]) -> None:
        removing.delete(self._engine, table.name, removing.all_of(table, rows))

    def rewrite(self, table: str, change: str) -> None:
        """A mutation (`UPDATE ... WHERE ...`), done when this returns."""
        removing.rewrite(self._engine, table, change)

    def compact(self, windows: Iterable[datetime]) -> None:
        removing.compact(self._engine, {window.year * 100 + window.month for window in windows})

    def sync(self) -> None:
        self._engine.sync()

    def ask(self, sql: str) -> Answer:
        """The answer to a person's query, which can change nothing; Misused in one line where it is wrong."""
        if not sql.isascii() and sql != sql.encode(errors="replace").decode():
            raise Misused("the query is not UTF-8")
        statements = [*split(sql)]
        if not statements:
            raise Misused("the query is empty; ask for example SHOW TABLES")
        if len(statements) > 1:
            raise Misused(f"one query at a time, please; this has {len(statements)}")
        return self._engine.ask(statements[0])

    def run(self, sql: str) -> None:
        """One statement of a migration."""
        self._engine.run(sql)

    def select(self, sql: str) -> Answer:
        """One query of our own."""
        return self._engine.select(sql)

    def close(self) -> None:
        """Let go of files and connections. Closing again does nothing."""
        self._engine.close()

    def _read(self, table: Table, rest: str) -> Iterator[Struct]:
        return rows_of(self._engine.select, table, table.row, rest)

    def _types(self, table: Table) -> dict[str, str]:
        answer = self._engine.select(
            "SELECT name, type FROM system.columns "
            f"WHERE database = currentDatabase() AND table = '{table.name}'"
        )
        return dict(cast(list[tuple[str, str]], answer.rows))

    def _months(self, kind: type[Cell]) -> list[int]:
        month = "SELECT DISTINCT toYYYYMM(window) AS month FROM"
        sql = f"{month} interactions UNION ALL {month} {TABLE_OF[kind]}"
        return sorted({cast(int, month) for (month,) in self._engine.select(sql).rows})

    def _next_version(self, kind: type[Cell], condition: str) -> int:
        return self._above(tally.newest(kind, condition))

    def _above(self, newest: str) -> int:
        """The clock, or one above what stands: the answer to `newest`."""
        ((highest,),) = cast(list[tuple[int]], self._engine.select(newest).rows)
        return max(self._clock(), highest + 1)

    def _clock(self) -> int:
        """Microseconds by the server's clock: the one clock all workers share. A server that cannot tell is alone."""
        if self.server < (20, 8):
            return time.time_ns() // 1000
        ((now,),) = cast(
            list[tuple[int]], self._engine.select("SELECT toUnixTimestamp64Micro(now64(6))").rows
        )
        return now


def _server_version(engine: Engine) -> tuple[int, int]:
    ((text,),) = cast(list[tuple[str]], engine.select("SELECT version()").rows)
    major, minor, *_ = text.split(".")
    return int(major), int(minor)


def _held(table: Table, rows: Sequence[Struct]) -> Sequence[Struct]:
    """Of one key only the row that holds: an engine may read a batch in several threads, in no order."""
    key: Callable[[Struct], object] = attrgetter(*table.key)
    version: Callable[[Struct], int] = attrgetter("version")
    held: dict[object, Struct] = {}
    for row in rows:
        before = held.setdefault(key(row), row)
        if before is not row and version(before) <= version(row):
            held[key(row)] = row
    return rows if len(held) == len(rows) else [*held.values()]


def _months_of(windows: Iterable[datetime]) -> Iterator[list[datetime]]:
    """The windows of one month each, so that an insert touches one partition a table."""
    for _, month in groupby(sorted(set(windows)), key=attrgetter("year", "month")):
        yield [*month]


def _hours_of(days: Collection[date]) -> list[datetime]:
    midnights = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in sorted(days))
    return [midnight + timedelta(hours=hour) for midnight in midnights for hour in range(24)]


def _one_of(windows: Iterable[datetime]) -> str:
    seconds = ",".join(str(int(window.timestamp())) for window in windows)
    return f"window IN (SELECT toDateTime(arrayJoin([{seconds}]), 'UTC'))"
