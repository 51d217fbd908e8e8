"""Which words and records are one promise, and which due time holds."""

from datetime import datetime
from typing import Any

import pytest

from agents.following.means import Means, are_apart, matters_of, means_of
from agents.following.policies import Policies
from agents.following.standing import State, due_as_of, state_as_of
from agents.hearing.calendar import Calendar
from schemas.stories import PromiseRow
from tests.agents.diary import CALL, CHAT, EMAIL, Diary, on, promise

FRIDAY, MONDAY, NEXT_FRIDAY = on(4, 17), on(7, 17), on(11, 17)


def only(diary: Diary, policies: Policies = Policies()) -> PromiseRow:  # noqa: B008 - frozen
    (row,) = diary.derived(policies).promises
    return row


def recorded(diary: Diary, day: float, due: datetime | None, name: str = "P1", **more: Any) -> str:
    return diary.noted(on(day, 10), "PromiseMade", promise=name, due_at=due, **more)


# A promise moved by agreement


def test_a_promise_moved_by_agreement_is_due_when_it_was_agreed() -> None:
    diary = Diary()
    recorded(diary, 0, FRIDAY)
    recorded(diary, 3, MONDAY, agreed=True)
    diary.noted(on(7, 9), "PromiseKept", promise="P1")
    row = only(diary)
    assert (row.first_due_at, row.due_at, row.moved_at, row.moved_to) == (
        FRIDAY,
        MONDAY,
        (on(3, 10),),
        (MONDAY,),
    )
    assert [due_as_of(row, on(day)) for day in (2, 5)] == [FRIDAY, MONDAY]
    assert [state_as_of(row, on(day)) for day in (2, 5, 8)] == [State.OPEN, State.OPEN, State.KEPT]


def test_moved_twice_each_moment_has_its_own_due_time() -> None:
    diary = Diary()
    recorded(diary, 0, FRIDAY)
    recorded(diary, 3, MONDAY, agreed=True)
    recorded(diary, 6, NEXT_FRIDAY, agreed=True)
    row = only(diary)
    assert [due_as_of(row, on(day)) for day in (1, 4, 6.5)] == [FRIDAY, MONDAY, NEXT_FRIDAY]
    assert [state_as_of(row, on(day)) for day in (5, 8, 12)] == [State.OPEN, State.OPEN, State.BROKEN]


def test_what_the_customer_did_not_agree_to_moves_nothing() -> None:
    diary = Diary()
    recorded(diary, 0, FRIDAY)
    recorded(diary, 3, MONDAY)
    assert only(diary).due_at == FRIDAY


def test_an_agreement_after_the_due_time_heals_nothing() -> None:
    diary = Diary()
    recorded(diary, 0, FRIDAY)
    recorded(diary, 5, NEXT_FRIDAY, agreed=True)
    row = only(diary)
    assert (row.due_at, row.moved_at, state_as_of(row, on(6))) == (FRIDAY, (), State.BROKEN)


def test_a_promise_cannot_be_moved_into_the_past() -> None:
    diary = Diary()
    recorded(diary, 0, FRIDAY)
    recorded(diary, 3, on(2), agreed=True)
    assert only(diary).due_at == FRIDAY


def test_what_staff_say_of_the_agreed_time_is_the_moved_promise() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "product_fault", case="K1")
    recorded(diary, 0, FRIDAY, case="K1", what="repair")
    said = promise("then we will have it repaired by Monday", on(3, 9.5), MONDAY)
    diary.came(on(3), CALL, "product_fault", promises=(said,), case="K1")
    recorded(diary, 3, MONDAY, case="K1", what="repair", agreed=True)
    assert only(diary).due_at == MONDAY


def test_a_new_date_in_words_is_a_new_promise_whatever_the_customer_answers() -> None:
    diary = Diary()
    for day, due in ((0, FRIDAY), (3, MONDAY)):
        said = promise("it will be repaired", on(day, 9.1), due)
        diary.came(on(day), CALL, "product_fault", "thanks", promises=(said,))
    rows = diary.derived().promises
    assert [row.due_at for row in rows] == [FRIDAY, MONDAY]


def test_a_due_time_told_later_counts_from_then() -> None:
    diary = Diary()
    recorded(diary, 0, None)
    recorded(diary, 2, FRIDAY)
    row = only(diary)
    assert (row.first_due_at, row.due_at) == (None, FRIDAY)
    assert [state_as_of(row, on(day)) for day in (1, 3, 5)] == [State.UNKNOWN_DUE, State.OPEN, State.BROKEN]


def test_a_broken_promise_cannot_be_withdrawn() -> None:
    diary = Diary()
    recorded(diary, 0, FRIDAY)
    diary.noted(on(5), "PromiseWithdrawn", promise="P1")
    row = only(diary)
    assert [state_as_of(row, on(day)) for day in (1, 5, 9)] == [State.OPEN, State.BROKEN, State.BROKEN]


def test_kept_denied_and_kept_again_is_late() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "refund", case="K1")
    recorded(diary, 0, FRIDAY, case="K1")
    diary.noted(on(3), "PromiseKept", promise="P1")
    diary.came(on(6), CALL, "refund", "not_resolved", case="K1")
    diary.noted(on(8), "PromiseKept", promise="P1")
    row = only(diary)
    states = [state_as_of(row, on(day)) for day in (2, 4, 7, 9)]
    assert states == [State.OPEN, State.KEPT, State.BROKEN, State.LATE]


def test_a_late_keeping_is_denied_by_who_says_it_is_not_done_and_not_by_who_says_it_was_late() -> None:
    for cues, state in (("not_resolved", State.BROKEN), ("", State.LATE)):
        diary = Diary()
        diary.came(on(0), CALL, "refund", case="K1")
        recorded(diary, 0, FRIDAY, case="K1", what="refund")
        diary.came(on(5), CALL, "refund broken_promise", case="K1", complaint=True)
        diary.noted(on(6), "PromiseKept", promise="P1")
        topics = "refund" if cues else "refund broken_promise"
        diary.came(on(8), CALL, topics, cues, case="K1", complaint=True)
        assert state_as_of(only(diary), on(9)) is state


# Words and records


def test_each_record_takes_the_words_that_fit_it_best_whatever_the_order() -> None:
    for first, second in (("P1", "P2"), ("P2", "P1")):
        diary = Diary()
        refund = promise("we will refund the fee by Friday", on(0, 9.1), FRIDAY)
        card = promise("新卡下周五前寄到", on(0, 9.2), NEXT_FRIDAY, begin=60)
        diary.came(on(0), CALL, "refund", case="K1", promises=(refund, card))
        for name in (first, second):
            what, due = ("退款", None) if name == "P1" else ("replacement card", NEXT_FRIDAY)
            recorded(diary, 0, due, name, case="K1", what=what)
        begins = {row.promise: row.begin for row in diary.derived().promises}
        assert begins == {"P1": 0, "P2": 60}


def test_a_call_tomorrow_is_not_the_refund_in_ten_days() -> None:
    diary = Diary()
    call = promise("I'll call you back tomorrow", on(0, 9.1), on(1, 18))
    diary.came(on(0), CALL, "refund", case="K1", promises=(call,))
    recorded(diary, 0, on(10), what="refund", case="K1")
    assert [row.known_by for row in diary.derived().promises] == ["staff", "record"]


def test_one_subject_with_due_times_read_differently_is_one_promise() -> None:
    diary = Diary()
    words = promise("三个工作日内给您退款", on(0, 9.1), on(2, 23.9))
    diary.came(on(0), CALL, "refund", case="K1", promises=(words,))
    recorded(diary, 0, on(10), what="refund", case="K1")
    assert only(diary).due_at == on(10)


def test_two_deeds_by_one_day_in_one_call_are_kept_apart_by_their_records() -> None:
    diary = Diary()
    refund = promise("the fee will be refunded by Friday", on(0, 9.1), FRIDAY)
    diary.came(on(0), CALL, "refund", case="K1", promises=(refund,))
    recorded(diary, 0, FRIDAY, "P1", what="new card", case="K1")
    recorded(diary, 0, FRIDAY, "P2", what="refund", case="K1")
    begins = {row.promise: row.channel for row in diary.derived().promises}
    assert begins == {"P1": "", "P2": "call"}


def test_two_deeds_by_one_day_in_one_call_are_two_promises() -> None:
    diary = Diary()
    refund = promise("the fee will be refunded by Friday", on(0, 9.1), FRIDAY)
    card = promise("and the new card will be delivered by Friday", on(0, 9.1), FRIDAY, begin=40)
    again = promise("周五前一定退款", on(0, 9.2), FRIDAY, begin=90)
    diary.came(on(0), CALL, "refund", promises=(refund, card, again))
    assert [row.begin for row in diary.derived().promises] == [0, 40]


def test_a_deed_said_once_more_in_another_talk_is_one_promise() -> None:
    diary = Diary()
    for day, channel, words in ((0, CALL, "we will refund it by Friday"), (2, CHAT, "周五前退款给您")):
        diary.came(on(day), channel, "refund", promises=(promise(words, on(day, 9.1), FRIDAY),))
    assert only(diary).made_at == on(0, 9.1)


def test_what_is_on_record_and_said_again_days_later_is_one_promise() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "refund", case="K1")
    recorded(diary, 0, FRIDAY, what="refund", case="K1")
    again = promise("您的退款周五之前到账", on(3, 9.1), on(4, 23.9))
    diary.came(on(3), CHAT, "refund", case="K1", promises=(again,))
    assert only(diary).promise == "P1"


def test_another_deed_by_the_same_day_is_another_promise() -> None:
    diary = Diary()
    for day, words in ((0, "we will refund it by Friday"), (2, "the new card will be delivered by Friday")):
        diary.came(on(day), CALL, "refund", promises=(promise(words, on(day, 9.1), FRIDAY),))
    assert len(diary.derived().promises) == 2


def test_a_second_call_for_the_same_day_is_a_second_call() -> None:
    diary = Diary()
    for hour in (9, 11):
        said = promise("I'll call you back today", on(0, hour + 0.1), on(0, 18 + hour / 100))
        diary.came(on(0, hour), CALL, "billing", promises=(said,))
    assert len(diary.derived().promises) == 2


def test_the_same_day_is_that_of_the_calendar() -> None:
    diary = Diary()
    for day, hour in ((0, 15.5), (2, 16.5)):  # before and after midnight in Beijing
        said = promise("我们会退款", on(day, 9.1), on(4, hour))
        diary.came(on(day), CHAT, "refund", promises=(said,))
    assert len(diary.derived(Policies(calendar=Calendar("Asia/Shanghai"))).promises) == 2
    assert only(diary).due_at == on(4, 15.5)


def test_a_later_mail_is_no_record_of_another_case() -> None:
    diary = Diary()
    words = promise("we'll refund it by Friday", on(0, 9.1), FRIDAY)
    diary.came(on(0), EMAIL, "refund", case="K1", promises=(words,))
    recorded(diary, 0, FRIDAY, what="refund", case="K2")
    assert len(diary.derived().promises) == 2


@pytest.mark.parametrize(
    ("words", "matters"),
    [
        ("I'll ring you back", {"contact"}),
        ("we'll pay it back next week", {"money"}),
        ("费用会原路退回", {"money"}),
        ("师傅明天上门维修", {"repair"}),
        ("your replacement card will be couriered", {"goods"}),
        ("明天给您解冻账户", {"access"}),
        ("the contract will be terminated", {"ending"}),
        ("it will be sorted by Friday", set()),
        ("周五前处理好", set()),
    ],
)
def test_what_a_promise_is_about(words: str, matters: set[str]) -> None:
    assert matters_of(words) == matters


@pytest.mark.parametrize(
    ("means", "words"),
    [
        (Means.CALL, "I'll give you a quick ring at noon"),
        (Means.CALL, "会有专员来电跟您沟通"),
        (Means.CALL, "明天我電話給您"),
        (Means.MESSAGE, "our team will reach out within two days"),
        (Means.MESSAGE, "今天下班前给您一个说法"),
        (Means.MESSAGE, "我们会给您回电子邮件"),
        (Means.DEED, "we'll update your address by tomorrow"),
        (Means.DEED, "we will have your phone back to you by Friday"),
        (Means.DEED, "五天之内把钱打回您的账户"),
    ],
)
def test_what_a_promise_would_be_kept_by(means: Means, words: str) -> None:
    assert means_of(words) is means


def test_words_that_do_not_say_differ_from_nothing() -> None:
    assert not are_apart(matters_of("it will be sorted"), matters_of("refund"))
    assert not are_apart(matters_of("退款"), matters_of("we will refund you"))
    assert are_apart(matters_of("退款"), matters_of("call back"))
