"""Rows of what was noticed: fields are the columns, in order. Keys say what a row speaks of, so that noticing anew as of the
same moment from the same facts writes the same rows; what no longer follows is written once more with `present` 0.
"""

from datetime import datetime

from schemas.interactions import Struct


class Noted(Struct, frozen=True, kw_only=True):
    """What the rows of a part rest on: noticing may skip what would come out the same."""

    part: str  # weeks: movements and drivers; hours: surges
    as_of: datetime
    facts: int  # newest version of the tallies it rests on
    method: str
    version: int


class MovementRow(Struct, frozen=True, kw_only=True):
    """A figure of one cell and week beside the week before. `relevant`: interactions of which `n` could be judged."""

    week: datetime
    figure: str
    topic: str
    dimension: str
    place: str
    estimate: float | None
    low: float | None
    high: float | None
    n: int
    relevant: int
    before: float | None
    before_low: float | None
    before_high: float | None
    before_n: int
    before_relevant: int
    change: float | None
    change_low: float | None
    change_high: float | None
    probability: float | None
    flagged: int
    present: int
    version: int


class SurgeRow(Struct, frozen=True, kw_only=True):
    """A topic that surged; usual, count, critical and probability are those of the window that crossed first."""

    topic: str
    started_at: datetime
    crossed_at: datetime
    ended_at: datetime | None
    hours: int
    usual: float
    count: int
    critical: int
    probability: float
    total: int
    total_usual: float
    history_weeks: int
    present: int
    version: int


class WatchRow(Struct, frozen=True, kw_only=True):
    """How closely a topic is watched in a week. Windows too small to show a surge of three times are not `able`."""

    week: datetime
    topic: str
    usual: float | None
    least: float | None
    able: float | None
    shortest: int | None
    longest: int | None
    history_weeks: int
    present: int
    version: int


class DriverRow(Struct, frozen=True, kw_only=True):
    """One value of one dimension over the four weeks before `period_end`. Shares and effects are points."""

    period_end: datetime
    period_start: datetime
    figure: str
    dimension: str
    place: str
    hits: int
    n: int
    relevant: int
    raw: float
    raw_low: float
    raw_high: float
    others: float
    effect: float
    effect_low: float
    effect_high: float
    probability: float
    volume: float
    contribution: float
    quadrant: str
    present: int
    version: int
