"""Facts as the words are read from them: merged only on the days on which one of them is stored more than once.

What was delivered or heard again lies in the warehouse as two rows until it merges them, and FINAL tells which of them holds;
but it goes through all rows for that, which is most of what a reading costs. Each counted interaction has one counted row at
least. So where a day has as many counted rows as it has interactions in the tallies, each has that one row alone, and it
is the one that holds. What was taken back from a day counts until the day is counted again, as it does in every figure.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from pipeline.page.asking import Asking, Period
from pipeline.page.words import hours
from pipeline.warehouse.days import ONE, day, midnight, stretches

LONGEST_LIST: Final = 40
"""So many stretches of such days are named in a question; where there are more, all is merged."""


class Part(msgspec.Struct, frozen=True):
    """A condition in two halves that must both hold: few columns that leave out most rows, and the rest.

    `first` may be "1". Where it is the first that is read, the other columns are read of what is left alone.
    """

    first: str
    rest: str

    @property
    def whole(self) -> str:
        return f"({self.first}) AND {self.rest}"

    def and_(self, condition: str) -> "Part":
        return Part(self.first, f"{self.rest} AND {condition}")


class _Day(msgspec.Struct, frozen=True, array_like=True):
    day: date
    more: int


@dataclass(frozen=True, slots=True)
class Facts:
    """`merged` are the days on which a fact may have several rows, in order; None: any day."""

    merged: tuple[Period, ...] | None

    def under(self, *parts: Part) -> Callable[[str], str]:
        """The query for columns of the interactions that any part holds, in brackets.

        Of several parts each row comes once: some of the columns must tell the interactions apart.
        """

        def rows(columns: str) -> str:
            read = " UNION ALL ".join(query for part in parts for query in self._rows(columns, part))
            return f"(SELECT DISTINCT * FROM ({read}))" if len(parts) > 1 else f"({read})"

        return rows

    def _rows(self, columns: str, part: Part) -> Iterable[str]:
        if self.merged is None:
            yield f"SELECT {columns} FROM interactions FINAL WHERE {part.whole}"
            return
        days = " OR ".join(f"({hours(each)})" for each in self.merged)
        # Never beside FINAL: it would leave rows out before the newest of them is known.
        first = "" if part.first == "1" else f"PREWHERE {part.first} "
        yield f"SELECT {columns} FROM interactions {first}WHERE {part.rest}{f' AND NOT ({days})' if days else ''}"
        if days:
            yield f"SELECT {columns} FROM interactions FINAL WHERE {part.whole} AND ({days})"


async def facts(asking: Asking, start: date | None = None, end: date | None = None) -> Facts:
    """How the facts of these days, both included, are to be read; None: of all before or after."""
    rows, told = ["counted = 1"], ["figure = 'interactions'"]
    if start:
        rows.append(f"window >= {midnight(start)}")
        told.append(f"day >= {day(start)}")
    if end:
        rows.append(f"window < {midnight(end + ONE)}")
        told.append(f"day <= {day(end)}")
    found = await asking.rows(
        _Day,
        "SELECT day, sum(rows_less_told) AS more FROM ("
        "SELECT toDate(window, 'UTC') AS day, toInt64(count()) AS rows_less_told FROM interactions "
        f"WHERE {' AND '.join(rows)} GROUP BY day "
        "UNION ALL SELECT day, -toInt64(hits) AS rows_less_told FROM figures_daily FINAL "
        f"WHERE {' AND '.join(told)}) GROUP BY day HAVING more != 0 ORDER BY day",
    )
    merged = tuple(Period(*each) for each in stretches([one.day for one in found]))
    return Facts(merged if len(merged) <= LONGEST_LIST else None)
