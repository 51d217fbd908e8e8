"""One look of one reader at one section: what was chosen, for which days, and what this reader may see."""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from typing import Final, TypedDict

import msgspec

from pipeline.page.answers import Shown
from pipeline.page.asking import Asking, Chosen, Dimension, Period
from pipeline.warehouse.days import day
from schemas.errors import Rejected

ORDINARY: Final[tuple[Dimension, ...]] = ("channel", "region", "product", "team")


class Section(Shown, frozen=True, kw_only=True):
    """Base of every section: its period and the one before it, null while the warehouse holds nothing.

    `ignored` names what was chosen but cannot narrow this section. Where `withheld`, words, names and ids are left out.
    """

    start: date | None
    end: date | None
    before_start: date | None
    before_end: date | None
    ignored: tuple[Dimension, ...]
    withheld: bool


class Span(TypedDict):
    """The fields of `Section`."""

    start: date | None
    end: date | None
    before_start: date | None
    before_end: date | None
    ignored: tuple[Dimension, ...]
    withheld: bool


class Unknown(Rejected):
    """What was asked for by name is not there (any more)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whether somebody may see words, names and ids, and the details of what was refused; and how customers are called
    before those who may not.
    """

    words: bool
    details: bool
    secret: bytes

    def called(self, customer: str) -> str:
        """The customer's id, or a name that is the same each time and that nobody can trace to the id."""
        if self.words:
            return customer
        return (
            "customer "
            + hmac.new(self.secret, b"customer\0" + customer.encode(), hashlib.sha256).hexdigest()[:12]
        )


@dataclass(frozen=True, slots=True)
class Look:
    """`newest` is the newest day of anything that has a day here; None: the warehouse holds nothing yet."""

    asking: Asking
    chosen: Chosen
    today: date
    newest: date | None
    reader: Reader

    @property
    def period(self) -> Period:
        """The days that were chosen. Where there is nothing they are still days, and nothing lies in them."""
        return chosen_period(self.chosen, self.newest or self.today)

    def span(self, known: tuple[Dimension, ...]) -> Span:
        """What every section says about itself; `known` are the dimensions that its views have."""
        period, there = self.period, self.newest is not None
        return Span(
            start=period.start if there else None,
            end=period.end if there else None,
            before_start=period.before.start if there else None,
            before_end=period.before.end if there else None,
            ignored=self.chosen.ignored(known),
            withheld=not self.reader.words,
        )

    def shown(self, words: str) -> str:
        """The words, or nothing for a reader who may not see them."""
        return words if self.reader.words else ""


class _Newest(msgspec.Struct, frozen=True, array_like=True):
    count: int
    day: date


# Without FINAL, since every click asks it: what was since taken back may move the period, and no figure in it.
_DATED: Final = (
    ("signals_daily", "day", "interactions > 0"),
    ("promises", "toDate(made_at, 'UTC')", "present = 1"),
    ("outreach", "toDate(made_at, 'UTC')", "present = 1"),
)


async def newest_day(asking: Asking, today: date) -> date | None:
    """The newest day of anything that has a day here; days after `today` are some sender's wrong clock."""
    found = await asyncio.gather(
        *(
            asking.row(
                _Newest,
                f"SELECT count(), max({moment}) FROM {table} WHERE {moment} <= {day(today)} AND {there}",
            )
            for table, moment, there in _DATED
        )
    )
    return max((one.day for one in found if one.count), default=None)


def chosen_period(chosen: Chosen, newest: date) -> Period:
    """The days that were chosen, none of them after `newest`, unless all are."""
    if chosen.start is None or chosen.end is None:
        return Period.up_to(newest, chosen.weeks)
    return Period(chosen.start, max(chosen.start, min(chosen.end, newest)))
