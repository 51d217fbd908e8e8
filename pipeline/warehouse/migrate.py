"""Numbered, frozen SQL files, applied once each, in order."""

import re
import time
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, cast

import msgspec

from pipeline.warehouse.engine import Answer
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.statements import split
from schemas.errors import Misused

_NAME: Final = re.compile(r"(\d{4})_(\w+)\.sql")
_NEEDS: Final = re.compile(r"^-- needs: (\d+)\.(\d+)$", re.MULTILINE)
_COLUMN: Final = re.compile(r"^ +`?(\w+)`? (.+?) COMMENT '", re.MULTILINE)
_MADE: Final = re.compile(r"CREATE (?:TABLE|VIEW) (?:IF NOT EXISTS )?(\w+)")


class Migration(msgspec.Struct, frozen=True):
    """One file. `needs` is the lowest server version it runs on."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]
    needs: tuple[int, int] = (0, 0)

    def runs_on(self, server: tuple[int, int]) -> bool:
        return server >= self.needs


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
    """The migration in `text`. A line `-- needs: 22.3` keeps it from older servers."""
    text = text.replace("\r\n", "\n")
    needs = _NEEDS.search(text)
    return Migration(
        number,
        name,
        sha256(text.encode()).hexdigest(),
        tuple(split(text)),
        (int(needs[1]), int(needs[2])) if needs else (0, 0),
    )


def pending(warehouse: SqlWarehouse, migrations: Sequence[Migration] | None = None) -> list[Migration]:
    """What is still to be done here. Misused when a released file was changed, or the database is ahead of this program."""
    known = shipped() if migrations is None else migrations
    done = _done(warehouse)
    _refuse_strangers(known, done)
    return [each for each in known if _is_due(each, done.get(each.number), warehouse.server)]


def require_current(warehouse: SqlWarehouse) -> None:
    """Misused while something is to be done: workers and gateways of many machines leave that to a person."""
    if pending(warehouse):
        raise Misused("the warehouse's tables are not those of this release; run `earshot migrate`")


def migrate(warehouse: SqlWarehouse, migrations: Sequence[Migration] | None = None) -> list[Migration]:
    """Do what is pending, in order, and say what was done or newly skipped. Killed at any moment, run it again."""
    todo = pending(warehouse, migrations)
    for each in todo:
        if each.runs_on(warehouse.server):
            for statement in each.statements:
                warehouse.run(statement)
        _record(warehouse, each)
    return todo


def _is_due(migration: Migration, done: Done | None, server: tuple[int, int]) -> bool:
    return done is None or (done.skipped != "" and migration.runs_on(server))


def _refuse_strangers(known: Sequence[Migration], done: dict[int, Done]) -> None:
    ours = {each.number: each for each in known}
    for number, was in sorted(done.items()):
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
    """Every table and view by name, as the newest statement that makes it."""
    statements = [statement for each in shipped() for statement in each.statements]
    found = [(made[1], statement) for statement in statements if (made := _MADE.match(statement))]
    return dict(found)


@cache
def column_types(table: str) -> Mapping[str, str]:
    """The ClickHouse type of each column of a table, as this release makes it."""
    return dict(_COLUMN.findall(definitions()[table]))
