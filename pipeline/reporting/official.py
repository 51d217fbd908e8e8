"""What official figures did not show, and contacts that nobody wanted."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from pipeline.page import ledgers
from pipeline.page.answers import Figure, Pressure
from pipeline.page.asking import Asking, Chosen, Period, within
from pipeline.page.comparing import Counted, moved, rate
from pipeline.reporting.brief import Official, Survey
from pipeline.warehouse.views import as_of


async def official(asking: Asking, week: Period, moment: datetime) -> Official:
    """The gap of the week before: only its resolutions have had the 7 days in which customers may object."""
    judged = Period(week.start - timedelta(7), week.end - timedelta(7))
    gap, compared = await ledgers.gap(asking, Chosen(), judged, f"({as_of('perception_gap', moment)})")
    (figure,) = moved([compared])
    return Official(
        start=judged.start,
        end=judged.end,
        gap=replace(gap, gap=figure),
        survey=await _survey(asking, week),
        courteous_unsolved=await _courteous(asking, week, moment),
    )


class _Handled(msgspec.Struct, frozen=True, array_like=True):
    unsolved: int
    known: int
    staffed: int


async def _courteous(asking: Asking, week: Period, moment: datetime) -> Figure:
    found = await asking.row(
        _Handled,
        "SELECT sum(courteous_unsolved), sum(known), sum(staffed) "
        f"FROM ({as_of('attitude_resolution', moment)}) WHERE {within(week, 'week')}",
    )
    return rate(Counted(found.unsolved, found.known, found.staffed), 100)


class _Answers(msgspec.Struct, frozen=True, array_like=True):
    satisfied: float | None
    answers: int
    customers: int
    heard: int
    complaints: float | None
    judged: int


async def _survey(asking: Asking, week: Period) -> Survey:
    """The counts behind the shares of the view's rows, added up."""
    found = await asking.row(
        _Answers,
        "SELECT sum(csat * csat_n / 100), sum(csat_n), sum(customers), sum(heard), sum(complaint_share * judged / 100), "
        f"sum(judged) FROM official_and_felt WHERE {within(week, 'week')} AND csat_n > 0",
    )
    complained = rate(Counted(round(found.complaints or 0), found.judged, found.judged), 100)
    return Survey(
        satisfied=replace(
            rate(Counted(round(found.satisfied or 0), found.answers, found.answers), 100), coverage=None
        ),
        complained=replace(complained, coverage=found.heard / found.customers if found.customers else None),
    )


async def pressure(asking: Asking, week: Period) -> Pressure:
    found, compared = await ledgers.pressure(asking, Chosen(), week)
    (figure,) = moved([compared])
    return replace(found, rate=figure)
