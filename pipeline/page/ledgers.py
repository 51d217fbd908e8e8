"""What stands beside the feelings: promises, the perception gap, contact pressure."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from pipeline.page.answers import BrokenPromise, Gap, Kind, Money, Pressure, Promises
from pipeline.page.asking import Asking, Chosen, Period, matching, within
from pipeline.page.comparing import Compared, Counted, rate, rate_compared
from pipeline.page.counted import counted
from pipeline.page.looking import ORDINARY
from pipeline.page.words import hours
from pipeline.warehouse.story_counts import STATES
from pipeline.warehouse.views import shipped

LISTED: Final = 50


class _State(msgspec.Struct, frozen=True, array_like=True):
    state: str
    currency: str
    count: int
    outstanding: int


class _Owed(msgspec.Struct, frozen=True, array_like=True):
    currency: str
    amount: int


async def outstanding(asking: Asking, ledger: str, where: str = "1") -> tuple[Money, ...]:
    """What is owed and not paid for promises of the ledger, by currency."""
    owed = await asking.rows(
        _Owed,
        f"SELECT currency, sum(outstanding) FROM {ledger} "
        f"WHERE {where} AND outstanding > 0 GROUP BY currency ORDER BY currency",
    )
    return tuple(Money(currency=one.currency, amount=one.amount) for one in owed)


async def promises(asking: Asking, chosen: Chosen, period: Period) -> Promises:
    """Promises made in the period. Not compared with the period before: its promises had longer to be kept."""
    made = f"{within(period)} AND {matching(chosen, *ORDINARY)}"
    if "promises" in await counted(asking):
        days = await asking.rows(_Day, _days(made))
        states, latest = (
            [one for day in days for one in day.states],
            await _latest_of(asking, days, made, period),
        )
    else:
        states, latest = await asyncio.gather(asking.rows(_State, _states(made)), _latest(asking, made))
    counts: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    for one in states:
        counts[one.state] += one.count
        if one.state in {"broken", "late"} and one.outstanding:
            owed[one.currency] += one.outstanding
    money = tuple(Money(currency=currency, amount=amount) for currency, amount in sorted(owed.items()))
    return _promises(counts, money, tuple(latest))


def _states(made: str) -> str:
    return (
        "SELECT state, currency, count(), sum(if(outstanding > 0, outstanding, 0)) FROM promise_ledger "
        f"WHERE {made} GROUP BY state, currency ORDER BY currency, state"
    )


class _Day(msgspec.Struct, frozen=True, array_like=True):
    """The promises of one day and currency as the last refresh has counted them; `counts` in the order of STATES."""

    day: date
    currency: str
    unpaid: int
    counts: tuple[int, ...]

    @property
    def states(self) -> Iterator[_State]:
        """What is unpaid stands beside the broken: it is that of the broken and the late together."""
        for state, count in zip(STATES, self.counts, strict=True):
            yield _State(state, self.currency, count, self.unpaid if state == "broken" else 0)


def _days(made: str) -> str:
    return (
        f"SELECT day, currency, sum(outstanding_unkept), [{', '.join(f'sum({state})' for state in STATES)}] "
        f"FROM promises_daily FINAL WHERE {made} GROUP BY day, currency ORDER BY day DESC"
    )


def ledger_of(which: str) -> str:
    """`promise_ledger` of some promises alone, as a query in brackets; `which` is a condition on `customer` and `promise`."""
    # All versions of a row have its key: before they are merged it leaves out what need not be read.
    few = f"(SELECT * FROM promises FINAL PREWHERE {which})"
    return f"({shipped()['promise_ledger'].select.replace('promises FINAL', few)})"


async def _latest(asking: Asking, made: str, ledger: str = "promise_ledger") -> list[BrokenPromise]:
    return await asking.rows(
        BrokenPromise,
        f"SELECT event_key, made_at, due_at, days_late, what, owner, channel, product FROM {ledger} "
        f"WHERE {made} AND state = 'broken' ORDER BY made_at DESC, event_key LIMIT {LISTED}",
    )


async def _latest_of(asking: Asking, days: Iterable[_Day], made: str, period: Period) -> list[BrokenPromise]:
    """The same, looked for in the last days that had enough of them and some to spare."""
    since, found = period.start, 0
    for one in days:
        found += one.counts[STATES.index("broken")]
        if found >= 2 * LISTED:
            since = one.day
            break
    lately = hours(Period(since, period.end), "made_at")
    latest = await _latest(
        asking, made, ledger_of(f"promise IN (SELECT promise FROM promises WHERE {lately})")
    )
    # Since they were counted many may have been kept.
    return latest if len(latest) == LISTED or since == period.start else await _latest(asking, made)


def _promises(
    counts: Mapping[str, int], outstanding: tuple[Money, ...], latest: tuple[BrokenPromise, ...]
) -> Promises:
    def of(state: str) -> int:
        return counts.get(state, 0)

    due = of("broken") + of("late") + of("kept")
    return Promises(
        rate=rate(Counted(of("broken"), due, due + of("unknown_due")), 100),
        broken=of("broken"),
        late=of("late"),
        kept=of("kept"),
        open=of("open"),
        withdrawn=of("withdrawn"),
        unknown_due=of("unknown_due"),
        outstanding=outstanding,
        latest=latest,
    )


class Verdicts(msgspec.Struct, frozen=True, array_like=True):
    """Of the resolutions of one week, or of several added up; `satisfied` is the sum of CSAT times its answers."""

    week: date
    official: int = 0
    mature: int = 0
    contradicted: int = 0
    confirmed: int = 0
    silent: int = 0
    satisfied: float | None = None
    csat_n: int = 0

    @property
    def counted(self) -> Counted:
        return Counted(self.contradicted, self.mature, self.official)


async def gap(
    asking: Asking, chosen: Chosen, period: Period, view: str = "perception_gap"
) -> tuple[Gap, Compared]:
    """The gap over the weeks that the period touches, and the same against the weeks before them.

    `view` may be that view's SELECT in brackets, as of another moment than now.
    """
    weeks = period.touched
    found = await verdicts(asking, chosen, period, view)
    now, before = _together(found, weeks), _together(found, weeks.before)
    compared = rate_compared(now.counted, before.counted, 100)
    shown = Gap(
        gap=compared.figure,
        official=now.official,
        felt=100 - compared.figure.value if compared.figure.value is not None else None,
        confirmed=now.confirmed,
        contradicted=now.contradicted,
        silent=now.silent,
        csat=now.satisfied / now.csat_n if now.satisfied is not None and now.csat_n else None,
        csat_n=now.csat_n,
    )
    return shown, compared


RESOLVED: Final = "(SELECT *, toMonday(day) AS week FROM resolutions_daily FINAL)"
"""As the last refresh has counted them: official, mature, contradicted, confirmed and silent as in `perception_gap`."""


async def verdicts(
    asking: Asking, chosen: Chosen, period: Period, view: str = "perception_gap"
) -> list[Verdicts]:
    """Week by week, those that the period touches and those before them, in one reading."""
    weeks = period.touched
    days = view == "perception_gap" and "resolutions" in await counted(asking)
    csat = "if(sum(answers) = 0, NULL, 100 * sum(satisfied))" if days else "sum(csat * csat_n)"
    return await asking.rows(
        Verdicts,
        f"SELECT week, sum(official), sum(mature), sum(contradicted), sum(confirmed), sum(silent), {csat}, "
        f"sum({'answers' if days else 'csat_n'}) FROM {RESOLVED if days else view} "
        f"WHERE ({within(weeks, 'week')} OR {within(weeks.before, 'week')}) "
        f"AND {matching(chosen, 'region', 'product', 'team')} GROUP BY week ORDER BY week",
    )


def _together(weeks: Iterable[Verdicts], period: Period) -> Verdicts:
    found = [one for one in weeks if period.start <= one.week <= period.end]
    answered = [one.satisfied for one in found if one.satisfied is not None]
    return Verdicts(
        period.start,
        sum(one.official for one in found),
        sum(one.mature for one in found),
        sum(one.contradicted for one in found),
        sum(one.confirmed for one in found),
        sum(one.silent for one in found),
        sum(answered) if answered else None,
        sum(one.csat_n for one in found),
    )


class _Contacts(msgspec.Struct, frozen=True, array_like=True):
    """Contacts with one kind of violation, or with and without any where `kind` is EVERY."""

    kind: str
    contacts: int = 0
    violations: int = 0
    customers: int = 0
    contacts_before: int = 0
    violations_before: int = 0
    contacted: int = 0


EVERY: Final = "*"


async def pressure(asking: Asking, chosen: Chosen, period: Period) -> tuple[Pressure, Compared]:
    """Contacts that broke a limit, and the same against the period before: as of this moment."""
    shown, compared, _ = await _pressed(asking, chosen, period)
    return shown, compared


async def pressed(
    asking: Asking, chosen: Chosen, period: Period, *, everybody: bool = False
) -> tuple[Pressure, Compared, int]:
    """The same as of the last refresh where there are many, and where wanted how many customers were contacted at all."""
    if "outreach" in await counted(asking):
        kinds, people = await asyncio.gather(
            asking.rows(_Contacts, _contacts_of_days(chosen, period)),
            asking.row(_People, _people(chosen, period, everybody=everybody)),
        )
        return _pressure(kinds, people)
    return await _pressed(asking, chosen, period)


async def _pressed(asking: Asking, chosen: Chosen, period: Period) -> tuple[Pressure, Compared, int]:
    rows = await asking.rows(_Contacts, _contacts(chosen, period))
    every = next((one for one in rows if one.kind == EVERY), _Contacts(EVERY))
    return _pressure(rows, _People(every.customers, every.contacted))


def _pressure(rows: Iterable[_Contacts], people: "_People") -> tuple[Pressure, Compared, int]:
    by = {one.kind: one for one in rows if one.kind}
    every = by.pop(EVERY, _Contacts(EVERY))
    compared = rate_compared(
        Counted(every.violations, every.contacts, every.contacts),
        Counted(every.violations_before, every.contacts_before, every.contacts_before),
        1_000,
    )
    ranked = sorted(by.values(), key=lambda one: (-one.violations, one.kind))
    shown = Pressure(
        rate=compared.figure,
        violations=every.violations,
        customers=people.hurt,
        kinds=tuple(Kind(one.kind, one.violations) for one in ranked if one.violations),
    )
    return shown, compared, people.contacted


class _People(msgspec.Struct, frozen=True, array_like=True):
    """Customers: those who were contacted against a limit, and all; of whom nobody asks there is 0."""

    hurt: int
    contacted: int


def _people(chosen: Chosen, period: Period, *, everybody: bool) -> str:
    """Nobody is counted twice, so days of theirs cannot be added up."""
    who = (
        "uniqExactIf(customer, notEmpty(violations)), uniqExact(customer)"
        if everybody
        else "uniqExact(customer), 0"
    )
    return (
        f"SELECT {who} FROM outreach FINAL WHERE present = 1 AND {'1' if everybody else 'notEmpty(violations)'} "
        f"AND {hours(period, 'made_at')} AND {matching(chosen, *ORDINARY)}"
    )


def _contacts_of_days(chosen: Chosen, period: Period) -> str:
    """Of each kind the contacts that broke it, all of them violations; and under EVERY all contacts."""
    now, before = within(period), within(period.before)
    # Added up before they are unfolded: most cells have no kind at all.
    sums = (
        f"SELECT {now} AS current, sum(contacts) AS c, sum(violations) AS b, groupArrayArray(kinds) AS every_kind, "
        "groupArrayArray(kind_contacts) AS each_contacts FROM outreach_daily FINAL "
        f"WHERE ({now} OR {before}) AND {matching(chosen, *ORDINARY)} GROUP BY current"
    )
    return (
        "SELECT kind, sumIf(k, current), sumIf(v, current), 0, sumIf(k, NOT current), sumIf(v, NOT current), 0 FROM ("
        f"SELECT current, arrayPushBack(every_kind, '{EVERY}') AS each, "
        f"arrayPushBack(each_contacts, c) AS told, arrayPushBack(each_contacts, b) AS broke FROM ({sums})) "
        "ARRAY JOIN each AS kind, told AS k, broke AS v GROUP BY kind"
    )


def _contacts(chosen: Chosen, period: Period) -> str:
    """Each contact once under every kind it has and once under EVERY, in one reading."""
    now, before = hours(period, "made_at"), hours(period.before, "made_at")
    return (
        f"SELECT kind, countIf(current), sumIf(violation, current), uniqExactIf(customer, violation = 1 AND current), "
        f"countIf(NOT current), sumIf(violation, NOT current), uniqExactIf(customer, current AND kind = '{EVERY}') "
        f"FROM (SELECT {now} AS current, toUInt8(notEmpty(violations)) AS violation, customer, "
        f"arrayJoin(arrayPushBack(violations, '{EVERY}')) AS kind FROM outreach FINAL "
        f"WHERE present = 1 AND ({now} OR {before}) AND {matching(chosen, *ORDINARY)}) GROUP BY kind"
    )
