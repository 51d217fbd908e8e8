"""Questions to the warehouse: what a reader chose, safely in SQL, asked beside the loop and kept for a moment."""

import asyncio
import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from typing import Final, Literal, TypeVar

import msgspec
from cachetools import LRUCache

from pipeline.ports import Asks
from pipeline.warehouse import days
from pipeline.warehouse.engine import Answer
from pipeline.warehouse.quote import text

KEPT_SECONDS: Final = 15.0  # a screen asks some ten questions; a room full of readers asks them once
DEAR_SECONDS: Final = 0.5  # an answer that took longer is kept longer, in proportion
MOST_SECONDS: Final = 300.0
SHOWN_AGAIN_SECONDS: Final = 300.0  # so long after that a dear answer is shown while it is asked for again
AT_ONCE: Final = (
    3  # questions: enough that a click waits for the slowest of its own only, few beside the writers'
)
LONGEST_DAYS: Final = 3 * 366

_PLAIN: Final = re.compile(r"[a-z0-9_]+")

Dimension = Literal["channel", "region", "product", "team", "language"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("channel", "region", "product", "team", "language")


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader chose. None means all; an empty name is the value "not stated".

    `start` and `end` are days, both included, and hold instead of `weeks`: both are given, or none.
    """

    weeks: Literal[4, 13, 52] = 13
    start: date | None = None
    end: date | None = None
    region: str | None = None
    product: str | None = None
    channel: str | None = None
    team: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.start is None or self.end is None:
            if self.start is not self.end:
                raise ValueError("start and end belong together")
        elif not 0 <= (self.end - self.start).days < LONGEST_DAYS:
            raise ValueError("start must not be after end, nor more than three years before it")

    def ignored(self, known: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        """What was chosen among dimensions that a view does not know."""
        return tuple(name for name in DIMENSIONS if name not in known and getattr(self, name) is not None)


class Period(msgspec.Struct, frozen=True):
    """Days `start` to `end`, both included. `before` has as many days, on the same weekdays, and the two share none."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def before(self) -> "Period":
        back = timedelta(-(-self.days // 7) * 7)
        return Period(self.start - back, self.end - back)

    @property
    def both(self) -> "Period":
        """From the begin of the one before to the end of this one."""
        return Period(self.before.start, self.end)

    @property
    def touched(self) -> "Period":
        """The same from the Monday of its first week on: what is told by week belongs to the week's Monday."""
        return Period(days.monday(self.start), self.end)

    @classmethod
    def up_to(cls, newest: date, weeks: int) -> "Period":
        return cls(newest - timedelta(7 * weeks - 1), newest)


def within(period: Period, column: str = "day") -> str:
    return days.within(period.start, period.end, column)


def literal(value: str) -> str:
    """Any text as SQL that holds nothing of it: what readers write must not look like a function to anybody."""
    return (
        text(value) if _PLAIN.fullmatch(value) and "file" not in value else f"unhex('{value.encode().hex()}')"
    )


def pairs(values: Iterable[tuple[str, str]]) -> str:
    """What may stand in `(a, b) IN (...)`."""
    return ", ".join(f"({literal(one)}, {literal(other)})" for one, other in values)


def matching(chosen: Chosen, *dimensions: Dimension) -> str:
    """The condition for what was chosen among `dimensions`; a view may lack some."""
    given = ((name, getattr(chosen, name)) for name in dimensions)
    return " AND ".join(["1", *(f"{name} = {literal(value)}" for name, value in given if value is not None)])


T = TypeVar("T", bound=msgspec.Struct)


@dataclass(slots=True)
class _Kept:
    """An answer that is awaited or was given; `until` is when it must be asked for again, on the clock of the loop.

    `before` is the dear answer that it takes the place of; it may be shown instead until `before_until`.
    """

    task: asyncio.Task[Answer] = field(init=False)
    until: float = inf
    dear: bool = False
    before: Answer | None = None
    before_until: float = -inf


class Asking:
    """Asks few questions at once, so that readers never crowd out the writers of the same warehouse.

    A question that is being asked or was answered a moment ago is not asked again. What took long to answer is kept
    longer, so that the dearest questions load the warehouse least; MOST_SECONDS at most. For SHOWN_AGAIN_SECONDS more it
    is shown once again to whoever asks, while it is asked for anew: nobody waits twice for what is dear.
    """

    def __init__(self, warehouse: Asks, kept_seconds: float = KEPT_SECONDS, at_once: int = AT_ONCE) -> None:
        self._warehouse = warehouse
        self._seconds = kept_seconds
        self._kept: LRUCache[str, _Kept] = LRUCache(maxsize=256)
        self._turns = asyncio.Semaphore(at_once)
        self._keeps = True

    def passing(self) -> "Asking":
        """The same, but of what it asks anew nothing is kept: for answers of very many rows."""
        other = copy(self)
        other._keeps = False  # noqa: SLF001 - its own kind
        return other

    async def rows(self, kind: type[T], sql: str) -> list[T]:
        """The rows as `kind`, an array-like struct whose fields stand in the order of the columns."""
        answer = await self._answer(sql)
        return msgspec.convert(answer.rows, list[kind], strict=False)  # type: ignore[valid-type]

    async def shown(self, kind: type[T], sql: str) -> list[T]:
        """The same for a struct that is sent by the names of its fields; the names of the columns do not matter."""
        answer = await self._answer(sql)
        names = kind.__struct_fields__
        rows = [dict(zip(names, row, strict=True)) for row in answer.rows]
        return msgspec.convert(rows, list[kind], strict=False)  # type: ignore[valid-type]

    async def row(self, kind: type[T], sql: str) -> T:
        """The one row of an aggregate without keys."""
        (found,) = await self.rows(kind, sql)
        return found

    async def _answer(self, sql: str) -> Answer:
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(sql)
        if kept is None or now >= kept.until:
            kept = self._renewed(sql, kept)
        if kept.before is not None and not kept.task.done() and now < kept.before_until:
            return kept.before
        # A reader who leaves takes the answer from nobody else who waits for it.
        return await asyncio.shield(kept.task)

    def _renewed(self, sql: str, old: _Kept | None) -> _Kept:
        kept = _Kept()
        kept.task = asyncio.create_task(self._asked(sql, kept))
        if old and old.dear:
            kept.before, kept.before_until = old.task.result(), old.until + SHOWN_AGAIN_SECONDS
            kept.task.add_done_callback(_heard)
        if self._keeps:
            self._kept[sql] = kept
        return kept

    async def _asked(self, sql: str, kept: _Kept) -> Answer:
        clock, keep = asyncio.get_running_loop().time, 0.0
        try:
            async with self._turns:
                begun = clock()
                answer = await asyncio.to_thread(self._warehouse.ask, sql)
            took = clock() - begun
            keep = min(MOST_SECONDS, self._seconds * max(1.0, took / DEAR_SECONDS))
            kept.dear = took > DEAR_SECONDS
            return answer
        finally:
            kept.until = clock() + keep


def _heard(task: asyncio.Task[Answer]) -> None:
    """A failure that nobody waited for is told to whoever asks next."""
    if not task.cancelled():
        task.exception()
