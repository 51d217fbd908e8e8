"""Views as this release means them: made anew where their text changed, dropped where it has them no more.

A view holds nothing, so it needs no numbered steps; it only has to be the one meant. What stands in the database is noted
in `schema_views`, before the change and after it:

    noted:   its checksum | ""                  | the new checksum
                             drop  |  create
                                   ^ killed in here, by anything: it is not the one meant, or not there, and made again

Two that make the same views at the same time end with the same views.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, cast

import msgspec

from pipeline.figures import registry
from pipeline.warehouse.quote import text
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.views import View, comment, statement
from schemas.errors import Misused

NOTES: Final = "schema_views"
DROPPED: Final = "dropped"
_COMMENTED: Final = (22, 3)
"""Servers from here on keep comments of views, and can replace a view at once where the database is not an old one."""


class Change(msgspec.Struct, frozen=True):
    """A view to be made, or to be dropped: then its checksum is DROPPED."""

    name: str
    checksum: str
    statements: tuple[str, ...]
    needs: tuple[int, int] = (0, 0)

    @property
    def label(self) -> str:
        return f"view {self.name}"

    def runs_on(self, server: tuple[int, int]) -> bool:
        return server >= self.needs


def changes(warehouse: SqlWarehouse, views: Mapping[str, View]) -> list[Change]:
    """What is to be done so that these views stand here and none of ours besides, in order.

    Misused where a table has the name of a view: it is somebody's data.
    """
    standing = _standing(warehouse)
    noted = _noted(warehouse) if NOTES in standing else {}
    for name in views:
        if standing.get(name, "View") != "View":
            raise Misused(
                f"warehouse: {name} is a table here, and the name of a view of this release; rename the table"
            )
    gone = sorted(name for name in noted if name not in views and _is_ours(noted[name], standing.get(name)))
    at_once = _replaces(warehouse)
    wanted = [_wanted(view, warehouse.server, at_once) for view in views.values()]
    return [Change(name, DROPPED, (_drop(name),)) for name in gone] + [
        each for each in wanted if _is_due(each, noted.get(each.name), warehouse.server, standing)
    ]


def remake(warehouse: SqlWarehouse, due: Sequence[Change]) -> None:
    """Do it. Killed at any moment, what was left undone is due again."""
    _note(warehouse, [msgspec.structs.replace(each, checksum="") for each in due])
    for each in due:
        for sql in each.statements if each.runs_on(warehouse.server) else (_drop(each.name),):
            warehouse.run(sql)
        _note(warehouse, [each])


def _wanted(view: View, server: tuple[int, int], at_once: bool) -> Change:
    meant, said = statement(view, registry()), comment(view, registry())
    make = [said] if server >= _COMMENTED else []
    if at_once:
        make.insert(0, meant.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1))
    else:
        make[:0] = _drop(view.name), meant.replace("CREATE VIEW", "CREATE VIEW IF NOT EXISTS", 1)
    return Change(view.name, sha256(f"{meant}\n{said}".encode()).hexdigest(), tuple(make), view.needs)


def _drop(name: str) -> str:
    return f"DROP TABLE IF EXISTS {name}"


def _is_ours(noted: str, engine: str | None) -> bool:
    """Whether it is the view we made: what was made under its name since we dropped it is somebody else's."""
    return noted != DROPPED and engine == "View"


def _is_due(wanted: Change, noted: str | None, server: tuple[int, int], standing: Mapping[str, str]) -> bool:
    return noted != wanted.checksum or (wanted.runs_on(server) and wanted.name not in standing)


def _replaces(warehouse: SqlWarehouse) -> bool:
    """Whether a view can be replaced without a moment in which it is missing."""
    engine = warehouse.select("SELECT engine FROM system.databases WHERE name = currentDatabase()").rows
    return warehouse.server >= _COMMENTED and engine != [("Ordinary",)]


def _standing(warehouse: SqlWarehouse) -> dict[str, str]:
    """The engine of every table and view here."""
    found = warehouse.select("SELECT name, engine FROM system.tables WHERE database = currentDatabase()")
    return dict(cast(list[tuple[str, str]], found.rows))


def _noted(warehouse: SqlWarehouse) -> dict[str, str]:
    """The checksum of every view that was ever ours here."""
    found = warehouse.select(f"SELECT name, checksum FROM {NOTES} FINAL")
    return dict(cast(list[tuple[str, str]], found.rows))


def _note(warehouse: SqlWarehouse, about: Iterable[Change]) -> None:
    """Above all that was noted before, whatever the clock of whoever noted it."""
    now = time.time_ns() // 1000
    rows = [
        f"SELECT {text(each.name)} AS name, {text(each.checksum)} AS checksum, {text(_skipped(each, warehouse))} AS skipped"
        for each in about
    ]
    if rows:
        warehouse.run(
            f"INSERT INTO {NOTES} (name, checksum, skipped, applied_at, version) "
            f"SELECT name, checksum, skipped, toDateTime({now // 1_000_000}, 'UTC'), "
            f"greatest(toUInt64({now}), (SELECT max(version) + 1 FROM {NOTES})) FROM ({' UNION ALL '.join(rows)})"
        )


def _skipped(change: Change, warehouse: SqlWarehouse) -> str:
    return "" if change.runs_on(warehouse.server) else "{}.{}".format(*change.needs)
