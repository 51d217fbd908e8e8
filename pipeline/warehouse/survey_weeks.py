"""Answers to official surveys beside what the same customers said in the same week, kept as counts: as SQL, and the refresh.

    facts, records  --refresh-->  surveys_weekly   and of which rows it was counted, weeks_counted

A week holds while the rows it was counted of are all there are, in the versions they had. Whoever asks looks at that first, and
counts himself the weeks that do not hold. So nothing that is kept is ever out of date: neither by what comes late, nor
by an erasure. The view `official_and_felt` says the same of every week and place without anything kept.
"""

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple, cast

from pipeline.warehouse.days import ONE, WEEK, day, days, hours, stretches, within
from pipeline.warehouse.engine import Queries
from pipeline.warehouse.surveyed import ABOVE, DETRACTOR, PROMOTER, SATISFIED, VALID, WHOLE

AT_ONCE: Final = 4
"""Weeks of one statement: whoever spoke in them has to fit into memory."""
COUNTS: Final = (
    "csat_n",
    "satisfied",
    "nps_n",
    "promoters",
    "detractors",
    "ces_n",
    "ces_sum",
    "ces_squares",
    "customers",
    "heard",
    "scored",
    "positive",
    "negative",
    "judged",
    "complaints",
)
_FLOATS: Final = {"ces_sum", "ces_squares"}
_PLACE: Final = "CAST(region AS String) AS by_region, CAST(product AS String) AS by_product"
_HELD: Final = "SELECT week AS on_week, toUInt64(0) AS there, seen AS noted FROM weeks_counted FINAL"


class Week(NamedTuple):
    """A week's Monday, what its rows add up to, and what they added up to when it was counted; 0: it was not."""

    week: date
    there: int
    noted: int


def keep(engine: Queries, version: int) -> None:
    """Count every week that does not hold. Cut off anywhere, the next time does the rest."""
    due = [
        Week(*row)
        for row in cast(list[tuple[date, int, int]], engine.select(f"{states()} HAVING there != noted").rows)
    ]
    for at in range(0, len(due), AT_ONCE):
        some = due[at : at + AT_ONCE]
        engine.run(_written([each.week for each in some], version))
        # Only now, and with what was there before it was read: until then the week does not hold.
        engine.run(_noted(some, version))


def newest() -> str:
    """The highest version of all that is kept here."""
    return "SELECT max(v) FROM (SELECT max(version) AS v FROM surveys_weekly UNION ALL SELECT max(version) AS v FROM weeks_counted)"


def states(start: date | None = None, end: date | None = None) -> str:
    """Each week of these Mondays as a `Week`: grouped, without order."""
    facts = " UNION ALL ".join(
        "SELECT toMonday(toDate(window, 'UTC')) AS on_week, toUInt64(sum(version + 1)) AS there, toUInt64(0) AS noted "
        f"FROM {table}{_where('window', start, end)} GROUP BY on_week"
        for table in ("interactions", "records")
    )
    return (
        f"SELECT on_week, sum(there) AS there, sum(noted) AS noted FROM ({facts} UNION ALL {_HELD}{_where('week', start, end)}) "
        "GROUP BY on_week"
    )


def kept(start: date, end: date, but: Collection[date]) -> str:
    """The cells of these weeks as they are kept, without some: week, region, product, COUNTS."""
    without = f" AND week NOT IN ({days(but)})" if but else ""
    return (
        f"SELECT week, region, product, {', '.join(COUNTS)} FROM surveys_weekly FINAL "
        f"WHERE {within(start, end, 'week')}{without}"
    )


def counted(weeks: Collection[date]) -> str:
    """The same cells, counted anew."""
    return (
        f"SELECT on_week AS week, by_region AS region, by_product AS product, {', '.join(COUNTS)} FROM ({_asked(weeks)}) AS asked "
        f"ANY LEFT JOIN ({_felt(weeks)}) AS felt USING (on_week, by_region, by_product)"
    )


def _written(weeks: Collection[date], version: int) -> str:
    """The cells of these weeks, and zeros for those that have become empty."""
    none = ", ".join(
        f"materialize(to{'Float64' if name in _FLOATS else 'UInt64'}(0)) AS {name}" for name in COUNTS
    )
    gone = f"SELECT week, region, product, {none} FROM surveys_weekly FINAL WHERE week IN ({days(weeks)})"
    sums = ", ".join(f"sum({name}) AS s_{name}" for name in COUNTS)
    return (
        f"INSERT INTO surveys_weekly (week, region, product, {', '.join(COUNTS)}, version) "
        f"SELECT week, region, product, {', '.join(f's_{name}' for name in COUNTS)}, toUInt64({version}) FROM ("
        f"SELECT week, region, product, {sums} FROM ({counted(weeks)} UNION ALL {gone}) GROUP BY week, region, product)"
    )


def _asked(weeks: Collection[date]) -> str:
    return (
        "SELECT on_week, by_region, by_product, toUInt64(sum(is_csat)) AS csat_n, "
        "toUInt64(sum(is_csat AND satisfies)) AS satisfied, toUInt64(sum(is_nps)) AS nps_n, "
        "toUInt64(sum(is_nps AND promotes)) AS promoters, "
        "toUInt64(sum(is_nps AND detracts)) AS detractors, toUInt64(sum(is_ces)) AS ces_n, "
        "sum(if(is_ces, 100 * above / whole, 0.)) AS ces_sum, "
        "sum(if(is_ces, 10000 * above / whole * above / whole, 0.)) AS ces_squares FROM ("
        f"SELECT toMonday(toDate(created_at, 'UTC')) AS on_week, {_PLACE}, survey = 'csat' AS is_csat, survey = 'nps' AS is_nps, "
        f"survey = 'ces' AS is_ces, {ABOVE} AS above, {WHOLE} AS whole, {SATISFIED} AS satisfies, {PROMOTER} AS promotes, "
        f"{DETRACTOR} AS detracts "
        f"FROM records FINAL WHERE {_hours(weeks)} AND {VALID}) GROUP BY on_week, by_region, by_product"
    )


def _felt(weeks: Collection[date]) -> str:
    """The place is that of the survey; what its customers said counts wherever they said it."""
    answered = (
        f"SELECT DISTINCT toMonday(toDate(created_at, 'UTC')) AS on_week, {_PLACE}, customer AS who "
        f"FROM records FINAL WHERE {_hours(weeks)} AND {VALID} AND customer != ''"
    )
    spoken = (
        "SELECT toMonday(toDate(window, 'UTC')) AS on_week, customer AS who, toUInt64(count()) AS said, "
        "toUInt64(sum(felt != '')) AS is_scored, toUInt64(sum(felt = 'positive')) AS is_positive, "
        "toUInt64(sum(felt = 'negative')) AS is_negative, toUInt64(sum(plaint != '')) AS is_judged, "
        "toUInt64(sum(plaint = 'yes')) AS is_complaint FROM ("
        "SELECT window, customer, CAST(sentiment AS String) AS felt, CAST(complaint AS String) AS plaint FROM interactions FINAL "
        f"WHERE counted = 1 AND {_hours(weeks)} AND customer IN ("
        f"SELECT customer FROM records WHERE {_hours(weeks)} AND {VALID})) GROUP BY on_week, who"
    )
    return (
        "SELECT on_week, by_region, by_product, toUInt64(count()) AS customers, toUInt64(sum(said > 0)) AS heard, "
        "toUInt64(sum(is_scored)) AS scored, toUInt64(sum(is_positive)) AS positive, toUInt64(sum(is_negative)) AS negative, "
        "toUInt64(sum(is_judged)) AS judged, toUInt64(sum(is_complaint)) AS complaints FROM ("
        "SELECT on_week, by_region, by_product, who, said, is_scored, is_positive, is_negative, is_judged, is_complaint "
        f"FROM ({answered}) AS answered ANY LEFT JOIN ({spoken}) AS spoken USING (on_week, who)) "
        "GROUP BY on_week, by_region, by_product"
    )


def _noted(weeks: Collection[Week], version: int) -> str:
    each = ", ".join(f"tuple({day(one.week)}, toUInt64({one.there}))" for one in weeks)
    return (
        f"INSERT INTO weeks_counted (week, seen, version) SELECT tupleElement(one, 1), tupleElement(one, 2), toUInt64({version}) "
        f"FROM (SELECT arrayJoin([{each}]) AS one)"
    )


def _where(column: str, start: date | None, end: date | None) -> str:
    """Of these weeks; `column` is a day or an hour."""
    if start is None or end is None:
        return ""
    if column == "week":
        return f" WHERE {within(start, end, column)}"
    return f" WHERE {hours(start, end + WEEK - ONE)}"


def _hours(weeks: Collection[date]) -> str:
    found = stretches(sorted(weeks), WEEK)
    return f"({' OR '.join(f'({hours(first, last + WEEK - ONE)})' for first, last in found)})"
