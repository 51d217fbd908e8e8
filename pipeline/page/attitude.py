"""How staff behaved beside what came of it, as of now: the matrix, its parts, and the words behind each cell."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

import msgspec

from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import Chosen, Period, matching, within
from pipeline.page.comparing import Counted, rate
from pipeline.page.counted import counted
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Measure, Place, Told, told
from pipeline.page.words import hours
from pipeline.warehouse.story_counts import OUTCOME_KNOWN
from schemas.interactions import Attitude

Outcome = Literal["solved", "unsolved", "unknown"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
_TOLD: Final = tuple(Attitude)[:-1]
_KINDS: Final = tuple((attitude, outcome) for attitude in Attitude for outcome in OUTCOMES)


# The outcome is that of the later evidence that is past; of one moment the one against: as the view attitude_resolution
# has it, which counts by week and place and so cannot be opened down to a day or to the words.
def handled(chosen: Chosen, period: Period) -> str:
    """What staff served in the period, as a query in brackets; `outcome` is its place in OUTCOMES. Narrowed inside of it:
    servers of 18.16 hand no condition down.
    """
    return (
        "(SELECT toDate(handled_at, 'UTC') AS day, channel, region, product, team, event_key, solved_key, unsolved_key, "
        "toUInt8(1) AS staffed, attitude AS manner, toUInt8(multiIf("
        "ifNull(unsolved_at <= now(), 0) AND NOT ifNull(solved_at <= now() AND solved_at > unsolved_at, 0), 1, "
        "ifNull(solved_at <= now(), 0), 0, 2)) AS outcome FROM handlings FINAL "
        f"WHERE present = 1 AND handled_at <= now() AND {hours(period, 'handled_at')} AND {matching(chosen, *ORDINARY)})"
    )


def _unsolved(look: Look) -> Measure:
    manner = ", ".join(f"manner = '{name}', {place}" for place, name in enumerate(_TOLD))
    return Measure(
        source=(
            f"(SELECT *, toUInt8(multiIf({manner}, {len(_TOLD)}) * {len(OUTCOMES)} + outcome) AS cell, "
            "toUInt8(outcome != 2) AS is_known, toUInt8(manner = 'courteous' AND outcome = 1) AS hit "
            f"FROM {handled(look.chosen, look.period.both)})"
        ),
        hits="hit",
        n="is_known",
        of="staffed",
        per=100,
        by=(*ORDINARY, "cell"),
        known=(),
    )


_DAYS: Final = Measure(
    source="handlings_daily FINAL",
    hits="courteous_unsolved",
    n=OUTCOME_KNOWN,
    of="staffed",
    per=100,
    by=ORDINARY,
    known=ORDINARY,
)
"""As the last refresh has counted them."""


class Cell(Shown, frozen=True, kw_only=True):
    """In percent: `of_attitude` of the interactions with this attitude, `of_all` of all with staff."""

    attitude: Attitude
    outcome: Outcome
    count: int
    of_attitude: Figure
    of_all: Figure


class AttitudeAndOutcome(Section, frozen=True, kw_only=True):
    """`known` interactions have a known outcome; `courteous_unsolved` is their share, in percent."""

    staffed: int
    known: int
    courteous_unsolved: Figure
    cells: tuple[Cell, ...]
    by: Mapping[str, tuple[Place, ...]]


async def attitude(look: Look) -> AttitudeAndOutcome:
    found, cells = await (_counted(look) if "handlings" in await counted(look.asking) else _read(look))
    return AttitudeAndOutcome(
        **look.span(ORDINARY),
        staffed=found.of,
        known=found.n,
        courteous_unsolved=found.rate,
        cells=_cells(cells, found.of),
        by={dimension: found.by[dimension] for dimension in ORDINARY},
    )


async def _read(look: Look) -> tuple[Told, Sequence[int]]:
    """One by one; the counts of the cells attitude by attitude."""
    found = await told(look, _unsolved(look))
    return found, [found.sizes["cell"].get(str(place), 0) for place in range(len(_KINDS))]


class _Matrix(msgspec.Struct, frozen=True, array_like=True):
    counts: tuple[int, ...]


async def _counted(look: Look) -> tuple[Told, Sequence[int]]:
    """The same from the days."""
    sums = ", ".join(f"sum({attitude}_{outcome})" for attitude, outcome in _KINDS)
    found, cells = await asyncio.gather(
        told(look, _DAYS),
        look.asking.row(
            _Matrix,
            f"SELECT [{sums}] FROM {_DAYS.source} WHERE {within(look.period)} AND {_DAYS.where(look)}",
        ),
    )
    return found, cells.counts


def _cells(found: Sequence[int], everything: int) -> tuple[Cell, ...]:
    of_attitude = [sum(found[at : at + len(OUTCOMES)]) for at in range(0, len(found), len(OUTCOMES))]
    return tuple(
        Cell(
            attitude=attitude,
            outcome=outcome,
            count=count,
            of_attitude=_share(count, of_attitude[place // len(OUTCOMES)]),
            of_all=_share(count, everything),
        )
        for place, ((attitude, outcome), count) in enumerate(zip(_KINDS, found, strict=True))
    )


def _share(count: int, of: int) -> Figure:
    return rate(Counted(count, of, of), 100)
