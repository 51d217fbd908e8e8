"""What stands beside the feelings: promises, the perception gap, contact pressure, the account."""

from datetime import date, datetime, timedelta

import msgspec

from pipeline.page.answers import BrokenPromise, Gap, Kind, Money, Pressure, Promises, Source
from pipeline.page.asking import Asking, Chosen, Period, matching, within
from pipeline.page.comparing import Compared, Counted, rate, rate_compared

LISTED = 50


class _State(msgspec.Struct, frozen=True, array_like=True):
    state: str
    count: int


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
    made = f"{within(period)} AND {matching(chosen, 'region', 'product', 'channel')}"
    states = await asking.rows(
        _State, f"SELECT state, count() FROM promise_ledger WHERE {made} GROUP BY state"
    )
    owed = await outstanding(asking, "promise_ledger", f"{made} AND state IN ('broken', 'late')")
    latest = await asking.rows(
        BrokenPromise,
        "SELECT event_key, made_at, due_at, days_late, what, owner, channel, product FROM promise_ledger "
        f"WHERE {made} AND state = 'broken' ORDER BY made_at DESC, event_key LIMIT {LISTED}",
    )
    return _promises(
        {one.state: one.count for one in states},
        owed,
        tuple(latest),
    )


def _promises(
    counts: dict[str, int], outstanding: tuple[Money, ...], latest: tuple[BrokenPromise, ...]
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
    official: int
    mature: int
    contradicted: int
    confirmed: int
    silent: int
    satisfied: float | None
    csat_n: int

    @property
    def counted(self) -> Counted:
        return Counted(self.contradicted, self.mature, self.official)


async def gap(
    asking: Asking, chosen: Chosen, period: Period, view: str = "perception_gap"
) -> tuple[Gap, Compared]:
    """The gap over the weeks that the period touches, and the same against the weeks before them.

    `view` may be that view's SELECT in brackets, as of another moment than now.
    """
    first = _monday(period.start)
    weeks = Period(first, period.end)
    earlier = Period(_monday(period.before.start), first - timedelta(1))
    matched = matching(chosen, "region", "product")
    now = await _verdicts(asking, matched, weeks, view)
    before = await _verdicts(asking, matched, earlier, view)
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


async def _verdicts(asking: Asking, matched: str, weeks: Period, view: str) -> _Verdicts:
    return await asking.row(
        _Verdicts,
        "SELECT sum(official), sum(mature), sum(contradicted), sum(confirmed), sum(silent), sum(csat * csat_n), "
        f"sum(csat_n) FROM {view} WHERE {within(weeks, 'week')} AND {matched}",
    )


def _monday(moment: date) -> date:
    return moment - timedelta(moment.weekday())


class _Contacts(msgspec.Struct, frozen=True, array_like=True):
    contacts: int
    violations: int
    customers: int

    @property
    def counted(self) -> Counted:
        return Counted(self.violations, self.contacts, self.contacts)


async def pressure(asking: Asking, chosen: Chosen, period: Period) -> tuple[Pressure, Compared]:
    """Contacts that broke a limit, and the same against the period before."""
    now = await _contacts(asking, chosen, period)
    before = await _contacts(asking, chosen, period.before)
    kinds = await asking.rows(
        Kind,
        "SELECT kind, count() AS times FROM (SELECT arrayJoin(splitByString(', ', violations)) AS kind "
        f"FROM contact_pressure WHERE violation = 1 AND {within(period)} "
        f"AND {matching(chosen, 'region', 'product', 'channel')}) GROUP BY kind ORDER BY times DESC, kind",
    )
    compared = rate_compared(now.counted, before.counted, 1_000)
    shown = Pressure(
        rate=compared.figure,
        violations=now.violations,
        customers=now.customers,
        kinds=tuple(kinds),
    )
    return shown, compared


async def _contacts(asking: Asking, chosen: Chosen, period: Period) -> _Contacts:
    return await asking.row(
        _Contacts,
        "SELECT count(), sum(violation), uniqExactIf(customer, violation = 1) "
        f"FROM contact_pressure WHERE {within(period)} "
        f"AND {matching(chosen, 'region', 'product', 'channel')}",
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
