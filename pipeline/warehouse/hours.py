"""What arrived and what is stored in hours that are over, kept as counts: as SQL, and the refresh that keeps them.

    arrivals, facts  --refresh-->  accounts_hourly, facts_hourly   up to an hour       views add what came since

An hour is counted again where it holds another number of rows than when it was counted, or where it did not close. What comes
late is so told by the next refresh; nothing is ever added to.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, cast

from pipeline.warehouse.engine import Queries

SINCE: Final = timedelta(hours=1)
"""An hour is over this long after its end: until then most of it still comes."""
ROWS: Final = 1_000_000
"""Of one statement, about: a set of their keys has to fit into memory."""
_COUNTED: Final = "hours_counted"
_NOTHING: Final = {"newest": "toDateTime(0, 'UTC')"}


class Part(NamedTuple):
    """One table of hours: where its rows come from, the hour column there, and what says that an hour did not close."""

    name: str
    table: str
    sources: tuple[str, ...]
    columns: tuple[str, ...]
    open_: str


ACCOUNTS: Final = Part(
    "accounts",
    "accounts_hourly",
    ("arrivals",),
    ("arrived", "first_time", "stored", "in_flight", "newest", "raw"),
    "in_flight > 0 OR first_time != stored",
)
FACTS: Final = Part(
    "facts", "facts_hourly", ("interactions", "records"), ("interactions", "records", "newest", "raw"), "0"
)


class _Hour(NamedTuple):
    """Seconds since 1970, the rows its sources hold, and those that were there when it was counted."""

    hour: int
    raw: int
    noted: int


def keep(engine: Queries, moment: datetime, version: int) -> None:
    """Count every hour that was over at the moment and is not kept as it stands. Cut off anywhere, the next does the rest."""
    upto = int((moment - SINCE).astimezone(UTC).replace(minute=0, second=0, microsecond=0).timestamp())
    for part, count in ((ACCOUNTS, _accounts), (FACTS, _facts)):
        for some in _pieces(_due(engine, part, upto)):
            engine.run(_written(part, count(_one_of(some)), _one_of(some, "hour"), version))
        # Only now: until then the views count these hours themselves.
        engine.run(
            f"INSERT INTO {_COUNTED} (part, upto, version) "
            f"SELECT '{part.name}', toDateTime({upto}, 'UTC'), toUInt64({version})"
        )


def newest() -> str:
    """The highest version of all that is kept here."""
    rows = " UNION ALL ".join(
        f"SELECT max(version) AS v FROM {table}" for table in (ACCOUNTS.table, FACTS.table, _COUNTED)
    )
    return f"SELECT max(v) FROM ({rows})"


def _due(engine: Queries, part: Part, upto: int) -> list[_Hour]:
    """The hours before `upto` to be counted, in order."""
    answer = engine.select(_changed(part, upto))
    changed = [_Hour(*row) for row in cast(list[tuple[int, int, int]], answer.rows)]
    if part is not ACCOUNTS:
        return changed
    # A copy that came late into an hour may be the first of its event: the hour that was first till now is so no more.
    ((kept,),) = cast(list[tuple[int]], engine.select(_upto(part)).rows)
    again = {
        hour
        for some in _pieces([each for each in changed if each.hour < kept])
        for hour, _ in cast(list[tuple[int, int]], engine.select(_sharing(_one_of(some), upto)).rows)
    }
    known = {each.hour for each in changed}
    return sorted([*changed, *(_Hour(hour, 0, 0) for hour in again - known)])


def _upto(part: Part) -> str:
    return (
        f"SELECT toUInt32(ifNull(max(upto), toDateTime(0, 'UTC'))) FROM {_COUNTED} WHERE part = '{part.name}'"
    )


def _changed(part: Part, upto: int) -> str:
    raw = " UNION ALL ".join(
        "SELECT toUInt32(window) AS at_hour, toUInt64(count()) AS there, toUInt64(0) AS noted, toUInt64(0) AS is_open "
        f"FROM {source} WHERE toUInt32(window) < {upto} GROUP BY at_hour"
        for source in part.sources
    )
    kept = (
        f"SELECT toUInt32(hour) AS at_hour, toUInt64(0) AS there, raw AS noted, toUInt64({part.open_}) AS is_open "
        f"FROM {part.table} FINAL WHERE toUInt32(hour) < {upto}"
    )
    return (
        "SELECT at_hour, sum(there) AS s_there, sum(noted) AS s_noted "
        f"FROM ({raw} UNION ALL {kept}) GROUP BY at_hour HAVING s_there != s_noted OR sum(is_open) > 0 ORDER BY at_hour"
    )


def _sharing(hours: str, upto: int) -> str:
    """The hours in which events of these hours arrived as well."""
    return (
        "SELECT DISTINCT toUInt32(window) AS at_hour, 0 AS nothing FROM arrivals "
        f"WHERE event_key IN (SELECT event_key FROM arrivals WHERE {hours}) AND toUInt32(window) < {upto}"
    )


def _written(part: Part, rows: str, hours: str, version: int) -> str:
    """The cells of these hours, and zeros for those that have become empty."""
    sums = ", ".join(f"{'max' if name == 'newest' else 'sum'}({name}) AS s_{name}" for name in part.columns)
    # materialize: 18.16 cannot unite a constant column with one that is not.
    empty = ", ".join(f"materialize({_NOTHING.get(name, 'toUInt64(0)')}) AS {name}" for name in part.columns)
    gone = f"SELECT hour, CAST(source AS String) AS by_source, {empty} FROM {part.table} FINAL WHERE {hours}"
    return (
        f"INSERT INTO {part.table} (hour, source, {', '.join(part.columns)}, version) "
        f"SELECT hour, by_source, {', '.join(f's_{name}' for name in part.columns)}, toUInt64({version}) "
        f"FROM (SELECT hour, by_source, {sums} FROM ({rows} UNION ALL {gone}) GROUP BY hour, by_source)"
    )


def _accounts(hours: str) -> str:
    """A row a copy of an event, as in the view `accounts`."""
    mine = f"SELECT event_key FROM arrivals WHERE {hours}"
    created = f"SELECT toStartOfHour(created_at) FROM arrivals WHERE event_key IN ({mine})"
    copies = (
        "SELECT event_key, CAST(topic AS String) AS of_topic, argMax(CAST(source AS String), version) AS of_source,"
        " argMax(window, version) AS came, argMax(arrived_at, version) AS at, toUInt64(count()) AS copies"
        f" FROM arrivals WHERE event_key IN ({mine}) GROUP BY event_key, of_topic, partition, offset"
    )
    events = (
        "SELECT min(of_source) AS by_source, arraySort(groupArray(tuple(came, at, copies))) AS each,"
        f" event_key IN (SELECT event_key FROM interactions WHERE window IN ({created}))"
        f" OR event_key IN (SELECT event_key FROM records WHERE window IN ({created})) AS has_fact,"
        " toUInt32(min(at)) > (SELECT toUInt32(min(settled_at)) FROM progress FINAL WHERE agents = 'story') AS unsettled"
        f" FROM ({copies}) GROUP BY event_key"
    )
    return (
        "SELECT tupleElement(one, 1) AS hour, by_source, materialize(toUInt64(1)) AS arrived, toUInt64(nth = 1) AS first_time,"
        " toUInt64(nth = 1 AND has_fact) AS stored, toUInt64(nth = 1 AND NOT has_fact AND unsettled) AS in_flight,"
        " tupleElement(one, 2) AS newest, tupleElement(one, 3) AS raw"
        f" FROM ({events}) ARRAY JOIN each AS one, arrayEnumerate(each) AS nth"
        f" WHERE {hours.replace('window', 'hour')}"
    )


def _facts(hours: str) -> str:
    """A row an hour and source of each kind of fact, and one of the rows that were looked at."""

    def of(table: str, final: str, said: str, noted: str, raw: str) -> str:
        return (
            "SELECT window AS hour, CAST(source AS String) AS by_source,"
            f" toUInt64({said}) AS interactions, toUInt64({noted}) AS records, max(created_at) AS newest,"
            f" toUInt64({raw}) AS raw FROM {table} {final} WHERE {hours} GROUP BY hour, by_source"
        )

    return " UNION ALL ".join(
        (
            of("interactions", "FINAL", "count()", "0 * count()", "0 * count()"),
            of("records", "FINAL", "0 * count()", "count()", "0 * count()"),
            of("interactions", "", "0 * count()", "0 * count()", "count()"),
            of("records", "", "0 * count()", "0 * count()", "count()"),
        )
    )


def _pieces(hours: Sequence[_Hour]) -> Iterator[list[_Hour]]:
    piece: list[_Hour] = []
    for each in hours:
        if piece and sum(one.raw for one in piece) + each.raw > ROWS:
            yield piece
            piece = []
        piece.append(each)
    if piece:
        yield piece


def _one_of(hours: Collection[_Hour], column: str = "window") -> str:
    seconds = ",".join(str(each.hour) for each in hours)
    return f"{column} IN (SELECT toDateTime(arrayJoin([{seconds}]), 'UTC'))"
