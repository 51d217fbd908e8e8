"""The warehouse with a watch beside it: how long inserts and recounts take."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pipeline.observing.metrics import Metrics
from pipeline.ports import Seen, Warehouse
from schemas.facts import IdentityRow
from schemas.interactions import Struct
from schemas.stories import Touchpoint
from schemas.tables import Table

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Observed:
    """The Warehouse port over another warehouse. `beat` is told of each answer."""

    warehouse: Warehouse
    metrics: Metrics
    beat: Callable[[], None]

    def write(self, table: Table, rows: Sequence[Struct]) -> None:
        began = time.monotonic()
        self.warehouse.write(table, rows)
        self.beat()
        self.metrics.inserted(table.name, len(rows), time.monotonic() - began)

    def recount(self, windows: Iterable[datetime]) -> None:
        began, all_ = time.monotonic(), list(windows)
        self.warehouse.recount(all_)
        self.beat()
        self.metrics.recounted(len(all_), time.monotonic() - began)

    def rows(self, table: Table) -> Iterator[Struct]:
        return self.warehouse.rows(table)

    def known(self, keys: Collection[str]) -> Mapping[str, Seen]:
        return self._answered(self.warehouse.known(keys))

    def touchpoints(self, customers: Collection[str]) -> Mapping[str, list[Touchpoint]]:
        return self._answered(self.warehouse.touchpoints(customers))

    def heads(self, customers: Collection[str]) -> Mapping[str, int]:
        return self._answered(self.warehouse.heads(customers))

    def links(self, handles: Collection[str], customers: Collection[str]) -> list[IdentityRow]:
        return self._answered(self.warehouse.links(handles, customers))

    def standing(self, table: Table, customers: Collection[str]) -> list[Struct]:
        return self._answered(self.warehouse.standing(table, customers))

    def newest(self, table: Table) -> int:
        return self._answered(self.warehouse.newest(table))

    def under(self, table: Table, customers: Collection[str], keys: Collection[str] = ()) -> list[Struct]:
        return self._answered(self.warehouse.under(table, customers, keys))

    def people(self, table: Table) -> Iterator[str]:
        return self.warehouse.people(table)

    def overwrite(self, table: Table, rows: Sequence[Struct]) -> None:
        self.warehouse.overwrite(table, rows)
        self.beat()

    def remove(self, table: Table, rows: Sequence[Struct]) -> None:
        self.warehouse.remove(table, rows)
        self.beat()

    def sync(self) -> None:
        self.warehouse.sync()
        self.beat()

    def compact(self, windows: Iterable[datetime]) -> None:
        self.warehouse.compact(windows)
        self.beat()

    def miscounted(self) -> list[str]:
        return self.warehouse.miscounted()

    def _answered(self, answer: _T) -> _T:
        self.beat()
        return answer
