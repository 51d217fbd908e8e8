"""What is owed: tariffs told as scenarios."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agents.following.means import Means
from agents.following.policies import Policies
from agents.following.standing import money_as_of
from agents.following.tariffs import Clock, Per, Rate, Scope, Tariff
from agents.hearing.calendar import Calendar
from schemas.errors import Misused
from schemas.stories import PromiseRow
from schemas.values import Context
from tests.agents.diary import CALL, EMAIL, Diary, on, promise

LONDON = Calendar("Europe/London", holidays=frozenset({date(2026, 8, 31)}))
FRIDAY = on(4, 17)  # 7 August 2026
HERE = Context(region="North", product="fibre", team="Care")
ALWAYS = (Rate(500, date(2020, 1, 1)),)


def tariff(**given: Any) -> Tariff:
    usual: dict[str, Any] = {"id": "t", "per": Per.DAY, "currency": "GBP", "rates": ALWAYS}
    return Tariff(**(usual | given))


def under(*tariffs: Tariff) -> Policies:
    return Policies(tariffs=tariffs)


def rows(diary: Diary, *tariffs: Tariff) -> tuple[PromiseRow, ...]:
    return diary.derived(under(*tariffs)).promises


def promised(diary: Diary, name: str = "P1", day: float = 0, due: datetime = FRIDAY, **more: Any) -> None:
    what = str(more.pop("what", "repair"))
    diary.noted(on(day), "PromiseMade", promise=name, what=what, due_at=due, **more)


def owed(row: PromiseRow, *days: float) -> Sequence[int]:
    return [money_as_of(row, on(day)).owed for day in days]


def test_a_promised_day_that_is_missed_is_paid_and_each_day_after_until_it_is_kept() -> None:
    diary = Diary()
    promised(diary, due=on(2, 23.9))  # Wednesday
    diary.noted(on(4, 10), "PromiseKept", promise="P1")  # Friday morning
    (row,) = rows(diary, tariff())
    assert row.accrued_at == (on(3, 0), on(4, 0))  # the missed Wednesday, and Thursday
    assert owed(row, 2, 3, 4, 300) == [0, 500, 1_000, 1_000]


def test_kept_the_next_morning_is_one_day() -> None:
    diary = Diary()
    promised(diary, due=on(2, 23.9))
    diary.noted(on(3, 10), "PromiseKept", promise="P1")
    (row,) = rows(diary, tariff())
    assert row.accrued == (500,)


def test_two_full_working_days_from_the_report_are_given_over_a_weekend_and_a_holiday() -> None:
    diary = Diary()
    friday = on(25, 20)  # 28 August 2026; Monday the 31st is a holiday
    diary.noted(friday, "PromiseMade", promise="P1", what="repair the line")
    (row,) = rows(diary, tariff(calendar=LONDON, clock=Clock.MADE, working_days=2, most_days=3))
    midnight = datetime(2026, 9, 2, 23, tzinfo=UTC)  # the end of Wednesday in London's summer time
    assert row.accrued_at == tuple(midnight + timedelta(days=number) for number in range(3))


def test_days_are_those_of_the_calendar_also_when_clocks_are_set_back() -> None:
    diary = Diary()
    promised(
        diary, day=76, due=datetime(2026, 10, 24, 22, tzinfo=UTC)
    )  # 23:00 of Saturday; clocks go back on Sunday
    (row,) = rows(diary, tariff(calendar=LONDON, most_days=2))
    assert row.accrued_at == (
        datetime(2026, 10, 24, 23, tzinfo=UTC),
        datetime(2026, 10, 26, 0, tzinfo=UTC),
    )


def test_the_rate_is_that_of_the_day_that_is_over() -> None:
    diary = Diary()
    promised(diary, due=on(0, 20))
    rates = (Rate(500, date(2026, 1, 1), date(2026, 8, 4)), Rate(700, date(2026, 8, 5)))
    (row,) = rows(diary, tariff(rates=rates, most_days=4))
    assert row.accrued == (500, 500, 700, 700)


def test_outside_all_rates_nothing_is_owed_and_no_tariff_applies() -> None:
    diary = Diary()
    promised(diary)
    (row,) = rows(diary, tariff(rates=(Rate(500, date(2027, 1, 1)),)))
    assert (row.tariff, row.currency, row.accrued) == ("", "", ())


def test_caps_of_sum_and_days() -> None:
    diary = Diary()
    promised(diary)
    (summed,) = rows(diary, tariff(most=1_200))
    (counted,) = rows(diary, tariff(most_days=2))
    assert (summed.accrued, counted.accrued) == ((500, 500, 200), (500, 500))


def test_what_is_withdrawn_accrues_no_more_and_what_has_accrued_stays() -> None:
    diary = Diary()
    promised(diary, due=on(2, 20))
    diary.noted(on(4, 10), "PromiseWithdrawn", promise="P1")
    (row,) = rows(diary, tariff())
    assert row.accrued == (500, 500)


def test_where_a_keeping_is_denied_the_days_go_on_from_there_until_it_is_kept_again() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "product_fault", case="K1")
    promised(diary, due=on(1, 20), case="K1")
    diary.noted(on(1, 12), "PromiseKept", promise="P1")
    diary.came(on(4), CALL, "product_fault", "not_resolved", case="K1")
    diary.noted(on(6, 12), "PromiseKept", promise="P1")
    (row,) = rows(diary, tariff())
    assert (row.kept_at, row.doubted_at, row.kept_again_at) == (on(1, 12), on(4), on(6, 12))
    assert row.accrued_at == (on(4), on(5, 0), on(6, 0))


def test_a_case_is_paid_once_however_many_promises_it_has() -> None:
    diary = Diary()
    promised(diary, "P1", due=on(2, 20), case="K1")
    promised(diary, "P2", due=on(1, 20), case="K1")
    promised(diary, "P3", due=on(1, 20), case="K2")
    found = {row.promise: row.accrued for row in rows(diary, tariff(per=Per.CASE))}
    assert found == {"P1": (), "P2": (500,), "P3": (500,)}


def test_a_day_of_a_case_is_paid_once_and_goes_to_the_promise_that_fell_due_first() -> None:
    diary = Diary()
    promised(diary, "P1", due=on(1, 20), case="K1")
    promised(diary, "P2", due=on(3, 20), case="K1")
    diary.noted(on(5, 12), "PromiseKept", promise="P1")
    diary.noted(on(7, 12), "PromiseKept", promise="P2")
    first, second = rows(diary, tariff())
    paid = [*first.accrued_at, *second.accrued_at]
    assert sorted(paid) == [on(day, 0) for day in (2, 3, 4, 5, 6, 7)]
    assert len(first.accrued) == 4


def test_each_promise_of_a_case_is_paid_up_to_the_cap_of_the_case() -> None:
    diary = Diary()
    for number in range(4):
        promised(diary, f"P{number}", due=on(number, 20), case="K1")
    found = [row.accrued for row in rows(diary, tariff(per=Per.PROMISE, most=1_200))]
    assert found == [(500,), (500,), (200,), ()]


def test_promises_of_one_need_are_one_case_where_none_is_named() -> None:
    diary = Diary()
    first = promise("we will refund it by Tuesday", on(0, 9.1), on(1, 20))
    diary.came(on(0), CALL, "refund", promises=(first,))
    diary.came(
        on(2), CALL, "refund", "not_resolved", promises=(promise("退款周五前到账", on(2, 9.1), FRIDAY),)
    )
    found = [row.accrued for row in rows(diary, tariff(per=Per.CASE))]
    assert found == [(500,), ()]


def test_no_due_time_no_money_but_by_the_clock_of_the_making() -> None:
    diary = Diary()
    diary.noted(on(0), "PromiseMade", promise="P1", what="repair")
    (due,), (made,) = rows(diary, tariff()), rows(diary, tariff(clock=Clock.MADE, most_days=1))
    assert (due.accrued, made.accrued_at) == ((), (on(1, 0),))


@pytest.mark.parametrize(
    ("scope", "fits"),
    [
        (Scope(), True),
        (Scope(products=frozenset({"Fibre"})), True),
        (Scope(products=frozenset({"mobile"})), False),
        (Scope(regions=frozenset({"north"}), teams=frozenset({"care"})), True),
        (Scope(teams=frozenset({"sales"})), False),
        (Scope(channels=frozenset({"call"})), True),
        (Scope(channels=frozenset({"chat"})), False),
        (Scope(means=frozenset({Means.DEED})), True),
        (Scope(means=frozenset({Means.CALL})), False),
        (Scope(words=("Repair",)), True),
        (Scope(words=("air",)), False),
        (Scope(words=("维修",)), True),
        (Scope(words=("退款",)), False),
    ],
)
def test_what_a_tariff_applies_to(scope: Scope, fits: bool) -> None:
    diary = Diary()
    words = promise("it will be repaired by Friday, 安排维修", on(0, 9.1), FRIDAY)
    diary.came(on(0), CALL, "product_fault", promises=(words,), context=HERE)
    (row,) = rows(diary, tariff(scope=scope, most_days=1))
    assert (row.tariff, bool(row.accrued)) == (("t", True) if fits else ("", False))


def test_the_first_tariff_that_fits_holds() -> None:
    diary = Diary()
    promised(diary)
    narrow = tariff(id="narrow", scope=Scope(words=("repair",)), per=Per.PROMISE)
    (row,) = rows(diary, narrow, tariff(id="wide"))
    assert (row.tariff, row.accrued) == ("narrow", (500,))


def test_a_payment_for_the_case_settles_what_fell_due_first() -> None:
    diary = Diary()
    promised(diary, "P1", due=on(1, 20), case="K1")
    promised(diary, "P2", due=on(1, 21), case="K1")
    diary.noted(on(3), "CompensationPaid", case="K1", amount=700, currency="GBP")
    first, second = rows(diary, tariff(per=Per.CASE))
    assert (first.paid, second.paid) == ((500,), (200,))
    assert money_as_of(first, on(4)) == (500, 500, 0, "GBP")
    assert money_as_of(first, on(2)) == (500, 0, 500, "GBP")


def test_a_payment_in_another_currency_pays_nothing_off() -> None:
    diary = Diary()
    promised(diary)
    diary.noted(on(6), "CompensationPaid", promise="P1", amount=900, currency="CNY")
    (row,) = rows(diary, tariff(per=Per.PROMISE))
    assert money_as_of(row, on(7)) == (500, 0, 500, "GBP")
    assert (row.paid, row.paid_in) == ((900,), ("CNY",))


def test_a_payment_that_names_no_known_promise_goes_to_its_case() -> None:
    diary = Diary()
    promised(diary, case="K1")
    diary.noted(on(6), "CompensationPaid", promise="P9", case="K1", amount=900, currency="GBP")
    (row,) = rows(diary)
    assert row.paid == (900,)


def test_a_promised_answer_by_mail_stops_the_clock() -> None:
    diary = Diary()
    made = promise("we will get back to you by Tuesday", on(0, 9.1), on(1, 20))
    diary.came(on(0), EMAIL, "billing", conversation="m1", promises=(made,))
    diary.reached(on(3), EMAIL, conversation="m1")
    (row,) = rows(diary, tariff())
    assert (row.kept_at, row.accrued_at) == (on(3), (on(2, 0), on(3, 0)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rates": ()}, "it needs rates"),
        ({"rates": (Rate(0, date(2020, 1, 1)),)}, "above 0"),
        ({"rates": (*ALWAYS, Rate(1, date(2021, 1, 1)))}, "in force at once"),
        ({"rates": (Rate(1, date(2021, 1, 1), date(2020, 1, 1)),)}, "ends before it begins"),
        ({"most": 0}, "most is above 0"),
        ({"most_days": 0}, "most_days from 1"),
        ({"working_days": -1}, "not below 0"),
        ({"currency": ""}, "currency"),
    ],
)
def test_a_tariff_that_cannot_be_used_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Misused, match=said):
        tariff(**wrong)
