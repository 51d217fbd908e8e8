"""Laws of the ledger: money is never negative, never counted twice, adds up over time, and depends on no order."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agents.following.policies import Policies
from agents.following.standing import State, money_as_of, state_as_of
from agents.following.tariffs import Clock, Per, Rate, Scope, Tariff
from agents.hearing.calendar import Calendar
from agents.story import assemble, follow
from schemas.records import CompensationPaid
from schemas.stories import PromiseRow, Touchpoint
from tests.agents.diary import CALL, CHAT, EMAIL, Diary, on, promise

BEIJING = Calendar(
    "Asia/Shanghai", holidays=frozenset({date(2026, 8, 7)}), workdays=frozenset({date(2026, 8, 8)})
)
RATES = (Rate(500, date(2026, 1, 1), date(2026, 8, 9)), Rate(700, date(2026, 8, 11)))
TARIFFS = (
    Tariff(
        "repair",
        Per.DAY,
        "GBP",
        RATES,
        BEIJING,
        Clock.MADE,
        1,
        scope=Scope(words=("repair", "维修")),
        most=3_000,
    ),
    Tariff("refund", Per.CASE, "GBP", RATES, scope=Scope(words=("refund", "退款"))),
    Tariff("call", Per.PROMISE, "CNY", RATES, BEIJING, most=1_200, scope=Scope(words=("call", "回电"))),
    Tariff("else", Per.DAY, "CNY", RATES, working_days=2, most_days=5),
)
POLICIES = Policies(tariffs=TARIFFS)
SPAN = 21.0


class Scribbler:
    """Writes stories of promises of all kinds, of few cases and names, so that everything meets."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.diary = Diary()

    def write(self, size: int) -> list[Touchpoint]:
        kinds = (
            self._made,
            self._made,
            self._said,
            self._kept,
            self._withdrawn,
            self._paid,
            self._came,
            self._reached,
        )
        for _ in range(size):
            self.chance.choice(kinds)(on(round(self.chance.uniform(0, SPAN) * 24) / 24, 0))
        return self.diary.lines

    def _name(self) -> str:
        return f"P{self.chance.randrange(4)}"

    def _case(self) -> str:
        return self.chance.choice(["", "K1", "K2"])

    def _due(self, at: datetime) -> datetime | None:
        return self.chance.choice([None, at + timedelta(hours=self.chance.randrange(-10, 200))])

    def _made(self, at: datetime) -> None:
        what = self.chance.choice(["repair", "退款", "call you back", "回电", "card", ""])
        agreed = self.chance.random() < 0.5
        due, case = self._due(at), self._case()
        self.diary.noted(
            at, "PromiseMade", promise=self._name(), what=what, due_at=due, case=case, agreed=agreed
        )

    def _said(self, at: datetime) -> None:
        words = self.chance.choice(["we will refund it", "维修会完成", "I'll call you back", "我们会处理"])
        made = promise(words, at, self._due(at))
        self.diary.came(at, self.chance.choice([CALL, CHAT]), "refund", promises=(made,), case=self._case())

    def _kept(self, at: datetime) -> None:
        self.diary.noted(at, "PromiseKept", promise=self._name())

    def _withdrawn(self, at: datetime) -> None:
        self.diary.noted(at, "PromiseWithdrawn", promise=self._name())

    def _paid(self, at: datetime) -> None:
        name = self.chance.choice(["", self._name()])
        money: dict[str, Any] = {
            "amount": self.chance.randrange(1, 2_000),
            "currency": self.chance.choice(["GBP", "CNY"]),
        }
        self.diary.noted(at, "CompensationPaid", promise=name, case=self._case(), **money)

    def _came(self, at: datetime) -> None:
        topics, cues = self.chance.choice(
            [("refund broken_promise", ""), ("refund", "not_resolved"), ("", "resolved")]
        )
        self.diary.came(at, EMAIL, topics, cues, case=self._case(), complaint=bool(topics))

    def _reached(self, at: datetime) -> None:
        self.diary.reached(at, CALL, case=self._case())


written = st.builds(lambda seed, size: Scribbler(seed).write(size), st.integers(0, 2**32), st.integers(1, 30))
hours = st.integers(-10, int(SPAN * 24) + 2_000).map(lambda hour: on(0, 0) + timedelta(hours=hour))


def derive(touchpoints: list[Touchpoint]) -> tuple[PromiseRow, ...]:
    return follow(assemble("C1", touchpoints), POLICIES).promises


@given(written, st.randoms())
def test_order_and_repetition_change_nothing(touchpoints: list[Touchpoint], chance: Random) -> None:
    again = [*touchpoints, *chance.choices(touchpoints, k=5)]
    chance.shuffle(again)
    assert derive(again) == derive(touchpoints)


@given(written, hours, hours)
def test_money_is_never_negative_and_adds_up_over_time(
    touchpoints: list[Touchpoint], one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    for row in derive(touchpoints):
        before, after = money_as_of(row, early), money_as_of(row, late)
        assert min(before.owed, before.paid, before.outstanding) >= 0
        between = sum(a for at, a in zip(row.accrued_at, row.accrued, strict=True) if early < at <= late)
        assert after.owed == before.owed + between
        assert after.outstanding == max(0, after.owed - after.paid)
        assert [*row.accrued_at] == sorted(row.accrued_at)
        assert [*row.paid_at] == sorted(row.paid_at)
        assert all(amount > 0 for amount in (*row.accrued, *row.paid))
        assert len(row.accrued) == len(row.accrued_at)
        assert len(row.paid) == len(row.paid_at) == len(row.paid_in)


@given(written)
def test_nothing_is_owed_twice(touchpoints: list[Touchpoint]) -> None:
    rules = {tariff.id: tariff for tariff in TARIFFS}
    days: Counter[object] = Counter()
    cases: Counter[object] = Counter()
    sums: Counter[tuple[str, str]] = Counter()
    for row in derive(touchpoints):
        if not row.case_id or not row.tariff:
            continue
        rule, case = rules[row.tariff], (row.case_id, row.tariff)
        sums[case] += sum(row.accrued)
        cases[case] += len(row.accrued) if rule.per is Per.CASE else 0
        days.update((case, rule.calendar.local(at).date()) for at in row.accrued_at if rule.per is Per.DAY)
        assert rule.per is Per.DAY or len(row.accrued) <= 1
    assert max(days.values(), default=0) <= 1
    assert max(cases.values(), default=0) <= 1
    assert all(total <= (rules[name].most or total) for (_, name), total in sums.items())


@given(written)
def test_a_payment_is_split_but_never_grows_or_shrinks(touchpoints: list[Touchpoint]) -> None:
    made = [one.record for one in touchpoints if isinstance(one.record, CompensationPaid)]
    recorded = Counter(record.currency for record in made for _ in range(record.amount))
    held: Counter[str] = Counter()
    for row in derive(touchpoints):
        for amount, currency in zip(row.paid, row.paid_in, strict=True):
            held[currency] += amount
    assert held <= recorded
    named = [record for record in made if any(row.promise == record.promise for row in derive(touchpoints))]
    assert sum(record.amount for record in named) <= sum(held.values())


@given(written, hours)
def test_states_part_the_promises_at_any_moment(touchpoints: list[Touchpoint], as_of: datetime) -> None:
    rows = derive(touchpoints)
    states = Counter(state_as_of(row, as_of) for row in rows)
    assert sum(states.values()) == len(rows)
    assert states[None] == sum(row.made_at > as_of for row in rows)
    assert states.keys() <= {None, *State}


@given(written, hours)
def test_what_happens_later_has_not_happened(touchpoints: list[Touchpoint], as_of: datetime) -> None:
    for row in derive(touchpoints):
        if row.made_at <= as_of:
            cut = until(row, as_of)
            assert state_as_of(cut, as_of) == state_as_of(row, as_of)
            assert money_as_of(cut, as_of) == money_as_of(row, as_of)


@given(written, hours, hours)
def test_what_is_broken_is_never_healed_but_by_keeping_it(
    touchpoints: list[Touchpoint], one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    for row in derive(touchpoints):
        if state_as_of(row, early) is State.BROKEN:
            assert state_as_of(row, late) in {State.BROKEN, State.LATE}


def until(row: PromiseRow, as_of: datetime) -> PromiseRow:
    """The row without all that happened later."""
    moments = ("kept_at", "kept_again_at", "withdrawn_at", "doubted_at")
    later = {name: None for name in moments if (at := getattr(row, name)) and at > as_of}
    moves, owed, paid = (
        sum(at <= as_of for at in some) for some in (row.moved_at, row.accrued_at, row.paid_at)
    )
    return msgspec.structs.replace(
        row,
        **later,
        moved_at=row.moved_at[:moves],
        moved_to=row.moved_to[:moves],
        accrued_at=row.accrued_at[:owed],
        accrued=row.accrued[:owed],
        paid_at=row.paid_at[:paid],
        paid=row.paid[:paid],
        paid_in=row.paid_in[:paid],
    )
