"""What journeys add up to, as the last refresh has counted them by the day they began and place."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.page.asking import literal, matching, within
from pipeline.page.journey_lines import JourneysWanted
from pipeline.page.journey_sums import BANDS, PLACES, Sums
from pipeline.page.looking import Look
from pipeline.warehouse.story_counts import FELT

_DAY: Final = 86_400
_SUMMED: Final = (
    "journeys",
    "contacts",
    "contacts_squares",
    "switched",
    "effort",
    "effort_squares",
    "re_explained",
    "resolved",
    "contradicted",
)


async def sums_of_days(look: Look, wanted: JourneysWanted) -> Sequence[Sums]:
    """All of them together, then each place."""
    whole, places = await asyncio.gather(
        look.asking.rows(Sums, _whole(look, wanted)), look.asking.rows(Sums, _placed(look))
    )
    return [*whole, *places]


def _whole(look: Look, wanted: JourneysWanted) -> str:
    edges = (*(f"t >= {a * _DAY} AND t < {b * _DAY}" for a, b in pairwise(BANDS)), f"t >= {BANDS[-1] * _DAY}")
    bands = ", ".join(f"sum(arrayCount(t -> {edge}, took))" for edge in edges)
    return (
        f"SELECT '' AS dimension, '' AS place, {within(look.period)} AS current, sum(came), sum(judged), sum(single), "
        f"sumForEach(times), [{bands}], "
        # The quantile of nothing is a whole number here, and must be none.
        f"if(sum(resolved) = 0, [nan, nan], arrayMap(t -> t / {_DAY}, quantilesExactArray(0.5, 0.9)(took))), "
        f"{_narrowed(wanted)}, {', '.join(f'sum({name})' for name in _SUMMED)}, "
        f"sum(arraySum(t -> t / {_DAY}, took)), sum(arraySum(t -> (t / {_DAY}) * (t / {_DAY}), took)) "
        f"FROM journeys_daily FINAL WHERE {_begun(look)} GROUP BY current"
    )


def _placed(look: Look) -> str:
    """Counted by all places together first, and unfolded when few."""
    columns = ", ".join(PLACES)
    unfolded = ", ".join(f"tuple('{name}', {name})" for name in PLACES)
    return (
        "SELECT tupleElement(part, 1) AS dimension, tupleElement(part, 2) AS place, current, sum(a), sum(b), sum(c) "
        f"FROM (SELECT arrayJoin([{unfolded}]) AS part, current, a, b, c FROM ("
        f"SELECT {columns}, {within(look.period)} AS current, sum(came) AS a, sum(judged) AS b, sum(single) AS c "
        f"FROM journeys_daily FINAL WHERE {_begun(look)} GROUP BY current, {columns})) "
        "GROUP BY dimension, place, current ORDER BY dimension, place"
    )


def _begun(look: Look) -> str:
    """A journey has no one channel: chosen is each that used it."""
    channel = look.chosen.channel
    used = "1" if channel is None else f"has(splitByChar(',', channels), {literal(channel)})"
    period = look.period
    return f"({within(period)} OR {within(period.before)}) AND {matching(look.chosen, *PLACES)} AND {used}"


def _narrowed(wanted: JourneysWanted) -> str:
    """How many the list is narrowed to. `kinds` has a place for each pair of what was felt and complained or not."""
    felt: Sequence[int] = range(len(FELT))
    if wanted.felt:
        felt = [FELT.index("" if wanted.felt == "none" else wanted.felt)]
    complained = [wanted.complaint == "yes"] if wanted.complaint else (False, True)
    places = (2 * one + other + 1 for one in felt for other in complained)
    return " + ".join(f"sum(kinds[{place}])" for place in places)
