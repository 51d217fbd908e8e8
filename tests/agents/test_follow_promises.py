"""The promise ledger, told as scenarios."""

import pytest

from agents.following.standing import state_as_of
from schemas.stories import PromiseRow
from tests.agents.diary import CALL, CHAT, EMAIL, SOCIAL, Diary, on, promise

FRIDAY = on(4, 17)


def only(diary: Diary) -> PromiseRow:
    (row,) = diary.derived().promises
    return row


def test_a_promise_in_words_and_on_record_is_one() -> None:
    diary = Diary()
    words = promise("I'll have it refunded by Friday", on(0, 9.1), FRIDAY, begin=40)
    call = diary.came(on(0), CALL, "refund", conversation="p1", promises=(words,))
    diary.noted(
        on(0, 10), "PromiseMade", promise="P1", what="refund", due_at=FRIDAY, owner="Ann", conversation="p1"
    )
    row = only(diary)
    assert (row.promise, row.known_by, row.what, row.owner) == ("P1", "record", "refund", "Ann")
    assert (row.event_key, row.begin, row.channel, row.made_at) == (call, 40, "call", on(0, 9.1))
    assert (row.due_at, row.kept_at, row.withdrawn_at, row.doubted_at) == (FRIDAY, None, None, None)


def test_a_promise_in_words_alone_is_named_by_where_it_was_said() -> None:
    diary = Diary()
    chat = diary.came(on(0), CHAT, "billing", promises=(promise("稍后给您回电", on(0, 9.2), begin=7),))
    row = only(diary)
    assert (row.promise, row.known_by, row.due_at, row.what) == (f"{chat}:7", "staff", None, "稍后给您回电")


def test_the_record_takes_the_words_with_its_own_due_time_and_leaves_the_others() -> None:
    diary = Diary()
    callback = promise("I'll call you tomorrow", on(0, 9.1), on(1, 17))
    refund = promise("you will have your refund by Friday", on(0, 9.2), FRIDAY, begin=50)
    diary.came(on(0), CALL, "refund", case="K1", promises=(callback, refund))
    diary.noted(on(0, 9), "PromiseMade", promise="P1", due_at=FRIDAY, case="K1")
    first, second = diary.derived().promises
    assert (first.promise, first.begin, first.what) == ("P1", 50, "you will have your refund by Friday")
    assert second.known_by == "staff"


def test_a_promise_repeated_in_one_conversation_is_one() -> None:
    diary = Diary()
    for minute in (1, 5):
        said = on(0, 9 + minute / 60)
        more = promise("we will send it by Friday", said, FRIDAY)
        diary.reached(said, CHAT, conversation="w1", promises=(more,), direction="inbound")
    assert len(diary.derived().promises) == 1


def test_a_promise_moved_twice_on_record_is_due_when_the_customer_was_first_told() -> None:
    diary = Diary()
    for week in range(3):
        due = on(4 + 7 * week, 17)
        diary.noted(on(7 * week), "PromiseMade", promise="P1", what="replace the card", due_at=due, case="K1")
    diary.noted(on(18), "PromiseKept", promise="P1")
    row = only(diary)
    assert (row.made_at, row.due_at, row.kept_at, row.kept_known_by) == (on(0), FRIDAY, on(18), "record")


def test_a_promise_moved_twice_in_words_is_three_promises() -> None:
    diary = Diary()
    for week in range(3):
        said, due = on(7 * week), on(4 + 7 * week, 17)
        diary.came(said, CALL, "delivery", promises=(promise("it will be delivered by Friday", said, due),))
    rows = diary.derived().promises
    assert [row.due_at for row in rows] == [on(4, 17), on(11, 17), on(18, 17)]


def test_a_due_time_may_be_added_later() -> None:
    diary = Diary()
    diary.noted(on(0), "PromiseMade", promise="P1", what="repair")
    diary.noted(on(1), "PromiseMade", promise="P1", what="repair", due_at=FRIDAY)
    assert only(diary).due_at == FRIDAY


def test_withdrawn_and_paid() -> None:
    diary = Diary()
    diary.noted(on(0), "PromiseMade", promise="P1", what="repair", due_at=FRIDAY, case="K1")
    diary.noted(on(1), "PromiseWithdrawn", promise="P1")
    diary.noted(on(2), "CompensationPaid", promise="P1", amount=500, currency="EUR")
    diary.noted(on(3), "CompensationPaid", case="K1", amount=700, currency="EUR")
    diary.noted(on(3), "CompensationPaid", case="K1", amount=9, currency="CNY")
    diary.noted(on(3), "CompensationPaid", case="K9", amount=9, currency="EUR")
    row = only(diary)
    assert (row.withdrawn_at, row.paid, row.paid_in) == (on(1), (500, 700, 9), ("EUR", "EUR", "CNY"))
    assert (row.accrued, row.currency, row.tariff) == ((), "", "")


@pytest.mark.parametrize("words", ["I will call you back tomorrow", "我明天下午给您回电话"])
def test_a_promised_call_is_kept_by_a_call_that_reaches_the_customer(words: str) -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", promises=(promise(words, on(0, 9.1), on(1, 18)),))
    diary.reached(on(0, 12), EMAIL)
    diary.noted(on(1, 9), "OutboundContactMade", channel="call", purpose="sales", answered=True)
    diary.noted(on(1, 10), "OutboundContactMade", channel="call", purpose="callback", answered=False)
    assert only(diary).kept_at is None
    diary.noted(on(1, 11), "OutboundContactMade", channel="call", purpose="callback", answered=True)
    row = only(diary)
    assert (row.kept_at, row.kept_known_by) == (on(1, 11), "record")


def test_a_promised_answer_is_kept_by_a_mail_and_a_refund_is_not() -> None:
    diary = Diary()
    answer = promise("我们会在24小时内给您回复", on(0, 9.1), on(1, 9.1))
    refund = promise("the refund will be in your account", on(0, 9.2), on(3), begin=50)
    diary.came(on(0), CALL, "refund", conversation="p1", promises=(answer, refund))
    diary.reached(on(1), EMAIL, conversation="p1")
    first, second = diary.derived().promises
    assert first.kept_at == on(1)
    assert second.kept_at is None


def test_the_customer_says_it_was_done() -> None:
    diary = Diary()
    made = promise("it will be repaired by Friday", on(0, 9.1), FRIDAY)
    diary.came(on(0), CHAT, "product_fault", conversation="w1", promises=(made,))
    diary.came(on(0, 9.3), CHAT, "", "thanks", conversation="w1")
    assert only(diary).kept_at is None  # thanks in the same chat are politeness
    diary.came(on(3), EMAIL, "product_fault", "resolved thanks")
    row = only(diary)
    assert (row.kept_at, row.kept_known_by) == (on(3), "customer")


def test_the_customer_says_it_was_not_kept() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "refund", case="K1")
    diary.noted(on(0, 10), "PromiseMade", promise="P1", what="refund", due_at=FRIDAY, case="K1")
    diary.came(on(3), CALL, "refund", "not_resolved", case="K1")  # not yet due
    late = diary.came(on(5), SOCIAL, "refund broken_promise", complaint=True)
    diary.came(on(6), SOCIAL, "refund broken_promise", complaint=True)
    row = only(diary)
    assert (row.doubted_at, row.doubted_key) == (on(5), late)


def test_the_company_says_kept_and_the_customer_says_not() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "refund", case="K1")
    diary.noted(on(0, 10), "PromiseMade", promise="P1", what="refund", due_at=FRIDAY, case="K1")
    diary.noted(on(4), "PromiseKept", promise="P1")
    diary.came(on(6), CALL, "refund", "not_resolved", case="K1")
    row = only(diary)
    assert (row.kept_at, row.doubted_at) == (on(4), on(6))


def test_a_promised_call_that_was_made_is_not_doubted_because_the_matter_is_unsolved() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "outage", promises=(promise("I'll ring you tomorrow", on(0, 9.1), on(1, 18)),))
    diary.reached(on(1), CALL)
    diary.came(on(3), CALL, "outage", "not_resolved")
    row = only(diary)
    assert (row.kept_at, row.doubted_at) == (on(1), None)


def test_a_promise_tied_to_nothing_is_doubted_by_a_broken_promise_anywhere() -> None:
    diary = Diary()
    diary.noted(on(0), "PromiseMade", promise="P1", what="new contract", due_at=FRIDAY)
    diary.came(on(5), CALL, "delivery", "not_resolved")
    assert only(diary).doubted_at is None
    diary.came(on(6), EMAIL, "broken_promise", complaint=True)
    assert only(diary).doubted_at == on(6)


def test_a_record_without_a_name_for_the_talk_is_known_by_its_due_time() -> None:
    diary = Diary()
    call = diary.came(on(0), CALL, "refund", promises=(promise("周五前退款给您", on(0, 9.1), on(4, 23.99)),))
    diary.noted(on(0, 10), "PromiseMade", promise="P1", what="退款", due_at=on(5, 0))
    diary.noted(on(0, 10), "PromiseMade", promise="P2", what="new card", due_at=on(20, 0))
    first, second = diary.derived().promises
    assert (first.promise, first.event_key, second.promise) == ("P1", call, "P2")
    assert second.event_key != call


def test_a_record_of_the_case_that_was_opened_for_the_talk_takes_its_words() -> None:
    diary = Diary()
    call = diary.came(on(0), CALL, "refund", promises=(promise("we'll refund it", on(0, 9.1)),))
    diary.noted(
        on(0, 10), "PromiseMade", promise="P1", due_at=FRIDAY, case="K1"
    )  # a key before the case's own
    diary.noted(on(0, 10), "CaseOpened", case="K1")
    row = only(diary)
    assert (row.promise, row.event_key, row.due_at, row.case_id) == ("P1", call, FRIDAY, "K1")


def test_you_promised_means_the_promise_last_due_even_weeks_after() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "outage", promises=(promise("I'll call you back by Friday", on(0, 9.1), FRIDAY),))
    kept = promise("we'll repair it by the eleventh", on(1, 9.1), on(7))
    diary.came(on(1), CALL, "product_fault", promises=(kept,), conversation="p1")
    diary.came(on(6), EMAIL, "", "resolved", conversation="p1")
    post = diary.came(on(18), SOCIAL, "broken_promise", complaint=True)
    outage, fault = diary.derived().promises
    assert (outage.doubted_key, fault.doubted_key) == (post, "")


def test_to_answer_the_complaint_about_a_broken_promise_is_not_to_keep_it() -> None:
    diary = Diary()
    made = promise("we will get back to you by Friday", on(0, 9.1), FRIDAY)
    diary.came(on(0), EMAIL, "billing", conversation="m1", promises=(made,))
    diary.came(on(6), EMAIL, "billing broken_promise", conversation="m2", complaint=True)
    diary.reached(on(7), EMAIL, conversation="m2")
    assert only(diary).kept_at is None
    diary.reached(on(8), EMAIL, conversation="m1")
    assert only(diary).kept_at == on(8)


def test_a_deed_that_the_customer_denied_and_then_calls_done_was_kept_late() -> None:
    diary = Diary()
    refund = promise("we'll have the refund sent by Friday", on(0, 9.1), FRIDAY)
    diary.came(on(0), CALL, "refund", conversation="p1", promises=(refund,))
    denied = diary.came(on(5), EMAIL, "refund broken_promise", complaint=True)
    diary.came(on(9), CALL, "refund", "resolved")
    row = only(diary)
    assert (row.kept_at, row.kept_known_by, row.doubted_key) == (on(9), "customer", denied)
    assert (state_as_of(row, on(6)), state_as_of(row, on(10))) == ("broken", "late")


def test_what_is_called_done_after_the_due_time_without_a_denial_says_nothing_of_when() -> None:
    diary = Diary()
    refund = promise("we'll have the refund sent by Friday", on(0, 9.1), FRIDAY)
    diary.came(on(0), CALL, "refund", conversation="p1", promises=(refund,))
    diary.came(on(9), CALL, "refund", "resolved")
    assert only(diary).kept_at is None
