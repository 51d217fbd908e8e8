"""What figures of days that are over stood at, kept as SQL before a recount changes them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from pipeline.moments import moment_at, second_at
from pipeline.warehouse.cells import TABLE_OF, Cell, Signal
from pipeline.warehouse.quote import moment
from pipeline.warehouse.tally import facts_of
from schemas.restated import Restated, Scope
from schemas.tables import RESTATED

OLD: Final = timedelta(days=1)
"""How long a day must be over before a change of its figures is a restatement: until then they are still coming in."""

COUNTS: Final = ("interactions", "scored", "negative", "positive", "judged", "complaints")
_PLACE: Final = ("channel", "region", "product", "team", "language", "topic")
_DAY: Final = timedelta(days=1)
_DAY_OF: Final = "toDateTime(intDiv(toUInt32(window), 86400) * 86400, 'UTC') AS day"


def old_days(windows: Collection[datetime], version: int) -> set[datetime]:
    """The midnights of the windows' days that were over for longer than OLD at `version` (microseconds)."""
    now = moment_at(version)
    days = {window.replace(hour=0, minute=0, second=0, microsecond=0) for window in windows}
    return {day for day in days if day + _DAY + OLD <= now}


def counted_days(days: Collection[datetime]) -> str:
    """Of these days those that were ever counted, each with the newest version of its cells."""
    every = " UNION ALL ".join(
        f"SELECT {_DAY_OF}, version FROM {table} WHERE {_within(days)}" for table in TABLE_OF.values()
    )
    return f"SELECT day, max(version) AS newest FROM ({every}) GROUP BY day ORDER BY day"


def keep(kind: type[Cell], condition: str, before: Mapping[datetime, int], version: int) -> str:
    """Keep what stands of the days in `before` (day to newest version), where the facts under `condition` say otherwise.

    One row a cell that changes and one a day, each keyed by what it was before: written again it is the same row.
    """
    scopes = [Scope.CELL, *([Scope.DAY] if kind is Signal else [])]
    columns = ", ".join(Restated.__struct_fields__)
    counts = ", ".join(f"toUInt64(b_{name})" for name in COUNTS)
    versions = _transform(before)
    rows = " UNION ALL ".join(_changed(kind, scope, condition, before) for scope in scopes)
    return (
        f"INSERT INTO {RESTATED.name} ({columns}) SELECT day, scope, {', '.join(_PLACE)}, {versions}, "
        f"{moment(second_at(version))}, {counts}, toUInt64({version}) FROM ({rows})"
    )


def _changed(kind: type[Cell], scope: Scope, condition: str, before: Mapping[datetime, int]) -> str:
    """The days or cells in which at least one count changes, with what stands."""
    sums = ", ".join([f"sum(s_{name}) AS b_{name}" for name in COUNTS])
    differs = " OR ".join(f"sum(d_{name}) != 0" for name in COUNTS)
    place = ", ".join(f"{_place(name, kind, scope)} AS {name}" for name in _PLACE)
    table, days = TABLE_OF[kind], _within([*before])
    none = [f"toInt64(0) AS {{}}_{name}" for name in COUNTS]
    stands = [f"toInt64({_count(name, kind)}) AS s_{name}" for name in COUNTS]
    gone = [f"-toInt64({_count(name, kind)}) AS d_{name}" for name in COUNTS]
    fresh = [f"toInt64({_fact(name, kind)}) AS d_{name}" for name in COUNTS]
    no_change, nothing = (", ".join(one.format(side) for one in none) for side in "ds")
    return (
        f"SELECT day, '{scope}' AS scope, {', '.join(_PLACE)}, {sums} FROM ("
        f"SELECT {_DAY_OF}, {place}, {', '.join(stands)}, {no_change} FROM {table} FINAL WHERE {days}"
        f" UNION ALL SELECT {_DAY_OF}, {place}, {nothing}, {', '.join(gone)} FROM {table} FINAL WHERE {condition} AND {days}"
        f" UNION ALL SELECT {_DAY_OF}, {place}, {nothing}, {', '.join(fresh)}"
        f" FROM ({facts_of(kind, f'{condition} AND {days}')})"
        f") GROUP BY day, {', '.join(_PLACE)} HAVING {differs}"
    )


def _place(name: str, kind: type[Cell], scope: Scope) -> str:
    # Plain strings on all sides: 18.16 unites no LowCardinality column with one that is not.
    has = scope is Scope.CELL and (name != "topic" or kind is not Signal)
    return f"CAST({name} AS String)" if has else "materialize('')"


def _count(name: str, kind: type[Cell]) -> str:
    return name if name in kind.__struct_fields__ else "0"


def _fact(name: str, kind: type[Cell]) -> str:
    return f"of_{name}" if name in kind.__struct_fields__ else "0"


def _within(days: Collection[datetime]) -> str:
    """A condition on windows. The midnights are listed: days that follow one another need not be a stretch."""
    midnights = ",".join(str(int(day.timestamp())) for day in sorted(days))
    return f"intDiv(toUInt32(window), 86400) * 86400 IN ({midnights})"


def _transform(before: Mapping[datetime, int]) -> str:
    days = ",".join(str(int(day.timestamp())) for day in before)
    versions = ",".join(f"toUInt64({version})" for version in before.values())
    return f"transform(toUInt64(toUInt32(day)), [{days}], [{versions}], toUInt64(0))"
