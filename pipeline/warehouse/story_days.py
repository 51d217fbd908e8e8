"""The company's figures of a day that follow from stories, as SQL: added up from the stories' cells of the day.

Surveys have no cells and are added up from the records.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

from pipeline.warehouse.daily import FIGURES, Part, changed, count, told
from pipeline.warehouse.story_cells import Cells
from pipeline.warehouse.story_counts import (
    HANDLINGS,
    JOURNEYS,
    OUTCOME_KNOWN,
    OUTREACH,
    PROMISES,
    RESOLUTIONS,
)
from pipeline.warehouse.surveyed import DETRACTOR, PROMOTER, SATISFIED, VALID


class _Source(NamedTuple):
    """What follows FROM, the sums of each day, and the figures they make."""

    rows: str
    sums: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def _kept(cells: Cells) -> str:
    return f"{cells.table} FINAL"


def _share(*sums: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip(("s_hits", "s_judged", "s_all"), sums, strict=True))


_BROKEN: Final = Part("broken_promises", "share", 100, "s_hits", "s_judged", "s_all")
_UNWELCOME: Final = Part("unwelcome_contacts", "share", 1000, "s_hits", "s_judged", "s_judged")
_FIRST: Final = Part("first_contact_resolution", "share", 1, "s_hits", "s_judged", "s_all")
_RESOLUTIONS: Final = (
    count("official_resolutions", "s_official", "s_official", "s_official"),
    count("mature_resolutions", "s_mature", "s_official", "s_official"),
    count("contradicted", "s_against", "s_mature", "s_official"),
    count("confirmed", "s_for", "s_mature", "s_official"),
    count("silent", "s_mature - s_against - s_for", "s_mature", "s_official"),
    Part("felt_share", "share", 100, "s_mature - s_against", "s_mature", "s_official"),
    Part("perception_gap", "share", 100, "s_against", "s_mature", "s_official"),
)
_HANDLINGS: Final = (
    count("staffed_interactions", "s_staffed", "s_staffed", "s_staffed"),
    count("courteous_unsolved", "s_hits", "s_judged", "s_staffed"),
    Part("courteous_unsolved_share", "share", 1, "s_hits", "s_judged", "s_staffed"),
)
_SURVEYS: Final = (
    Part("official_csat", "share", 100, "s_satisfied", "s_csat", "0"),
    Part("official_nps", "net", 100, "s_promoters", "s_nps", "0", "s_detractors"),
)
STORIED: Final = (_BROKEN, _UNWELCOME, _FIRST, *_RESOLUTIONS, *_HANDLINGS, *_SURVEYS)

_DUE: Final = "broken + late + kept"
_SOURCES: Final[Collection[_Source]] = (
    _Source(_kept(PROMISES), _share("broken", _DUE, f"{_DUE} + unknown_due"), (_BROKEN,)),
    _Source(_kept(OUTREACH), _share("violations", "contacts", "contacts"), (_UNWELCOME,)),
    _Source(_kept(JOURNEYS), _share("single", "judged", "came"), (_FIRST,)),
    _Source(
        _kept(RESOLUTIONS),
        (
            ("s_official", "official"),
            ("s_mature", "mature"),
            ("s_against", "contradicted"),
            ("s_for", "confirmed"),
        ),
        _RESOLUTIONS,
    ),
    _Source(
        _kept(HANDLINGS),
        (("s_staffed", "staffed"), ("s_judged", OUTCOME_KNOWN), ("s_hits", "courteous_unsolved")),
        _HANDLINGS,
    ),
    _Source(
        f"(SELECT toDate(created_at, 'UTC') AS day, CAST(survey AS String) AS kind, {SATISFIED} AS satisfies, "
        f"{PROMOTER} AS promotes, {DETRACTOR} AS detracts FROM records FINAL WHERE {VALID})",
        (
            ("s_csat", "kind = 'csat'"),
            ("s_satisfied", "kind = 'csat' AND satisfies"),
            ("s_nps", "kind = 'nps'"),
            ("s_promoters", "kind = 'nps' AND promotes"),
            ("s_detractors", "kind = 'nps' AND detracts"),
        ),
        _SURVEYS,
    ),
)


def add_up(version: int) -> str:
    """Write the stories' figures of every day as their cells have them, where they changed."""
    named = ", ".join(f"'{part.figure}'" for part in STORIED)
    fresh = " UNION ALL ".join(
        told(each.parts, f"SELECT {', '.join(('day', *_summed(each.sums)))} FROM {each.rows} GROUP BY day")
        for each in _SOURCES
    )
    return (
        f"INSERT INTO {FIGURES} (day, figure, form, per, hits, against, n, relevant, version) "
        f"SELECT *, toUInt64({version}) FROM ({changed(fresh, f'figure IN ({named})')})"
    )


def newest() -> str:
    """The highest version of all days."""
    return f"SELECT max(version) FROM {FIGURES}"


def _summed(sums: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"toUInt64(sum({each})) AS {name}" for name, each in sums]
