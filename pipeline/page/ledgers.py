"""What stands beside the feelings: promises, the perception gap, contact pressure, the account."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from pipeline.page.answers import BrokenPromise, Gap, Kind, Money, Pressure, Promises, Source
from pipeline.page.asking import Asking, Chosen, Period, matching, within
from pipeline.page.comparing import Compared, Counted, rate, rate_compared
from pipeline.page.looking import ORDINARY

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


class _Verdicts(msgspec.Struct, frozen=True, array_like=True):
    current: int
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
    matched = matching(chosen, "region", "product", "team")
    now, before = await _verdicts(asking, matched, weeks, view)
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


async def _verdicts(asking: Asking, matched: str, weeks: Period, view: str) -> tuple[_Verdicts, _Verdicts]:
    """Now and before, in one reading."""
    found = await asking.rows(
        _Verdicts,
        f"SELECT {within(weeks, 'week')} AS current, sum(official), sum(mature), sum(contradicted), sum(confirmed), "
        f"sum(silent), sum(csat * csat_n), sum(csat_n) FROM {view} "
        f"WHERE ({within(weeks, 'week')} OR {within(weeks.before, 'week')}) AND {matched} GROUP BY current",
    )
    by = {one.current: one for one in found}
    return by.get(1, _Verdicts(1)), by.get(0, _Verdicts(0))


class _Contacts(msgspec.Struct, frozen=True, array_like=True):
    """Contacts with one kind of violation, or with and without any where `kind` is EVERY."""

    kind: str
    contacts: int = 0
    violations: int = 0
    customers: int = 0
    contacts_before: int = 0
    violations_before: int = 0


EVERY: Final = "*"


async def pressure(asking: Asking, chosen: Chosen, period: Period) -> tuple[Pressure, Compared]:
    """Contacts that broke a limit, and the same against the period before."""
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
    return shown, compared


def _contacts(chosen: Chosen, period: Period) -> str:
    """Each contact once under every kind it has and once under EVERY, in one reading."""
    now, before = within(period), within(period.before)
    return (
        f"SELECT kind, countIf({now}), sumIf(violation, {now}), uniqExactIf(customer, violation = 1 AND {now}), "
        f"countIf({before}), sumIf(violation, {before}) FROM (SELECT day, violation, customer, "
        f"arrayJoin(arrayPushBack(splitByString(', ', violations), '{EVERY}')) AS kind FROM contact_pressure "
        f"WHERE {within(period.both)} AND {matching(chosen, *ORDINARY)}) GROUP BY kind"
    )


class _Account(msgspec.Struct, frozen=True, array_like=True):
    source: str
    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    difference: int
    unaccounted: int


class _Freshness(msgspec.Struct, frozen=True, array_like=True):
    source: str
    newest_event_at: datetime | None
    newest_stored_at: datetime | None


async def sources(asking: Asking) -> tuple[Source, ...]:
    """Every source that has an account or data, by name."""
    accounts = await asking.rows(
        _Account,
        "SELECT source, sum(received), sum(stored), sum(duplicates), sum(dead_lettered), sum(in_flight), "
        "sum(difference), sum(abs(difference)) FROM accounts GROUP BY source",
    )
    fresh = await asking.rows(_Freshness, "SELECT source, newest_event_at, newest_stored_at FROM freshness")
    by_name = {one.source: one for one in accounts}
    newest = {one.source: one for one in fresh}
    names = sorted(by_name.keys() | newest.keys())
    return tuple(
        _source(by_name.get(name, _Account(name, 0, 0, 0, 0, 0, 0, 0)), newest.get(name)) for name in names
    )


def _source(account: _Account, fresh: _Freshness | None) -> Source:
    return Source(
        source=account.source,
        received=account.received,
        stored=account.stored,
        duplicates=account.duplicates,
        dead_lettered=account.dead_lettered,
        in_flight=account.in_flight,
        difference=account.difference,
        unaccounted=account.unaccounted,
        newest_event_at=fresh.newest_event_at if fresh else None,
        newest_stored_at=fresh.newest_stored_at if fresh else None,
    )
