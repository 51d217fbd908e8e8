"""Stories by the day and place as counts, as SQL as of a moment: the tables that the page reads a year of.

    journeys, promises, resolutions, outreach, handlings  --refresh-->  journeys_daily ...  --refresh-->  figures_daily

What is judged changes with the hour that it is (a promise falls due, a resolution matures), so these are not counted when a
story is written but by every refresh: all days anew, and written where they changed. Who refreshes later has seen no less
and takes the higher version.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.warehouse.quote import moment as literal

MARK: Final = "stories_counted"


@dataclass(frozen=True, slots=True)
class Cells:
    """One table of days. `counted` gives SQL for its cells at a moment: `day`, the places, and each count as `s_NAME`.

    A cell is there where the counts in `present` are not all 0. `lists` are arrays, with the type of what is in them.
    """

    part: str
    places: tuple[str, ...]
    counts: tuple[str, ...]
    counted: Callable[[datetime], str]
    present: tuple[str, ...]
    signed: tuple[str, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()

    @property
    def table(self) -> str:
        return f"{self.part}_daily"

    @property
    def columns(self) -> tuple[str, ...]:
        """All that is counted, in the order in which it is written."""
        return (*self.counts, *self.signed, *(name for name, _ in self.lists))


def add_up(cells: Cells, moment: datetime, version: int) -> str:
    """Write every cell that says something else at the moment than what is stored; zeros where it has become empty."""
    place = ", ".join(("day", *cells.places))
    added = (*cells.counts, *cells.signed)
    joined = ", ".join(
        (
            *(f"sum(s_{name}) AS t_{name}" for name in added),
            # At most one row of a cell has anything in it.
            *(f"groupArrayArray(s_{name}) AS t_{name}" for name, _ in cells.lists),
        )
    )
    return (
        f"INSERT INTO {cells.table} ({place}, {', '.join(cells.columns)}, version) "
        f"SELECT {place}, {', '.join(f't_{name}' for name in cells.columns)}, toUInt64({version}) FROM ("
        f"SELECT {place}, {joined}, groupUniqArray(content) AS contents, count() AS sides "
        f"FROM ({_fresh(cells, moment)} UNION ALL {_stored(cells)}) GROUP BY {place}) "
        "WHERE sides < 2 OR length(contents) > 1"
    )


def mark(cells: Cells, moment: datetime, version: int) -> str:
    """Say that the cells are those of the moment."""
    return (
        f"INSERT INTO {MARK} (part, as_of, stories, version) "
        f"SELECT '{cells.part}', {literal(moment)}, toUInt64(count()), toUInt64({version}) FROM {cells.part}"
    )


def doubt(cells: Cells, version: int) -> str:
    """Say that the cells are those of no moment that anybody should go by."""
    return (
        f"INSERT INTO {MARK} (part, as_of, stories, version) "
        f"SELECT '{cells.part}', toDateTime(0, 'UTC'), toUInt64(0), toUInt64({version})"
    )


def newest(cells: Cells) -> str:
    """The highest version of its cells and of its mark."""
    return (
        f"SELECT max(v) FROM (SELECT max(version) AS v FROM {cells.table} "
        f"UNION ALL SELECT max(version) AS v FROM {MARK} WHERE part = '{cells.part}')"
    )


def _fresh(cells: Cells, moment: datetime) -> str:
    columns = [f"s_{name}" for name in cells.columns]
    return (
        f"SELECT {', '.join(('day', *cells.places, *columns))}, "
        f"cityHash64({', '.join(columns)}) AS content FROM ({cells.counted(moment)})"
    )


def _stored(cells: Cells) -> str:
    """What stands, as its place and a hash: its counts are none of those to be written."""
    # materialize: 18.16 cannot unite a constant column with one that is not.
    empty = (
        *(f"materialize(toUInt64(0)) AS s_{name}" for name in cells.counts),
        *(f"materialize(toInt64(0)) AS s_{name}" for name in cells.signed),
        *(f"materialize(emptyArray{kind}()) AS s_{name}" for name, kind in cells.lists),
    )
    return (
        f"SELECT {', '.join(('day', *cells.places, *empty))}, "
        f"cityHash64({', '.join(cells.columns)}) AS content "
        f"FROM {cells.table} FINAL WHERE {' + '.join(cells.present)} > 0"
    )
