"""Stored rows as the structs they are."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from pipeline.warehouse.engine import Answer
from schemas.interactions import Struct
from schemas.tables import Table

_Row = TypeVar("_Row", bound=Struct)


def rows_of(
    select: Callable[[str], Answer], table: Table, kind: type[_Row], rest: str = ""
) -> Iterator[_Row]:
    """The rows of the table that hold, as its `kind`; `rest` is what follows FROM: a condition, an order."""
    columns = ", ".join(f"`{column}`" for column in table.columns)
    answer = select(f"SELECT {columns} FROM {table.name} FINAL {rest}")
    return (kind(**dict(zip(table.columns, row, strict=True))) for row in answer.rows)
