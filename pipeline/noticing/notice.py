"""Noticing: the tallies of the last 13 weeks in, movements, surges and drivers out, as of a moment.

    |-- 1 --|-- 2 --| ... |-- 9 --|-- 10 --|-- 11 --|-- 12 --|-- now
      movements: weeks 2 to 12, each beside the week before
                            drivers: weeks 9 to 12 together
                            surges: those begun from week 10 on, learnt from the eight weeks before each

What was noticed before and no longer follows, because of late events, is withdrawn. Nothing is done where neither the hour
nor the tallies have changed since the last time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final, NamedTuple, cast

import numpy as np
from msgspec.structs import replace

from agents.noticing.drivers import Pile, drivers
from agents.noticing.movement import movements
from agents.noticing.rows import driver_rows, movement_rows, surge_rows, watch_row
from agents.noticing.surges import Heard, examined, level
from agents.noticing.tails import Numbers
from pipeline.noticing.findings import heard_between
from pipeline.noticing.tallied import (
    DIMENSIONS,
    HOUR,
    WEEK,
    Place,
    Span,
    clock,
    hourly,
    monday,
    newest,
    places,
    weekly,
)
from pipeline.ports import Keeps, Reads
from pipeline.warehouse.quote import moment, text
from pipeline.warehouse.rows import rows_of
from schemas.noticed import DriverRow, MovementRow, Noted, SurgeRow, WatchRow
from schemas.tables import DRIVERS, MOVEMENTS, NOTED, SURGES, WATCH, Table

METHOD: Final = "2"
"""Another one makes the next refresh notice everything anew, and changes with whatever changes a row."""
COMPLETE_WEEKS: Final = 12
DRIVER_WEEKS: Final = 4
SURGE_WEEKS: Final = 4
"""Weeks in which surges may begin or be withdrawn. One more is examined, to know what was still up when they began."""
NEGATIVE_SHARE: Final = "negative_share"
COMPLAINT_SHARE: Final = "complaint_share"

AnyRow = MovementRow | SurgeRow | WatchRow | DriverRow


class Noticed(NamedTuple):
    """Rows that were written; nothing where everything was as before."""

    movements: int = 0
    surges: int = 0
    drivers: int = 0


def notice(warehouse: Keeps, moment_: datetime) -> Noticed:
    """Bring what was noticed up to date as of a moment; a shorter history than 13 weeks is taken as it is.

    WarehouseUnavailable, and then it may be done again: of a part that was not finished the note is not written.
    """
    now = moment_.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    this_week = monday(now)
    start = this_week - COMPLETE_WEEKS * WEEK
    by_week = _due(warehouse, "weeks", Span(start, this_week))
    found = Noticed()
    if by_week:
        found = _by_week(warehouse, start, this_week, by_week.version)
        warehouse.write(NOTED, [by_week])
    by_hour = _due(warehouse, "hours", Span(start, now))
    if by_hour:
        found = found._replace(surges=_surges(warehouse, Span(start, now), by_hour.version))
        warehouse.write(NOTED, [by_hour])
    return found


def _due(warehouse: Keeps, part: str, span: Span) -> Noted | None:
    """The note to be written once the part is done; None where it is done already."""
    note = Noted(
        part=part,
        as_of=span.end,
        facts=newest(warehouse, span),
        method=METHOD,
        version=clock(warehouse),
    )
    answer = warehouse.select(f"SELECT as_of, facts, method FROM noticed FINAL WHERE part = {text(part)}")
    return None if answer.rows == [(note.as_of, note.facts, note.method)] else note


def _by_week(warehouse: Keeps, start: datetime, end: datetime, version: int) -> Noticed:
    moved = moved_in(warehouse, Span(start, end))
    driven = driven_before(warehouse, end)
    return Noticed(
        movements=_settle(
            warehouse, MOVEMENTS, moved, f"week > {moment(start)} AND week < {moment(end)}", version
        ),
        drivers=_settle(warehouse, DRIVERS, driven, f"period_end = {moment(end)}", version),
    )


def moved_in(warehouse: Reads, span: Span) -> list[MovementRow]:
    """Every week of the span but the first, beside the week before. The span begins and ends with a Monday."""
    weeks = weekly(warehouse, span)
    return [
        row
        for at in range(1, len(weeks))
        for row in movement_rows(span.start + at * WEEK, movements(weeks[at], weeks[at - 1]))
    ]


def driven_before(warehouse: Reads, end: datetime) -> list[DriverRow]:
    """Drivers of the four weeks before `end`."""
    period = Span(end - DRIVER_WEEKS * WEEK, end)
    return _drivers(places(warehouse, period), period)


def _drivers(found: Sequence[Place], period: Span) -> list[DriverRow]:
    counts: Mapping[str, Callable[[Place], tuple[int, int]]] = {
        NEGATIVE_SHARE: lambda each: (each.negative, each.scored),
        COMPLAINT_SHARE: lambda each: (each.complaints, each.judged),
    }
    return [
        row
        for figure, count in counts.items()
        for row in driver_rows(
            (period.start, period.end),
            figure,
            drivers(DIMENSIONS, [Pile(each.values, *count(each), each.interactions) for each in found]),
        )
    ]


def _surges(warehouse: Keeps, span: Span, version: int) -> int:
    week = monday(span.end)
    since = week - (SURGE_WEEKS - 1) * WEEK
    surged, watched = surged_in(warehouse, span)
    found = [row for row in surged if row.started_at >= since]
    _settle(warehouse, WATCH, watched, f"week = {moment(week)}", version)
    begun = f"started_at >= {moment(since)} AND started_at < {moment(span.end)}"
    return _settle(warehouse, SURGES, found, begun, version)


def surged_in(warehouse: Reads, span: Span) -> tuple[list[SurgeRow], list[WatchRow]]:
    """What surged in the last weeks of the span, and how closely its topics are watched in the last one."""
    topics = hourly(warehouse, span)
    heard_at = heard_between(warehouse)
    weeks = _heard(span, heard_at[0] if heard_at else None, topics)
    found: list[SurgeRow] = []
    watched: list[WatchRow] = []
    for topic, counts in topics.items():
        heard = Heard(span.start, counts, weeks)
        some, known = examined(heard, level(len(topics)), SURGE_WEEKS + 1)
        found += surge_rows(topic, some)
        watched.append(watch_row(monday(span.end), topic, known[-1], len(heard.history(len(weeks) - 1))))
    return found, watched


def _heard(span: Span, first: datetime | None, topics: Mapping[str, Numbers]) -> list[bool]:
    """Of each week of the span whether it is history: something was said in it, and we listened from its first day on."""
    starts = [span.start + at * WEEK for at in range((span.end - span.start) // WEEK + 1)]
    total = sum(topics.values(), np.zeros(span.hours))
    return [
        first is not None
        and first < start + 24 * HOUR
        and bool(total[(start - span.start) // HOUR : (start + WEEK - span.start) // HOUR].any())
        for start in starts
    ]


def _settle(warehouse: Keeps, table: Table, follows: Iterable[AnyRow], where: str, version: int) -> int:
    """Write what is new or has changed of the rows under the condition, and withdraw what no longer follows."""
    key = attrgetter(*table.key)
    stands: dict[object, AnyRow] = {key(row): row for row in _standing(warehouse, table, where)}
    changed: list[AnyRow] = []
    for row in follows:
        stood = stands.pop(key(row), None)
        if stood is None or replace(stood, version=0) != row:
            changed.append(replace(row, version=_above(version, stood)))
    changed += (
        replace(row, present=0, version=_above(version, row)) for row in stands.values() if row.present
    )
    warehouse.write(table, changed)
    return len(changed)


def _above(version: int, stood: AnyRow | None) -> int:
    """A server whose clock was set back must not keep what stood."""
    return max(version, stood.version + 1) if stood else version


def _standing(warehouse: Keeps, table: Table, where: str) -> list[AnyRow]:
    return [cast(AnyRow, row) for row in rows_of(warehouse.select, table, table.row, f"WHERE {where}")]
