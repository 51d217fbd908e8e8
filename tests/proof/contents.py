"""What a warehouse holds, as far as the log decides it: rows by key, cells by place. Read here from any warehouse."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final, Protocol, cast
from urllib.parse import unquote, urlsplit

import msgspec
from clickhouse_driver import Client

from pipeline.warehouse.cells import TABLE_OF, Cell, Signal, TopicSignal, cell_of, measures, place, where
from pipeline.warehouse.memory import whole_seconds
from schemas import tables
from schemas.interactions import Struct
from schemas.stories import Touchpoint
from schemas.tables import Table

Key = tuple[object, ...]

COMPARED: Final = (
    tables.INTERACTIONS, tables.RECORDS, tables.ARRIVALS, tables.TOUCHPOINTS, tables.IDENTITIES, tables.DEAD_LETTERS,
    *tables.DERIVED,
)  # fmt: skip
"""Every table but `progress` and `topic_names`: those two speak of the run, not of the log."""

DAWN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TOUCH: Final = msgspec.json.Decoder(Touchpoint)
# What a repetition may change: versions, and where and when one of our own stages appended.
_FREE: Final[Mapping[str, Mapping[str, object]]] = {
    "dead_letters": {"window": DAWN, "arrived_at": DAWN, "topic": "", "partition": 0, "offset": 0}
}


@dataclass(frozen=True, slots=True)
class Contents:
    """`rows` by table name and key: those that stand, with versions and append times of our own stages blanked."""

    rows: Mapping[str, Mapping[Key, Struct]]
    cells: Mapping[tuple[type[Cell], Key], Cell]

    def events(self) -> set[str]:
        """Keys of all events that are facts."""
        return {str(key[1]) for name in ("interactions", "records") for key in self.rows[name]}

    def letters(self) -> set[str]:
        """Origins of all dead letters."""
        return {str(key[0]) for key in self.rows["dead_letters"]}


class Held(Protocol):
    """What a store of ours can tell about itself."""

    def rows(self, table: Table) -> Iterable[Struct]: ...

    def cells(self, kind: type[Cell]) -> list[Cell]: ...


def contents(rows: Mapping[Table, Iterable[Struct]], cells: Iterable[Cell]) -> Contents:
    """The rows and cells, made comparable. Of one key the last given holds."""
    plain = {table.name: dict(_keyed(table, some)) for table, some in rows.items()}
    return Contents(plain, {(type(cell), place(cell)): cell for cell in cells if cell.interactions})


def of_store(store: Held) -> Contents:
    """What a store holds that lives in this process."""
    cells = [cell for kind in (Signal, TopicSignal) for cell in store.cells(kind)]
    return contents({table: store.rows(table) for table in COMPARED}, cells)


def of_server(url: str) -> Contents:
    """What a ClickHouse server holds, read with a client and statements of this file alone."""
    parts = urlsplit(url)
    client = Client(
        parts.hostname,
        port=parts.port,
        user=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/"),
    )
    try:
        rows = {table: _rows(client, table) for table in COMPARED}
        return contents(rows, [*_cells(client, Signal), *_cells(client, TopicSignal)])
    finally:
        client.disconnect()


def _rows(client: Client, table: Table) -> list[Struct]:
    names = ", ".join(f"`{name}`" for name in table.columns)
    found = client.execute(f"SELECT {names} FROM {table.name} FINAL")
    return [table.row(**dict(zip(table.columns, map(_plain, row), strict=True))) for row in found]


def _cells(client: Client, kind: type[Cell]) -> list[Cell]:
    places, counted = ", ".join(where(kind)), ", ".join(measures(kind)[:-1])
    found = client.execute(
        f"SELECT {places}, {counted}, unique FROM (SELECT {places}, {counted}, uniqMerge(customers) AS unique"
        f" FROM {TABLE_OF[kind]} FINAL GROUP BY {places}, {counted})"
    )
    return [cell_of(kind, map(_plain, row)) for row in found]


def _plain(value: object) -> object:
    match value:
        case list() | tuple():
            return tuple(map(_plain, value))
        case datetime():
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        case _:
            return value


def _keyed(table: Table, rows: Iterable[Struct]) -> Iterable[tuple[Key, Struct]]:
    key = attrgetter(*table.key)
    for row in rows:
        if getattr(row, "present", 1):
            name = key(row)
            yield (name if isinstance(name, tuple) else (name,)), _comparable(table, row)


def _comparable(table: Table, row: Struct) -> Struct:
    free: dict[str, object] = {"version": 0, **_FREE.get(table.name, {})}
    touch = cast(str, getattr(row, "touch", ""))
    if touch:
        free["touch"] = _without_append(touch)
    return msgspec.structs.replace(whole_seconds(row), **free)


def _without_append(touch: str) -> str:
    return msgspec.json.encode(msgspec.structs.replace(_TOUCH.decode(touch), appended=0)).decode()
