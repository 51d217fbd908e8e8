"""The erasure list as stages look at it: read again when it has changed."""

from typing import cast

from agents.erasing import Erased, Naming
from pipeline.ports import Warehouse
from schemas import tables
from schemas.erasures import Erasure


class ErasureList:
    """Called with each batch: the list as it stands now. One small query while it does not change."""

    def __init__(self, warehouse: Warehouse, naming: Naming) -> None:
        self._warehouse = warehouse
        self._held = Erased(naming)

    def __call__(self) -> Erased:
        if self._warehouse.newest(tables.ERASURES) != self._held.version:
            rows = cast(list[Erasure], [*self._warehouse.rows(tables.ERASURES)])
            self._held = Erased.of(self._held.naming, rows)
        return self._held
