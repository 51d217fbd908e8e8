"""What stands beside the feelings: promises, the perception gap, contact pressure."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from pipeline.page.answers import BrokenPromise, Gap, Kind, Money, Pressure, Promises
from pipeline.page.asking import Asking, Chosen, Period, matching, within
from pipeline.page.comparing import Compared, Counted, rate, rate_compared
from pipeline.page.looking import ORDINARY
from pipeline.page.words import hours

LISTED = 50


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
    states, latest = await asyncio.gather(
        asking.rows(
            _State,
            "SELECT state, currency, count(), sum(if(outstanding > 0, outstanding, 0)) FROM promise_ledger "
            f"WHERE {made} GROUP BY state, currency ORDER BY currency, state",
        ),
        asking.rows(
            BrokenPromise,
            "SELECT event_key, made_at, due_at, days_late, what, owner, channel, product FROM promise_ledger "
            f"WHERE {made} AND state = 'broken' ORDER BY made_at DESC, event_key LIMIT {LISTED}",
        ),
    )
    counts: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    for one in states:
        counts[one.state] += one.count
        if one.state in {"broken", "late"} and one.outstanding:
            owed[one.currency] += one.outstanding
    money = tuple(Money(currency=currency, amount=amount) for currency, amount in sorted(owed.items()))
    return _promises(counts, money, tuple(latest))


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


async def verdicts(
    asking: Asking, chosen: Chosen, period: Period, view: str = "perception_gap"
) -> list[Verdicts]:
    """Week by week, those that the period touches and those before them, in one reading."""
    weeks = period.touched
    return await asking.rows(
        Verdicts,
        "SELECT week, sum(official), sum(mature), sum(contradicted), sum(confirmed), sum(silent), sum(csat * csat_n), "
        f"sum(csat_n) FROM {view} WHERE ({within(weeks, 'week')} OR {within(weeks.before, 'week')}) "
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
    """Contacts that broke a limit, and the same against the period before."""
    shown, compared, _ = await pressed(asking, chosen, period)
    return shown, compared


async def pressed(asking: Asking, chosen: Chosen, period: Period) -> tuple[Pressure, Compared, int]:
    """The same, and how many customers were contacted at all."""
    rows = await asking.rows(_Contacts, _contacts(chosen, period))
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
        customers=every.customers,
        kinds=tuple(Kind(one.kind, one.violations) for one in ranked if one.violations),
    )
    return shown, compared, every.contacted


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
