"""What noticing found: surges, movements, and what goes together with them; of the whole company or of chosen places."""

from datetime import date, datetime
from typing import Final

import msgspec

from agents.figures import TOO_FEW
from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import DIMENSIONS, Chosen, literal, within
from pipeline.page.comparing import Counted, rate
from pipeline.page.looking import Look
from pipeline.warehouse.days import day

LISTED: Final = 100


class Surge(Shown, frozen=True, kw_only=True):
    """A topic that rose suddenly. `count` and `usual` are those of the window of `hours` that crossed first."""

    topic: str
    name: str
    name_zh: str
    started_at: datetime
    crossed_at: datetime
    ended_at: datetime | None
    state: str
    hours: int
    count: int
    usual: float
    times: float | None
    probability: float
    total: int
    total_usual: float
    history_weeks: int


class Movement(Shown, frozen=True, kw_only=True):
    """A figure of one place that moved by more than chance in the newest whole week."""

    week: date
    figure: str
    topic: str
    name: str
    name_zh: str
    dimension: str
    place: str
    estimate: Figure


class Driver(Shown, frozen=True, kw_only=True):
    """A value of a dimension and what goes together with it over four weeks, in points of the share; no cause."""

    period_start: date
    period_end: date
    figure: str
    dimension: str
    place: str
    quadrant: str
    hits: int
    raw: Figure
    others: float
    effect: float
    effect_low: float
    effect_high: float
    probability: float
    volume: float
    contribution: float


async def surges(look: Look) -> tuple[Surge, ...]:
    """Those that were on in the period. Praise that rises is no alarm."""
    since = f"toDateTime({day(look.period.start)}, 'UTC')"
    rows = await look.asking.shown(
        Surge,
        "SELECT topic, topic_name, topic_name_zh, started_at, crossed_at, ended_at, state, hours, count, usual, times, "
        "probability, total, total_usual, history_weeks FROM surges "
        f"WHERE topic != 'praise' AND day <= {day(look.period.end)} AND ifNull(ended_at >= {since}, 1) "
        f"ORDER BY started_at DESC, topic LIMIT {LISTED}",
    )
    return tuple(rows)


class _MovementRow(msgspec.Struct, frozen=True, array_like=True):
    week: date
    figure: str
    topic: str
    name: str
    name_zh: str
    dimension: str
    place: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    coverage: float | None
    before: float | None
    change: float | None
    change_low: float | None
    change_high: float | None


async def movements(look: Look) -> tuple[Movement, ...]:
    """What moved in the newest week noticed that the period touches, least likely by chance first."""
    rows = await look.asking.rows(
        _MovementRow,
        "SELECT week, figure, topic, topic_name, topic_name_zh, dimension, place, estimate, estimate_low, estimate_high, "
        "n, coverage, before, change, change_low, change_high FROM movements "
        f"WHERE flagged = 1 AND week = (SELECT max(week) FROM movements WHERE {within(look.period.touched, 'week')}) AND {_placed(look.chosen)} "
        f"ORDER BY probability, figure, topic, dimension, place LIMIT {LISTED}",
    )
    return tuple(_movement(row) for row in rows)


def _movement(row: _MovementRow) -> Movement:
    estimate = Figure(
        value=row.value,
        low=row.low,
        high=row.high,
        n=row.n,
        coverage=row.coverage,
        too_few=row.n < TOO_FEW,
        before=row.before,
        change=row.change,
        change_low=row.change_low,
        change_high=row.change_high,
        moved=True,
    )
    return Movement(
        week=row.week,
        figure=row.figure,
        topic=row.topic,
        name=row.name,
        name_zh=row.name_zh,
        dimension=row.dimension,
        place=row.place,
        estimate=estimate,
    )


class _DriverRow(msgspec.Struct, frozen=True, array_like=True):
    period_start: date
    period_end: date
    figure: str
    dimension: str
    place: str
    quadrant: str
    hits: int
    n: int
    coverage: float | None
    others: float
    effect: float
    effect_low: float
    effect_high: float
    probability: float
    volume: float
    contribution: float


async def drivers(look: Look) -> tuple[Driver, ...]:
    """Those of the newest four weeks that were over with the period, greatest contribution first."""
    rows = await look.asking.rows(
        _DriverRow,
        "SELECT period_start, period_end, figure, dimension, place, quadrant, hits, n, coverage, others, effect, "
        "effect_low, effect_high, probability, volume, contribution FROM drivers WHERE period_end = "
        f"(SELECT max(period_end) FROM drivers WHERE period_end <= {day(look.period.end)} + 1) "
        f"AND {_placed(look.chosen)} ORDER BY contribution DESC, figure, dimension, place LIMIT {LISTED}",
    )
    return tuple(_driver(row) for row in rows)


def _driver(row: _DriverRow) -> Driver:
    relevant = max(row.n, round(row.n / row.coverage)) if row.coverage else row.n
    return Driver(
        period_start=row.period_start,
        period_end=row.period_end,
        figure=row.figure,
        dimension=row.dimension,
        place=row.place,
        quadrant=row.quadrant,
        hits=row.hits,
        raw=rate(Counted(row.hits, row.n, relevant), 100),
        others=row.others,
        effect=row.effect,
        effect_low=row.effect_low,
        effect_high=row.effect_high,
        probability=row.probability,
        volume=row.volume,
        contribution=row.contribution,
    )


def _placed(chosen: Chosen) -> str:
    """What was noticed of the chosen places; of everything where none was chosen."""
    given = ((name, getattr(chosen, name)) for name in DIMENSIONS)
    parts = [
        f"(dimension = '{name}' AND place = {literal(value)})" for name, value in given if value is not None
    ]
    return f"({' OR '.join(parts)})" if parts else "1"
