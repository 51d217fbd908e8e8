"""How staff behaved beside what came of it, as of now: the matrix, its parts, and the words behind each cell."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import Chosen, Period, matching, within
from pipeline.page.comparing import Counted, rate
from pipeline.page.looking import ORDINARY, Look, Section
from pipeline.page.measures import Measure, Place, told

Attitude = Literal["courteous", "neutral", "discourteous", "unknown"]
Outcome = Literal["solved", "unsolved", "unknown"]
ATTITUDES: Final[tuple[Attitude, ...]] = get_args(Attitude)
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)

# The outcome is that of the later evidence that is past; of one moment the one against: as the view attitude_resolution
# has it, which counts by week and place and so cannot be opened down to a day or to the words.
HANDLED: Final = (
    "(SELECT toDate(handled_at, 'UTC') AS day, CAST(channel AS String) AS channel, CAST(region AS String) AS region, "
    "CAST(product AS String) AS product, CAST(team AS String) AS team, event_key, solved_key, unsolved_key, "
    "toUInt8(1) AS staffed, CAST(attitude AS String) AS manner, multiIf("
    "ifNull(unsolved_at <= now(), 0) AND NOT ifNull(solved_at <= now() AND solved_at > unsolved_at, 0), 'unsolved', "
    "ifNull(solved_at <= now(), 0), 'solved', 'unknown') AS outcome FROM handlings FINAL "
    "WHERE present = 1 AND handled_at <= now())"
)
UNSOLVED: Final = Measure(
    source=(
        "(SELECT day, channel, region, product, team, staffed, concat(manner, ' ', outcome) AS cell, "
        "toUInt8(outcome != 'unknown') AS is_known, toUInt8(manner = 'courteous' AND outcome = 'unsolved') AS hit "
        f"FROM {HANDLED})"
    ),
    hits="hit",
    n="is_known",
    of="staffed",
    per=100,
    by=(*ORDINARY, "cell"),
    known=ORDINARY,
)


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
    found = await told(look, UNSOLVED)
    return AttitudeAndOutcome(
        **look.span(ORDINARY),
        staffed=found.of,
        known=found.n,
        courteous_unsolved=found.rate,
        cells=_cells(found.sizes["cell"], found.of),
        by={dimension: found.by[dimension] for dimension in ORDINARY},
    )


def _cells(counts: Mapping[str, int], everything: int) -> tuple[Cell, ...]:
    return tuple(
        _cell(counts, attitude, outcome, everything) for attitude in ATTITUDES for outcome in OUTCOMES
    )


def _cell(counts: Mapping[str, int], attitude: Attitude, outcome: Outcome, everything: int) -> Cell:
    count = counts.get(f"{attitude} {outcome}", 0)
    of_attitude = sum(counts.get(f"{attitude} {one}", 0) for one in OUTCOMES)
    return Cell(
        attitude=attitude,
        outcome=outcome,
        count=count,
        of_attitude=rate(Counted(count, of_attitude, of_attitude), 100),
        of_all=rate(Counted(count, everything, everything), 100),
    )


def behind(chosen: Chosen, period: Period, attitude: Attitude | None, outcome: Outcome | None) -> str:
    """The condition on facts: what was said when staff served, and what the customer said of it later."""
    keys = {"solved": "event_key, solved_key", "unsolved": "event_key, unsolved_key"}
    chosen_cell = "".join(
        f" AND {column} = '{value}'"
        for column, value in (("manner", attitude), ("outcome", outcome))
        if value
    )
    return (
        f"window >= toDateTime('{period.start.isoformat()} 00:00:00', 'UTC') AND event_key IN ("
        f"SELECT arrayJoin([{keys.get(outcome or '', 'event_key')}]) FROM {HANDLED} "
        f"WHERE {within(period)} AND {matching(chosen, *ORDINARY)}{chosen_cell})"
    )
