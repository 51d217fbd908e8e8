"""What journeys add up to: by place, by contacts and by days, in the period and in the one before it.

Read journey by journey; `pipeline.page.journey_days` reads the same from what the last refresh counted.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import msgspec

from pipeline.page.journey_lines import FIRST_CONTACT, JourneysWanted, at_places, narrowed
from pipeline.page.looking import Look
from pipeline.page.words import hours
from pipeline.warehouse.story_counts import MOST

PLACES: Final = ("region", "product", "team")
BANDS: Final = (0, 1, 3, 7, 14)  # days, the begin of each band


class Sums(msgspec.Struct, frozen=True, array_like=True):
    """Of the journeys of one place; of all of them where `dimension` is empty. Without a place all fields are those of
    no journey. Those of a place may end with `single`.

    `times` are journeys by contacts, 0 to MOST; `bands` the resolved ones by days; `took` the median and the ninth
    decile of these days, no number at all where there is none. `total` are those that the list is narrowed to.
    """

    dimension: str = ""
    place: str = ""
    current: int = 0
    came: int = 0
    judged: int = 0
    single: int = 0
    times: tuple[int, ...] = (0,) * (MOST + 1)
    bands: tuple[int, ...] = (0,) * len(BANDS)
    took: tuple[float | None, ...] = (None, None)
    total: int = 0
    journeys: int = 0
    contacts: int = 0
    contacts_squares: int = 0
    switched: int = 0
    effort: int = 0
    effort_squares: int = 0
    re_explained: int = 0
    resolved: int = 0
    contradicted: int = 0
    days: float = 0.0
    days_squares: float = 0.0


_PLACED: Final = {
    "came": "countIf(times > 0)",
    "judged": "countIf(isNotNull(first))",
    "single": "sum(ifNull(first, 0))",
}
_COUNTED: Final = {
    "journeys": "count()",
    "contacts": "sum(times)",
    "contacts_squares": "sum(times * times)",
    "switched": "countIf(switches > 0)",
    "effort": "sum(toUInt64(effort))",
    "effort_squares": "sum(toUInt64(effort) * effort)",
    "re_explained": "countIf(re_explained > 0)",
    "resolved": "countIf(closed)",
    "contradicted": "countIf(closed AND felt = 'contradicted')",
    "days": "sumIf(days, closed)",
    "days_squares": "sumIf(days * days, closed)",
}


def reading(look: Look, wanted: JourneysWanted) -> str:
    """Rows of `Sums`. Counted by all places together first, so that each journey is read once and unfolded when few."""
    now, before = (hours(one, "started_at") for one in (look.period, look.period.before))
    rows = (
        f"SELECT {now} AS current, {', '.join(PLACES)}, felt, complaint, switches, effort, re_explained, "
        f"toUInt64(contacts) AS times, {FIRST_CONTACT} AS first, isNotNull(resolved_at) AS closed, elapsed / 86400 AS days "
        f"FROM journeys FINAL WHERE present = 1 AND ({now} OR {before}) AND {at_places(look)}"
    )
    sums = {"total": f"countIf({narrowed(wanted)})"} | _COUNTED
    inner = ", ".join(f"{sql} AS s_{name}" for name, sql in (_PLACED | sums).items())
    placed = ", ".join(f"sum(s_{name})" for name in _PLACED)
    unfolded = ", ".join(f"tuple('{name}', CAST({name} AS String))" for name in PLACES)
    outer = ", ".join(f"sum(s_{name})" for name in sums)
    return (
        f"SELECT tupleElement(part, 1) AS dimension, tupleElement(part, 2) AS place, current, {placed}, sumForEach(s_times), "
        f"sumForEach(s_bands), quantilesExactMerge(0.5, 0.9)(s_took), {outer} FROM ("
        f"SELECT *, arrayJoin([tuple('', ''), {unfolded}]) AS part FROM ("
        f"SELECT current, {', '.join(PLACES)}, {_histogram()}, {inner} FROM ({rows}) "
        f"GROUP BY current, {', '.join(PLACES)})) GROUP BY dimension, place, current ORDER BY dimension, place"
    )


def _histogram() -> str:
    times = ", ".join(f"countIf(times = {number})" for number in range(MOST))
    edges = (*(f"days >= {a} AND days < {b}" for a, b in pairwise(BANDS)), f"days >= {BANDS[-1]}")
    bands = ", ".join(f"countIf(closed AND {edge})" for edge in edges)
    return (
        f"[{times}, countIf(times >= {MOST})] AS s_times, [{bands}] AS s_bands, "
        "quantilesExactStateIf(0.5, 0.9)(days, closed) AS s_took"
    )


def whole(rows: Iterable[Sums], current: int) -> Sums:
    """All journeys of one period together."""
    return next((one for one in rows if not one.dimension and one.current == current), Sums())
