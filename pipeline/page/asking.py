"""Questions to the warehouse: what a reader chose, safely in SQL, asked beside the loop and kept for a moment."""

import asyncio
from datetime import date, timedelta
from typing import Final, Literal, TypeVar

import msgspec
from cachetools import TTLCache

from pipeline.ports import Asks
from pipeline.warehouse.engine import Answer
from pipeline.warehouse.quote import text

KEPT_SECONDS: Final = 5.0  # a screen asks nine questions; a room full of readers asks them once


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader chose. None means all; an empty name is the value "not stated"."""

    weeks: Literal[4, 13, 52] = 13
    region: str | None = None
    product: str | None = None
    channel: str | None = None


class Period(msgspec.Struct, frozen=True):
    """Days `start` to `end`, both included. `before` has as many days, on the same weekdays."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def before(self) -> "Period":
        return Period(self.start - timedelta(self.days), self.start - timedelta(1))

    @classmethod
    def up_to(cls, newest: date, weeks: int) -> "Period":
        return cls(newest - timedelta(7 * weeks - 1), newest)


def day(moment: date) -> str:
    return f"toDate('{moment.isoformat()}')"


def within(period: Period, column: str = "day") -> str:
    return f"{column} >= {day(period.start)} AND {column} <= {day(period.end)}"


def matching(chosen: Chosen, *dimensions: Literal["region", "product", "channel"]) -> str:
    """The condition for what was chosen among `dimensions`; a view may lack some."""
    given = ((name, getattr(chosen, name)) for name in dimensions)
    return " AND ".join(["1", *(f"{name} = {text(value)}" for name, value in given if value is not None)])


T = TypeVar("T", bound=msgspec.Struct)


class Asking:
    """Asks one question at a time, so that readers never crowd out the writers of the same warehouse."""

    def __init__(self, warehouse: Asks, kept_seconds: float = KEPT_SECONDS) -> None:
        self._warehouse = warehouse
        self._kept: TTLCache[str, Answer] = TTLCache(maxsize=256, ttl=kept_seconds)
        self._turn = asyncio.Lock()

    async def rows(self, kind: type[T], sql: str) -> list[T]:
        """The rows as `kind`, an array-like struct whose fields stand in the order of the columns."""
        async with self._turn:
            answer = self._kept.get(sql)
            if answer is None:
                answer = await asyncio.to_thread(self._warehouse.ask, sql)
                self._kept[sql] = answer
        return msgspec.convert(answer.rows, list[kind], strict=False)  # type: ignore[valid-type]

    async def row(self, kind: type[T], sql: str) -> T:
        """The one row of an aggregate without keys."""
        (found,) = await self.rows(kind, sql)
        return found
