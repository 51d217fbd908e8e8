"""The warehouse with a watch beside it: how long inserts and recounts take."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.observing.metrics import Metrics
from pipeline.ports import Seen, Warehouse
from schemas.facts import IdentityRow
from schemas.interactions import Struct
from schemas.stories import Touchpoint
from schemas.tables import Table


@dataclass(frozen=True, slots=True)
class Observed:
    """The Warehouse port over another warehouse."""

    warehouse: Warehouse
    metrics: Metrics

    def write(self, table: Table, rows: Sequence[Struct]) -> None:
        began = time.monotonic()
        self.warehouse.write(table, rows)
        self.metrics.inserted(table.name, len(rows), time.monotonic() - began)

    def recount(self, windows: Iterable[datetime]) -> None:
        began, all_ = time.monotonic(), list(windows)
        self.warehouse.recount(all_)
        self.metrics.recounted(len(all_), time.monotonic() - began)

    def rows(self, table: Table) -> Iterator[Struct]:
        return self.warehouse.rows(table)

    def known(self, keys: Collection[str]) -> Mapping[str, Seen]:
        return self.warehouse.known(keys)

    def touchpoints(self, customers: Collection[str]) -> Mapping[str, list[Touchpoint]]:
        return self.warehouse.touchpoints(customers)

    def heads(self, customers: Collection[str]) -> Mapping[str, int]:
        return self.warehouse.heads(customers)

    def links(self, handles: Collection[str], customers: Collection[str]) -> list[IdentityRow]:
        return self.warehouse.links(handles, customers)

    def standing(self, table: Table, customers: Collection[str]) -> list[Struct]:
        return self.warehouse.standing(table, customers)

    def miscounted(self) -> list[str]:
        return self.warehouse.miscounted()
