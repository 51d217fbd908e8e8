"""Rows that must leave the disk: what an erasure asks of any ClickHouse.

An upsert leaves the old row in an old part until a merge, so what is overwritten is deleted by a mutation as well: it writes
the parts that hold such rows anew. The server keeps the parts it replaced for a while (`left_behind`). A mutation's text stays
with the table, so it names events and never a customer or a handle.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from operator import attrgetter
from typing import Final, cast, get_type_hints

from pipeline.warehouse.cells import TABLE_OF
from pipeline.warehouse.engine import Engine, Queries
from pipeline.warehouse.quote import lists, text
from schemas import tables
from schemas.errors import WarehouseUnavailable
from schemas.interactions import Struct
from schemas.tables import Table

PATIENCE: Final = 600.0
"""Seconds a mutation may take before we say that the server is busy."""
_POLL: Final = 0.05
_SOON: Final = {
    "cleanup_delay_period": 1,
    "cleanup_delay_period_random_add": 0,
    "max_cleanup_delay_period": 1,
}
"""Seconds."""
_TELLING: Final = {"customer", "handle"}
_BY_EVENT: Final = frozenset({tables.PROMISES.name})
"""Tables whose rows go by the event they were told in: a company's own name of a promise may name its customer."""
_PLAIN: Final = {
    str: "CAST({} AS String)",
    int: "toString({})",
    datetime: "toString(toUInt32({}))",
}


def under(engine: Engine, table: Table, customers: Collection[str], keys: Collection[str]) -> Iterator[str]:
    """Conditions that together hold the rows of these customers or event keys."""
    event = _event_column(table)
    if table.key[0] == "customer":
        yield from (f"customer IN ({some})" for some in lists(customers))
        yield from (f"{event} IN ({some})" for some in lists(keys))
        return
    # Wide rows: their keys are found first, by narrow columns and without merging versions.
    first = table.key[0]
    found: set[tuple[object, ...]] = set()
    for condition in _either(customers, keys):
        found.update(
            engine.select(f"SELECT DISTINCT {first}, event_key FROM {table.name} WHERE {condition}").rows
        )
    for some in lists(cast(Iterable[str], {row[-1] for row in found})):
        yield f"event_key IN ({some}){_within(first, found)}"


def _event_column(table: Table) -> str:
    return "journey" if table is tables.JOURNEYS else "event_key"


def _either(customers: Collection[str], keys: Collection[str]) -> Iterator[str]:
    yield from (f"customer IN ({some})" for some in lists(customers))
    yield from (f"event_key IN ({some})" for some in lists(keys))


def _within(first: str, found: Collection[tuple[object, ...]]) -> str:
    """The hours that the rows lie in: the key leads with them, so the rest of the table need not be read."""
    if first != "window":
        return ""
    hours = ",".join(sorted({str(int(cast(datetime, row[0]).timestamp())) for row in found}))
    return f" AND window IN (SELECT toDateTime(arrayJoin([{hours}]), 'UTC'))"


def outdated(table: Table, rows: Sequence[Struct]) -> Iterator[str]:
    """Conditions that hold every other version of these rows."""
    own = _places(table)
    for some in _pieces(rows):
        places, versions = _told(own, some), _told((*own, "version"), some)
        yield f"{_ident(table, own)} IN ({places}) AND {_ident(table, (*own, 'version'))} NOT IN ({versions})"


def all_of(table: Table, rows: Sequence[Struct]) -> Iterator[str]:
    """Conditions that hold these rows in every version."""
    own = _places(table)
    for some in _pieces(rows):
        yield f"{_ident(table, own)} IN ({_told(own, some)})"


def delete(engine: Engine, table: str, conditions: Iterable[str]) -> None:
    """Rows under each condition are no more; returns when the server has done it, or WarehouseUnavailable."""
    for condition in conditions:
        rewrite(engine, table, f"DELETE WHERE {condition}")


def rewrite(engine: Engine, table: str, change: str) -> None:
    """The table after an UPDATE or DELETE, in every version of its rows; returns when the server has done it.

    WarehouseUnavailable where that takes too long: it goes on, and may be asked for again.
    """
    engine.run(f"ALTER TABLE {table} {change}")
    _wait(engine, table)


def compact(engine: Engine, months: Collection[int]) -> None:
    """Of the tallies of these months (as 202608) only the highest versions are left."""
    for table in TABLE_OF.values():
        for month in sorted(months):
            engine.run(f"OPTIMIZE TABLE {table} PARTITION {month} FINAL")


def left_behind(engine: Queries, before: datetime) -> int:
    """Files that were replaced, made no later than this, and that the server has not dropped yet."""
    ((count,),) = engine.select(f"SELECT toUInt64(count()) {_replaced(before)}").rows
    return cast(int, count)


@contextmanager
def dropping(engine: Queries, before: datetime) -> Iterator[None]:
    """While this is open the embedded warehouse drops such files within seconds, else within a minute or so.

    It looks for them every half a minute. How often, a table is told when it is attached, so it is detached for an instant:
    nobody else may use the warehouse now. What a kill leaves detached is there again when the folder is opened.
    """
    engine.sync()  # what has taken their place is on the disk before they go
    found = [str(name) for (name,) in engine.select(f"SELECT DISTINCT table {_replaced(before)}").rows]
    soon = ", ".join(f"{name} = {seconds}" for name, seconds in _SOON.items())
    with ExitStack() as undo:
        for table in found:
            undo.callback(_as_it_was, engine, table)
            engine.run(f"ALTER TABLE {table} MODIFY SETTING {soon}")
            engine.run(f"DETACH TABLE {table}")
            engine.run(f"ATTACH TABLE {table}")
        yield


def _as_it_was(engine: Queries, table: str) -> None:
    engine.run(f"ATTACH TABLE IF NOT EXISTS {table}")  # it is detached still where attaching it failed
    engine.run(f"ALTER TABLE {table} RESET SETTING {', '.join(_SOON)}")


def _replaced(before: datetime) -> str:
    named = ",".join(text(name) for name in (*(table.name for table in tables.ALL), *TABLE_OF.values()))
    return (
        "FROM system.parts WHERE active = 0 AND database = currentDatabase() "
        f"AND table IN ({named}) AND toUInt32(modification_time) <= {int(before.timestamp())}"
    )


def _wait(engine: Engine, table: str) -> None:
    until = time.monotonic() + PATIENCE
    sql = (
        "SELECT count() FROM system.mutations WHERE database = currentDatabase() "
        f"AND table = {text(table)} AND is_done = 0"
    )
    while engine.select(sql).rows != [(0,)]:
        if time.monotonic() > until:
            raise WarehouseUnavailable(f"warehouse: {table} is still being rewritten; do it again later")
        time.sleep(_POLL)


def _places(table: Table) -> tuple[str, ...]:
    """The columns that tell a row without telling whose it is."""
    if table.name in _BY_EVENT:
        return ("event_key",)
    return tuple(part for part in table.key if part not in _TELLING)


def _ident(table: Table, columns: Sequence[str]) -> str:
    types = get_type_hints(table.row)
    parts = [_PLAIN[types[name]].format(f"`{name}`") for name in columns]
    return parts[0] if len(parts) == 1 else f"concat({', '.join(_between(parts))})"


def _between(parts: Sequence[str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        yield from ["'\\n'"] * bool(place)
        yield part


def _told(columns: Sequence[str], rows: Sequence[Struct]) -> str:
    value = attrgetter(*columns)
    found = ((value(row),) if len(columns) == 1 else value(row) for row in rows)
    return ",".join(sorted({text("\n".join(map(_plain, each))) for each in found}))


def _plain(value: object) -> str:
    return str(int(value.timestamp())) if isinstance(value, datetime) else str(value)


_AT_ONCE: Final = 500


def _pieces(rows: Sequence[Struct]) -> Iterator[Sequence[Struct]]:
    """As many as one statement can carry."""
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
