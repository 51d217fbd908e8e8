"""The warehouse's tables and views brought up to date: numbered, frozen files, applied once each in order; then the views."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, cast

import msgspec

from pipeline.figures import registry
from pipeline.warehouse import views
from pipeline.warehouse.engine import Answer
from pipeline.warehouse.remaking import Change, changes, remake
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.statements import split
from pipeline.warehouse.views import View
from schemas.errors import Misused

RETIRED: Final = range(5, 15)
"""Numbers of files that made views, before views stood in files of their own. A database may have them; nobody gets them again."""

_NAME: Final = re.compile(r"(\d{4})_(\w+)\.sql")
_NEEDS: Final = re.compile(r"^-- needs: (\d+)\.(\d+)$", re.MULTILINE)
_REBUILDS: Final = re.compile(r"^-- then: earshot rebuild$", re.MULTILINE)
_COLUMN: Final = re.compile(r"^ +`?(\w+)`? (.+?) COMMENT '", re.MULTILINE)
_MADE: Final = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)")


class Migration(msgspec.Struct, frozen=True):
    """One file. `needs` is the lowest server version it runs on; `empties`: it makes derived tables anew, without rows."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]
    needs: tuple[int, int] = (0, 0)
    empties: bool = False

    @property
    def label(self) -> str:
        return f"{self.number:04} {self.name}"

    def runs_on(self, server: tuple[int, int]) -> bool:
        return server >= self.needs


Step = Migration | Change


class Done(msgspec.Struct, frozen=True):
    """What the database says of a migration; `skipped` names the version it needed and did not find."""

    name: str
    checksum: str
    skipped: str


def shipped() -> list[Migration]:
    """All migrations of this release, in order."""
    found = [
        parse(int(named[1]), named[2], file.read_text(encoding="utf-8"))
        for file in files("schemas").joinpath("sql").iterdir()
        if (named := _NAME.fullmatch(file.name))
    ]
    return sorted(found, key=lambda migration: migration.number)


def parse(number: int, name: str, text: str) -> Migration:
    """The migration in `text`. A line `-- needs: 22.3` keeps it from older servers, `-- then: earshot rebuild` says that
    derived rows have to be written again.
    """
    text = text.replace("\r\n", "\n")
    needs = _NEEDS.search(text)
    return Migration(
        number,
        name,
        sha256(text.encode()).hexdigest(),
        tuple(split(text)),
        (int(needs[1]), int(needs[2])) if needs else (0, 0),
        _REBUILDS.search(text) is not None,
    )


def pending(
    warehouse: SqlWarehouse,
    migrations: Sequence[Migration] | None = None,
    meant: Mapping[str, View] | None = None,
) -> list[Step]:
    """What is still to be done here, numbered files first. Misused when a released file was changed, or the database is
    ahead of this program, or a table has the name of a view.
    """
    files = _due(warehouse, migrations)
    return [*files, *changes(warehouse, views.shipped() if meant is None else meant)]


def require_current(warehouse: SqlWarehouse) -> None:
    """Misused while something is to be done: workers and gateways of many machines leave that to a person."""
    if pending(warehouse):
        raise Misused("the warehouse's tables and views are not those of this release; run `earshot migrate`")


def migrate(
    warehouse: SqlWarehouse,
    migrations: Sequence[Migration] | None = None,
    meant: Mapping[str, View] | None = None,
    rebuild: Callable[[], None] | None = None,
) -> list[Step]:
    """Do what is pending, in order, and say what was done or newly skipped. Killed at any moment, run it again.

    `rebuild` writes derived rows anew, and is called where a file emptied their tables: only then that file counts as done.
    Without it whoever calls sees to that.
    """
    files = _due(warehouse, migrations)
    for each in files:
        if each.runs_on(warehouse.server):
            for statement in each.statements:
                warehouse.run(statement)
        if not (rebuild and each.empties):
            _record(warehouse, each)
    due = changes(warehouse, views.shipped() if meant is None else meant)
    remake(warehouse, due)
    if rebuild and asks_rebuild(files, warehouse):
        rebuild()
    for each in files:
        if rebuild and each.empties:
            _record(warehouse, each)
    return [*files, *due]


def asks_rebuild(done: Sequence[Step], warehouse: SqlWarehouse) -> bool:
    """Whether what was done emptied derived tables of a warehouse that has facts."""
    if not any(isinstance(step, Migration) and step.empties for step in done):
        return False
    return warehouse.select("SELECT count() > 0 FROM touchpoints").rows == [(1,)]


def _due(warehouse: SqlWarehouse, migrations: Sequence[Migration] | None) -> list[Migration]:
    known = shipped() if migrations is None else migrations
    done = _done(warehouse)
    _refuse_strangers(known, done)
    return [each for each in known if _is_due(each, done.get(each.number), warehouse.server)]


def _is_due(migration: Migration, done: Done | None, server: tuple[int, int]) -> bool:
    return done is None or (done.skipped != "" and migration.runs_on(server))


def _refuse_strangers(known: Sequence[Migration], done: dict[int, Done]) -> None:
    ours = {each.number: each for each in known}
    for number, was in sorted(done.items()):
        if number in RETIRED:
            continue
        if number not in ours:
            raise Misused(
                f"warehouse: migration {number:04} ({was.name}) was applied by a newer earshot; upgrade this one"
            )
        if ours[number].checksum != was.checksum:
            raise Misused(
                f"schemas/sql/{number:04}_{ours[number].name}.sql was changed after it was applied;"
                " restore it and put the change into a new file"
            )


def _done(warehouse: SqlWarehouse) -> dict[int, Done]:
    exists = warehouse.select(
        "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'schema_migrations'"
    )
    if exists.rows == [(0,)]:
        return {}
    found: Answer = warehouse.select("SELECT number, name, checksum, skipped FROM schema_migrations FINAL")
    return {number: Done(*rest) for number, *rest in cast(list[tuple[int, str, str, str]], found.rows)}


def _record(warehouse: SqlWarehouse, migration: Migration) -> None:
    now = time.time_ns() // 1000
    skipped = "" if migration.runs_on(warehouse.server) else "{}.{}".format(*migration.needs)
    warehouse.run(
        "INSERT INTO schema_migrations (number, name, checksum, applied_at, skipped, version) "
        f"SELECT {migration.number}, '{migration.name}', '{migration.checksum}', "
        f"toDateTime({now // 1_000_000}, 'UTC'), '{skipped}', toUInt64({now})"
    )


def definitions() -> dict[str, str]:
    """Every table and view by name, as the statement that makes it."""
    return _tables() | {name: views.statement(view, registry()) for name, view in views.shipped().items()}


@cache
def column_types(table: str) -> Mapping[str, str]:
    """The ClickHouse type of each column of a table, as this release makes it."""
    return dict(_COLUMN.findall(_tables()[table]))


def _tables() -> dict[str, str]:
    statements = [statement for each in shipped() for statement in each.statements]
    return {made[1]: statement for statement in statements if (made := _MADE.match(statement))}
