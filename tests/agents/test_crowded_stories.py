"""Stories of which nobody thought: thousands of promises in one case, of purposes, of statements at one moment.

The times are several times what is needed, and far below what a method needs that looks at every pair.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from agents.following.policies import Policies
from agents.following.tariffs import Per, Rate, Tariff
from agents.hearing.calendar import Calendar
from tests.agents.diary import CALL, Diary, on, promise

BY_DAY = Tariff("t", Per.DAY, "GBP", (Rate(100, date(2020, 1, 1)),), Calendar("Europe/London"))
PAID = Policies(tariffs=(BY_DAY,))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds


def test_five_thousand_promises_of_one_case_are_paid_each_day_once() -> None:
    diary = Diary()
    for n in range(5_000):
        diary.noted(on(n * 0.001), "PromiseMade", promise=f"P{n}", case="C", due_at=on(9 + n * 0.01))
    with within(5):
        rows = diary.derived(PAID).promises
    days = Counter(BY_DAY.calendar.local(at).date() for row in rows for at in row.accrued_at)
    assert len(rows) == 5_000
    assert {*days.values()} == {1}
    assert sum(sum(row.accrued) for row in rows) == 36_600


def test_a_day_nobody_before_it_has_is_paid_to_the_promise_that_was_unkept() -> None:
    diary = Diary()
    diary.noted(on(0), "PromiseMade", promise="first", case="C", due_at=on(2, 12))
    diary.noted(on(0.1), "PromiseMade", promise="second", case="C", due_at=on(2, 13))
    diary.noted(on(4, 12), "PromiseKept", promise="first")
    diary.noted(on(8, 12), "PromiseKept", promise="second")
    first, second = diary.derived(Policies(tariffs=(Tariff("t", Per.DAY, "GBP", BY_DAY.rates),))).promises
    assert first.accrued_at == (on(3, 0), on(4, 0))
    assert second.accrued_at == (on(5, 0), on(6, 0), on(7, 0), on(8, 0))


def test_hundreds_of_records_and_words_of_one_day_find_each_other() -> None:
    diary = Diary()
    for n in range(300):
        due = on(2 + n * 0.001)
        said = promise("we will refund", on(0), due)
        diary.came(on(0), CALL, topics="billing", case="C", promises=(said,))
        diary.noted(on(0), "PromiseMade", promise=f"P{n}", case="C", due_at=due, what="refund")
    with within(3):
        rows = diary.derived().promises
    assert [row.promise for row in rows] == sorted(f"P{n}" for n in range(300))
    assert all(row.begin < row.end for row in rows)  # each with its words


def test_a_thousand_deeds_for_one_day_are_told_apart_by_their_matter_only() -> None:
    diary = Diary()
    for n in range(1_000):
        words = ("we will refund you", "we will unlock your account")[n % 2]
        said = promise(words, on(n * 0.0001), on(2 + n * 0.0001))
        diary.came(on(n * 0.0001), CALL, topics="billing", conversation="x", promises=(said,))
    with within(3):
        rows = diary.derived().promises
    assert [row.what for row in rows] == ["we will refund you", "we will unlock your account"]


def test_as_many_purposes_as_contacts_are_held_against_all_statements() -> None:
    diary = Diary()
    for n in range(2_000):
        kind = ("ConsentGiven", "ConsentWithdrawn")[n % 2]
        diary.noted(on(0), kind, purpose="" if n % 2 else "marketing")
    for n in range(2_000):
        diary.noted(on(1 + n * 0.001), "OutboundContactMade", channel="call", purpose=f"marketing {n}")
    with within(2):
        rows = diary.derived().outreach
    assert all("after_do_not_contact" in row.violations for row in rows)


def test_a_purpose_of_service_is_refused_by_its_own_name_only() -> None:
    diary = Diary()
    diary.noted(on(0), "ConsentWithdrawn", purpose="Delivery")
    for purpose in ("delivery", "DELIVERY", "visit", "", "marketing"):
        diary.noted(on(1), "OutboundContactMade", channel="call", purpose=purpose)
    rows = diary.derived().outreach
    assert ["after_do_not_contact" in row.violations for row in rows] == [True, True, False, False, False]


def test_twenty_thousand_contacts_of_one_customer_take_a_second_or_two() -> None:
    diary = Diary()
    for n in range(20_000):
        diary.noted(on(n * 0.001), "OutboundContactMade", channel="call", purpose="sales")
    with within(6):
        rows = diary.derived().outreach
    assert sum("too_many" in row.violations for row in rows) == 20_000 - 7
