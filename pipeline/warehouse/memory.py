"""The warehouse in plain Python: for tests, and as the oracle of the other two."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, cast

import msgspec

from pipeline.ports import Seen
from pipeline.warehouse.cells import Cell, Where, difference, measures, place, tally
from pipeline.warehouse.fitting import unstorable, whole_second
from pipeline.warehouse.migrate import column_types
from pipeline.warehouse.restatements import Versions, restatements
from schemas import tables
from schemas.facts import Arrival, IdentityRow, InteractionRow, TouchpointRow
from schemas.interactions import Struct
from schemas.stories import Touchpoint
from schemas.tables import Table

_TOUCH: Final = msgspec.json.Decoder(Touchpoint).decode
_Key = tuple[Any, ...]
_Place = tuple[type[Cell], Where]


class MemoryWarehouse:
    """Keeps the port's promise while the process lives. For one thread."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[_Key, Struct]] = defaultdict(dict)
        self._cells: dict[_Place, Cell] = {}
        self._newest = 0  # version of the last recount

    def sync(self) -> None:
        """Nothing: it lives no longer than its process."""

    def write(self, table: Table, rows: Sequence[Struct]) -> None:
        refused = unstorable(table.name, column_types(table.name), table.columnar(rows))
        if refused:
            raise refused
        kept = self._rows[table.name]
        for given in rows:
            row = whole_seconds(given)
            key = _key(table, row)
            if key not in kept or _version(kept[key]) <= _version(row):
                kept[key] = row

    def rows(self, table: Table) -> Iterator[Struct]:
        kept = self._rows[table.name]
        return (kept[key] for key in sorted(kept))

    def known(self, keys: Collection[str]) -> Mapping[str, Seen]:
        asked = set(keys)
        found: dict[str, Seen] = {}
        for row in cast(Iterator[Arrival], self.rows(tables.ARRIVALS)):
            if row.event_key in asked:
                before = found.get(row.event_key, Seen(row.created_at, row.customer))
                found[row.event_key] = Seen(
                    min(row.created_at, before.created_at), min(row.customer, before.customer)
                )
        return found

    def touchpoints(self, customers: Collection[str]) -> Mapping[str, list[Touchpoint]]:
        found: dict[str, list[Touchpoint]] = defaultdict(list)
        asked = set(customers)
        for row in cast(Iterator[TouchpointRow], self.rows(tables.TOUCHPOINTS)):
            if row.customer in asked:
                found[row.customer].append(_TOUCH(row.touch))
        return dict(found)

    def heads(self, customers: Collection[str]) -> Mapping[str, int]:
        found: dict[str, int] = defaultdict(int)
        asked = set(customers)
        for row in cast(Iterator[TouchpointRow], self.rows(tables.TOUCHPOINTS)):
            if row.customer in asked:
                found[row.customer] += row.version
        return dict(found)

    def links(self, handles: Collection[str], customers: Collection[str]) -> list[IdentityRow]:
        named, owners = set(handles), set(customers)
        rows = cast(Iterator[IdentityRow], self.rows(tables.IDENTITIES))
        return [row for row in rows if row.handle in named or row.customer in owners]

    def standing(self, table: Table, customers: Collection[str]) -> list[Struct]:
        asked = set(customers)
        held = attrgetter("customer", "present")
        return [row for row in self.rows(table) if (h := held(row))[0] in asked and h[1]]

    def recount(self, windows: Iterable[datetime]) -> None:
        asked = set(windows)
        empty = {at: _zero(cell) for at, cell in self._cells.items() if cell.window in asked}
        anew = empty | self._fresh(asked)
        version = max(time.time_ns() // 1_000, self._newest + 1)
        self.write(
            tables.RESTATED, restatements(self._cells, self._cells | anew, Versions(self._newest, version))
        )
        self._cells |= anew
        self._newest = version

    def newest(self, table: Table) -> int:
        return max(map(_version, self._rows[table.name].values()), default=0)

    def under(self, table: Table, customers: Collection[str], keys: Collection[str] = ()) -> list[Struct]:
        owner = attrgetter("customer", "journey" if table is tables.JOURNEYS else "event_key")
        asked, named = set(customers), set(keys)
        return [row for row in self.rows(table) if (at := owner(row))[0] in asked or at[1] in named]

    def people(self, table: Table) -> Iterator[str]:
        handles = (row for row in self.rows(table) if isinstance(row, IdentityRow))
        return iter({*map(attrgetter("customer"), self.rows(table)), *("~" + row.handle for row in handles)})

    def overwrite(self, table: Table, rows: Sequence[Struct]) -> None:
        self.write(table, rows)

    def remove(self, table: Table, rows: Sequence[Struct]) -> None:
        for row in rows:
            self._rows[table.name].pop(_key(table, row), None)

    def compact(self, windows: Iterable[datetime]) -> None:
        """A dict keeps no older version."""

    def cells(self, kind: type[Cell]) -> list[Cell]:
        """The tallies that are not empty, in order of their place."""
        found = [c for c in self._cells.values() if type(c) is kind and c.interactions]
        return sorted(found, key=place)

    def miscounted(self) -> list[str]:
        fresh = self._fresh(None)
        return [
            line for at in sorted({*fresh, *self._cells}, key=_order) if (line := self._compared(at, fresh))
        ]

    def _fresh(self, windows: Collection[datetime] | None) -> dict[_Place, Cell]:
        facts = cast(Iterator[InteractionRow], self.rows(tables.INTERACTIONS))
        asked = (fact for fact in facts if windows is None or fact.window in windows)
        return {(type(cell), place(cell)): cell for cell in tally(asked)}

    def _compared(self, at: _Place, fresh: Mapping[_Place, Cell]) -> str:
        kind, where = at
        has = _values(fresh[at]) if at in fresh else _nothing(kind)
        says = _values(self._cells[at]) if at in self._cells else _nothing(kind)
        missing = [a - b for a, b in zip(has, says, strict=True)]
        return difference(kind, where, missing) if any(missing) else ""


def whole_seconds(row: Struct) -> Struct:
    """The row as a DateTime column keeps it."""
    fine = {
        name: whole
        for name in row.__struct_fields__
        if (whole := whole_second(value := getattr(row, name))) is not value
    }
    return msgspec.structs.replace(row, **fine) if fine else row


def _key(table: Table, row: Struct) -> _Key:
    return tuple(getattr(row, name) for name in table.key)


def _version(row: Struct) -> int:
    return cast(int, attrgetter("version")(row))


def _zero(cell: Cell) -> Cell:
    return msgspec.structs.replace(cell, **dict.fromkeys(measures(type(cell)), 0))


def _values(cell: Cell) -> tuple[int, ...]:
    return cast(tuple[int, ...], attrgetter(*measures(type(cell)))(cell))


def _nothing(kind: type[Cell]) -> tuple[int, ...]:
    return (0,) * len(measures(kind))


def _order(at: _Place) -> tuple[str, Where]:
    kind, where = at
    return kind.__name__, where
