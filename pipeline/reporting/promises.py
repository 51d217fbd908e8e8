"""What was promised and not kept, as of the end of the week."""

from datetime import date, datetime
from typing import Final

import msgspec

from pipeline.page.asking import Asking, Period
from pipeline.page.comparing import Counted, moved, rate_compared
from pipeline.page.ledgers import outstanding
from pipeline.reporting.brief import Due, Ledger, Promise
from pipeline.reporting.weeks import end_of, weeks_up_to
from pipeline.warehouse.quote import moment as literal
from pipeline.warehouse.views import as_of

WEEKS: Final = 13
LISTED: Final = 4
OLDEST: Final = 3


class _State(msgspec.Struct, frozen=True, array_like=True):
    week: date
    state: str
    count: int


class _Count(msgspec.Struct, frozen=True, array_like=True):
    count: int


async def ledger(asking: Asking, week: Period, moment: datetime) -> Ledger:
    """The ledger as of `moment`; the week before stands beside it as of its own end, so that both had the same time."""
    weeks = weeks_up_to(week, WEEKS)
    due = await _due(asking, Period(weeks[0].start, week.end), moment)
    earlier = await _due(asking, week.before, end_of(week.before))
    now, before = _of(due, week), _of(earlier, week.before)
    vague = await _vague(asking, week, moment)
    (rate,) = moved([rate_compared(_counted(now, vague), _counted(before, 0), 100)])
    unkept = await asking.row(_Count, f"SELECT count() FROM {_ledger(moment)} WHERE state = 'broken'")
    return Ledger(
        rate=rate,
        kept=now.kept,
        late=now.late,
        broken=now.broken,
        listed=await _listed(
            asking, f"{_came_due(week)} ORDER BY due_at DESC, promise LIMIT {LISTED}", moment
        ),
        oldest=await _listed(
            asking, f"due_at < {_start(week)} ORDER BY due_at, promise LIMIT {OLDEST}", moment
        ),
        unkept=unkept.count,
        outstanding=await outstanding(asking, _ledger(moment)),
        weeks=tuple(_of(due, one) for one in weeks),
    )


def _ledger(moment: datetime) -> str:
    return f"({as_of('promise_ledger', moment)})"


def _start(week: Period) -> str:
    return literal(end_of(week.before))


def _came_due(week: Period) -> str:
    return f"due_at >= {_start(week)} AND due_at < {literal(end_of(week))}"


async def _due(asking: Asking, weeks: Period, moment: datetime) -> list[_State]:
    return await asking.rows(
        _State,
        "SELECT toMonday(toDate(assumeNotNull(due_at), 'UTC')) AS due_week, state, count() "
        f"FROM {_ledger(moment)} WHERE {_came_due(weeks)} AND state IN ('kept', 'late', 'broken') "
        "GROUP BY due_week, state",
    )


async def _vague(asking: Asking, week: Period, moment: datetime) -> int:
    """Promises of the week whose due time nobody said: they lower the coverage."""
    found = await asking.row(
        _Count,
        f"SELECT count() FROM {_ledger(moment)} WHERE state = 'unknown_due' "
        f"AND made_at >= {_start(week)} AND made_at < {literal(end_of(week))}",
    )
    return found.count


def _of(states: list[_State], week: Period) -> Due:
    counts = {one.state: one.count for one in states if one.week == week.start}
    return Due(
        start=week.start,
        kept=counts.get("kept", 0),
        late=counts.get("late", 0),
        broken=counts.get("broken", 0),
    )


def _counted(due: Due, vague: int) -> Counted:
    came_due = due.kept + due.late + due.broken
    return Counted(due.broken, came_due, came_due + vague)


async def _listed(asking: Asking, chosen: str, moment: datetime) -> tuple[Promise, ...]:
    """With the team, not the person: whoever said it seldom decides whether it can be kept."""
    rows = await asking.rows(
        Promise,
        "SELECT what, team, product, due_at, days_late, isNotNull(doubted_at) AS doubted, event_key "
        f"FROM {_ledger(moment)} WHERE state = 'broken' AND {chosen}",
    )
    return tuple(rows)
