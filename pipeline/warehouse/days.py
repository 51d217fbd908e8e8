"""Days, which are those of UTC, and as SQL."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

ONE: Final = timedelta(1)
WEEK: Final = timedelta(7)


def monday(one: date) -> date:
    """With which its week begins."""
    return one - timedelta(one.weekday())


def day(one: date) -> str:
    """As a Date literal."""
    return f"toDate('{one.isoformat()}')"


def days(some: Iterable[date]) -> str:
    """What may stand in `IN (...)`, in order."""
    return ", ".join(map(day, sorted(some)))


def midnight(one: date) -> str:
    """Its begin, as a DateTime literal."""
    return f"toDateTime('{one.isoformat()} 00:00:00', 'UTC')"


def hours(first: date, last: date, column: str = "window") -> str:
    """The condition that a moment lies in these days, both included."""
    return f"{column} >= {midnight(first)} AND {column} < {midnight(last + ONE)}"


def within(first: date, last: date, column: str) -> str:
    """The condition that a day is one of these, both included."""
    return f"{column} >= {day(first)} AND {column} <= {day(last)}"


def stretches(some: Sequence[date], step: timedelta = ONE) -> Iterator[tuple[date, date]]:
    """Days in order as (first, last) of those that follow each other at this step, both included."""
    first: date | None = None
    for at, one in enumerate(some):
        first = first or one
        if at + 1 == len(some) or some[at + 1] - one > step:
            yield first, one
            first = None
