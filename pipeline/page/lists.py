"""Lists that are read page by page, in an order the reader chooses among few."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from pipeline.page.asking import Chosen

Order = Literal["asc", "desc"]


class Paged(Chosen, frozen=True, kw_only=True):
    """`offset` counts rows, `size` is how many are shown."""

    offset: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    size: Annotated[int, Meta(ge=1, le=100)] = 20
    order: Order = "desc"

    @property
    def cut(self) -> str:
        return f"LIMIT {self.size} OFFSET {self.offset}"


def ordered(columns: Mapping[str, str], sort: str, order: Order, last: str) -> str:
    """ORDER BY the column behind `sort`, what has none last, and by `last` where two are equal."""
    column = columns[sort]
    return f"ORDER BY isNull({column}), {column} {order.upper()}, {last}"
