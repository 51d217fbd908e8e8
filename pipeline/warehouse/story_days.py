"""The company's figures of a day that follow from stories, as SQL as of a moment.

What is judged changes with the hour that it is (a promise falls due, a resolution matures), so these are not counted when a
story is written but by every refresh: all days anew, and written where they changed.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from pipeline.warehouse.daily import FIGURES, Part, changed, count, told
from pipeline.warehouse.quote import moment as literal
from pipeline.warehouse.views import as_of


class _Source(NamedTuple):
    """The sums of each day, and the figures they make."""

    rows: str
    sums: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


_BROKEN: Final = Part("broken_promises", "share", 100, "hits", "judged", "all_of_them")
_UNWELCOME: Final = Part("unwelcome_contacts", "share", 1000, "hits", "judged", "judged")
_FIRST: Final = Part("first_contact_resolution", "share", 1, "hits", "judged", "all_of_them")
_RESOLUTIONS: Final = (
    count("official_resolutions", "official", "official", "official"),
    count("mature_resolutions", "mature", "official", "official"),
    count("contradicted", "against_it", "mature", "official"),
    count("confirmed", "for_it", "mature", "official"),
    count("silent", "mature - against_it - for_it", "mature", "official"),
    Part("felt_share", "share", 100, "mature - against_it", "mature", "official"),
    Part("perception_gap", "share", 100, "against_it", "mature", "official"),
)
_HANDLINGS: Final = (
    count("staffed_interactions", "staffed", "staffed", "staffed"),
    count("courteous_unsolved", "hits", "judged", "staffed"),
    Part("courteous_unsolved_share", "share", 1, "hits", "judged", "staffed"),
)
_SURVEYS: Final = (
    Part("official_csat", "share", 100, "satisfied", "csat", "0"),
    Part("official_nps", "net", 100, "promoters", "nps", "0", "detractors"),
)
STORIED: Final = (_BROKEN, _UNWELCOME, _FIRST, *_RESOLUTIONS, *_HANDLINGS, *_SURVEYS)


def add_up(moment: datetime, version: int) -> str:
    """Write the stories' figures of every day as they stand at the moment, where they changed."""
    named = ", ".join(f"'{part.figure}'" for part in STORIED)
    fresh = " UNION ALL ".join(
        told(each.parts, f"SELECT {', '.join(('day', *_summed(each.sums)))} FROM ({each.rows}) GROUP BY day")
        for each in _sources(moment)
    )
    return (
        f"INSERT INTO {FIGURES} (day, figure, form, per, hits, against, n, relevant, version) "
        f"SELECT *, toUInt64({version}) FROM ({changed(fresh, f'figure IN ({named})')})"
    )


def newest() -> str:
    """The highest version of all days."""
    return f"SELECT max(version) FROM {FIGURES}"


def _sources(moment: datetime) -> Collection[_Source]:
    now = literal(moment)
    share = (("hits", "is_hit"), ("judged", "is_judged"), ("all_of_them", "is_any"))
    return (
        _Source(
            _viewed("promise_ledger", moment, "broken", "came_due", "came_due_or_unknown"), share, (_BROKEN,)
        ),
        _Source(_viewed("contact_pressure", moment, "violation", "contact", "contact"), share, (_UNWELCOME,)),
        _Source(
            _viewed(
                "journeys_overview",
                moment,
                "ifNull(first_contact_resolution, 0)",
                "first_contact_judged",
                "came",
            ),
            share,
            (_FIRST,),
        ),
        _Source(
            f"SELECT toDate(resolved_at, 'UTC') AS day, 1 AS is_official, matures_at <= {now} AS is_mature,"
            " CAST(verdict AS String) AS said FROM resolutions FINAL WHERE present = 1",
            (
                ("official", "is_official"),
                ("mature", "is_mature"),
                ("against_it", "is_mature AND said = 'contradicted'"),
                ("for_it", "is_mature AND said = 'confirmed'"),
            ),
            _RESOLUTIONS,
        ),
        _Source(
            "SELECT toDate(handled_at, 'UTC') AS day, CAST(attitude AS String) AS manner,"
            f" ifNull(unsolved_at <= {now}, 0) AND NOT ifNull(solved_at <= {now} AND solved_at > unsolved_at, 0) AS is_not,"
            f" ifNull(solved_at <= {now}, 0) AND NOT ifNull(unsolved_at <= {now} AND unsolved_at >= solved_at, 0) AS is_solved"
            f" FROM handlings FINAL WHERE present = 1 AND handled_at <= {now}",
            (
                ("staffed", "1"),
                ("judged", "is_not OR is_solved"),
                ("hits", "is_not AND manner = 'courteous'"),
            ),
            _HANDLINGS,
        ),
        _Source(
            "SELECT toDate(created_at, 'UTC') AS day, CAST(survey AS String) AS kind,"
            " toInt64(ifNull(score, 0)) - toInt64(ifNull(lowest, 0)) AS above,"
            " toInt64(ifNull(highest, 0)) - toInt64(ifNull(lowest, 0)) AS whole FROM records FINAL"
            " WHERE survey != '' AND ifNull(score >= lowest AND score <= highest AND lowest < highest, 0)",
            (
                ("csat", "kind = 'csat'"),
                ("satisfied", "kind = 'csat' AND 5 * above >= 3 * whole"),
                ("nps", "kind = 'nps'"),
                ("promoters", "kind = 'nps' AND 10 * above >= 9 * whole"),
                ("detractors", "kind = 'nps' AND 10 * above <= 6 * whole"),
            ),
            _SURVEYS,
        ),
    )


def _viewed(view: str, moment: datetime, hits: str, judged: str, all_: str) -> str:
    return (
        f"SELECT day, {hits} AS is_hit, {judged} AS is_judged, {all_} AS is_any FROM ({as_of(view, moment)})"
    )


def _summed(sums: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"toUInt64(sum({each})) AS {name}" for name, each in sums]
