"""The tallies of days, added up from those of hours, and the company's figures of a day, added up from those: as SQL.

    facts --recount--> signals, topic_signals --> signals_daily, topic_signals_daily --> figures_daily
                          (an hour and cell)           (a day and cell)                   (a day and figure)

Each arrow writes anew what is touched under a version that was read before its source was. So of two who add up the same
day the one that saw more wins, as with the hours themselves.
"""

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

from pipeline.warehouse.cells import TABLE_OF, Cell, Signal, TopicSignal, where
from pipeline.warehouse.tally import added

DAILY: Final[dict[type[Cell], str]] = {Signal: "signals_daily", TopicSignal: "topic_signals_daily"}
FIGURES: Final = "figures_daily"


class Part(NamedTuple):
    """One figure of a day: SQL for the counts behind it. `relevant` is "0" where nobody knows how many there were."""

    figure: str
    form: str  # count, share or net
    per: int
    hits: str
    n: str
    relevant: str
    against: str = "0"

    @property
    def sql(self) -> str:
        counts = ", ".join(f"toUInt64({each})" for each in (self.hits, self.against, self.n, self.relevant))
        return f"tuple('{self.figure}', '{self.form}', toUInt64({self.per}), {counts})"


def count(figure: str, hits: str, n: str, relevant: str) -> Part:
    return Part(figure, "count", 1, hits, n, relevant)


TALLIED: Final = (
    count("interactions", "s_interactions", "s_interactions", "s_interactions"),
    count("negative", "s_negative", "s_scored", "s_interactions"),
    count("neutral", "s_neutral", "s_scored", "s_interactions"),
    count("positive", "s_positive", "s_scored", "s_interactions"),
    Part("coverage", "share", 1, "s_scored", "s_interactions", "s_interactions"),
    Part("net_sentiment", "net", 100, "s_positive", "s_scored", "s_interactions", "s_negative"),
    count("complaints", "s_complaints", "s_judged", "s_interactions"),
    Part("complaint_rate", "share", 1000, "s_complaints", "s_judged", "s_interactions"),
    *(
        count(figure, f"s_{measure}", "s_interactions", "s_interactions")
        for figure, measure in (
            ("repeat_contacts", "repeat"),
            ("waiting", "waiting"),
            ("churn", "churn"),
            ("escalations", "escalation"),
            ("not_resolved", "not_resolved"),
            ("resolved", "resolved"),
            ("thanks", "thanks"),
            ("praise", "praise"),
        )
    ),
)
"""What the tallies of a day tell of the whole company."""

_COUNTS: Final = ("hits", "against", "n", "relevant")
_BY: Final = ", ".join(("day", *where(Signal)[1:]))
_IS: Final = ("day", "figure", "form", "per")


def of_days(days: Collection[date], column: str = "day") -> str:
    """The condition that a column is one of these days."""
    return f"{column} IN ({', '.join(f'toDate({day.isoformat()!r})' for day in sorted(days))})"


def newest(table: str, days: Collection[date]) -> str:
    """The highest version of these days; 0 where there is none."""
    return f"SELECT max(version) FROM {table} WHERE {of_days(days)}"


def add_up(kind: type[Cell], days: Collection[date], hours: str, version: int) -> str:
    """Write every cell of these days anew; `hours` is the condition for all of their windows."""
    place = ", ".join(_place(kind))
    sums = ", ".join(f"sum(of_{name}) AS s_{name}" for name in added(kind))
    written = ", ".join((*_place(kind), *(f"s_{name}" for name in added(kind))))
    rows = f"{_hours(kind, hours)} UNION ALL {_standing(kind, of_days(days), 0)}"
    columns, whole = (
        f"{place}, {', '.join(added(kind))}, version",
        f"SELECT {place}, {sums} FROM ({rows}) GROUP BY {place}",
    )
    if kind is Signal:
        return f"INSERT INTO {DAILY[kind]} ({columns}) SELECT {written}, toUInt64({version}) FROM ({whole})"
    return (
        f"INSERT INTO {DAILY[kind]} ({columns}, everything) SELECT {written}, toUInt64({version}), everything"
        f" FROM ({whole}) AS mentioned ANY LEFT JOIN ({_everything(hours)}) AS totals USING ({_BY})"
    )


def add_up_company(days: Collection[date], version: int) -> str:
    """Write the company's tallied figures of these days anew."""
    return f"INSERT INTO {FIGURES} ({_columns()}, version) SELECT *, toUInt64({version}) FROM ({_company(of_days(days))})"


def differences(kind: type[Cell]) -> str:
    """Cells of days that are not the sum of their hours: place, then hours less day for each measure."""
    place = ", ".join(_place(kind))
    sums = ", ".join(f"sum(of_{name}) AS d_{name}" for name in added(kind))
    differs = " OR ".join(f"d_{name} != 0" for name in added(kind))
    return (
        f"SELECT {place}, {sums} FROM ({_hours(kind, '1')} UNION ALL {_standing(kind, '1', -1)}) "
        f"GROUP BY {place} HAVING {differs} ORDER BY {place}"
    )


def company_differences() -> str:
    """Tallied figures of days that are not what their cells add up to: day, figure."""
    named = ", ".join(f"'{part.figure}'" for part in TALLIED)
    return f"SELECT day, figure FROM ({changed(_company('1'), f'figure IN ({named})')}) ORDER BY day, figure"


def changed(fresh: str, stored: str) -> str:
    """What `fresh` says otherwise than what is stored under a condition: its new rows, zeros where it says nothing."""
    same = [f"CAST({name} AS String) AS {name}" if name in {"figure", "form"} else name for name in _IS]
    new = [f"{name} AS new_{name}" for name in _COUNTS] + [f"toInt64({name}) AS d_{name}" for name in _COUNTS]
    old = [f"toUInt64(0) AS new_{name}" for name in _COUNTS] + [
        f"-toInt64({name}) AS d_{name}" for name in _COUNTS
    ]
    sums = ", ".join(f"sum(new_{name}) AS sum_{name}" for name in _COUNTS)
    differs = " OR ".join(f"sum(d_{name}) != 0" for name in _COUNTS)
    return (
        f"SELECT {', '.join(_IS)}, {sums} FROM ("
        f"SELECT {', '.join((*same, *new))} FROM ({fresh})"
        f" UNION ALL SELECT {', '.join((*same, *old))} FROM {FIGURES} FINAL WHERE {stored}"
        f") GROUP BY {', '.join(_IS)} HAVING {differs}"
    )


def told(parts: Collection[Part], sums: str) -> str:
    """One row a day and part, of the sums of days that the query `sums` gives."""
    each = ", ".join(f"tupleElement(f, {at}) AS {name}" for at, name in enumerate(_IS[1:-1], 1))
    counts = ", ".join(f"tupleElement(f, {at}) AS {name}" for at, name in enumerate(_COUNTS, 4))
    listed = ", ".join(part.sql for part in parts)
    return (
        f"SELECT day, {each}, toUInt32(tupleElement(f, 3)) AS per, {counts} "
        f"FROM (SELECT day, arrayJoin([{listed}]) AS f FROM ({sums}))"
    )


def _company(condition: str) -> str:
    sums = ", ".join(f"sum({name}) AS s_{name}" for name in added(Signal))
    return told(TALLIED, f"SELECT day, {sums} FROM {DAILY[Signal]} FINAL WHERE {condition} GROUP BY day")


def _columns() -> str:
    return ", ".join((*_IS, *_COUNTS))


def _place(kind: type[Cell]) -> tuple[str, ...]:
    return ("day", *where(kind)[1:])


def _plain(kind: type[Cell]) -> str:
    # 18.16 joins no LowCardinality column with one that is not; a day's cells are few.
    return ", ".join(f"CAST({name} AS String) AS {name}" for name in where(kind)[1:])


def _everything(hours: str) -> str:
    return f"SELECT {', '.join(_place(Signal))}, sum(of_interactions) AS everything FROM ({_hours(Signal, hours)}) GROUP BY {_BY}"


def _hours(kind: type[Cell], condition: str) -> str:
    counts = ", ".join(f"toInt64({name}) AS of_{name}" for name in added(kind))
    return f"SELECT toDate(window, 'UTC') AS day, {_plain(kind)}, {counts} FROM {TABLE_OF[kind]} FINAL WHERE {condition}"


def _standing(kind: type[Cell], condition: str, times: int) -> str:
    counts = ", ".join(f"toInt64({name}) * {times} AS of_{name}" for name in added(kind))
    return f"SELECT day, {_plain(kind)}, {counts} FROM {DAILY[kind]} FINAL WHERE interactions > 0 AND {condition}"
