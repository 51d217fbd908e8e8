"""Scenarios of the company's word, each told in English and in Chinese through the real ear."""

from datetime import UTC, datetime
from typing import Final

import pytest

from agents.following.policies import Policies
from agents.following.standing import State, money_as_of, state_as_of
from pipeline.choices.tariffs import load_tariffs
from pipeline.settings import Settings
from schemas.stories import PromiseRow
from schemas.values import Direction
from tests.agents.life import LANGUAGES, Life, on

Texts = dict[str, dict[str, str]]

both = pytest.mark.parametrize("language", LANGUAGES)


def the_promise(life: Life) -> PromiseRow:
    (row,) = life.derived().promises
    return row


MOVED: Final[Texts] = {
    "en": {
        "matter": "> The line is dead since Sunday, we need a technician.",
        "promise": "< A technician will repair the line by Wednesday.",
        "ask": "< The part is missing. Would Friday suit you instead?",
        "agree": "> Friday is fine with me.",
    },
    "zh": {
        "matter": "> 线路从周日起就断了，需要师傅上门。",
        "promise": "< 师傅周三之前会来把线路修好。",
        "ask": "< 配件还没到，改到周五您看可以吗？",
        "agree": "> 周五可以的。",
    },
}


def _moved(language: str, *, agreed: bool, moved_on: datetime) -> Life:
    """On Monday the first, until Wednesday; then a record says Friday. It is done on Thursday."""
    said, life = MOVED[language], Life()
    named = {"promise": "P1", "case": "K1"}
    life.call(on(6, 1, 9), said["matter"], said["promise"], case="K1")
    life.record(on(6, 1, 9, 5), "PromiseMade", due_at=on(6, 3, 23), what=said["promise"][2:], **named)
    life.call(
        moved_on, said["ask"], said["agree"], case="K1", direction=Direction.OUTBOUND, purpose="service"
    )
    life.record(moved_on, "PromiseMade", due_at=on(6, 5, 23), agreed=agreed, **named)
    life.record(on(6, 4), "PromiseKept", **named)
    return life


@both
def test_a_promise_moved_by_agreement_is_judged_by_the_new_day_and_remembers_the_first(language: str) -> None:
    row = the_promise(_moved(language, agreed=True, moved_on=on(6, 2)))
    assert (row.first_due_at, row.due_at) == (on(6, 3, 23), on(6, 5, 23))
    assert (row.moved_at, row.moved_to) == ((on(6, 2),), (on(6, 5, 23),))
    assert state_as_of(row, on(6, 3, 23, 30)) is State.OPEN
    assert state_as_of(row, on(6, 10)) is State.KEPT


@both
def test_a_new_day_that_nobody_agreed_to_moves_nothing(language: str) -> None:
    row = the_promise(_moved(language, agreed=False, moved_on=on(6, 2)))
    assert (row.due_at, row.moved_to) == (on(6, 3, 23), ())
    assert state_as_of(row, on(6, 3, 23, 30)) is State.BROKEN
    assert state_as_of(row, on(6, 10)) is State.LATE


@both
def test_an_agreement_after_the_day_is_over_heals_no_broken_promise(language: str) -> None:
    row = the_promise(_moved(language, agreed=True, moved_on=on(6, 4, 9)))
    assert row.due_at == on(6, 3, 23)
    assert state_as_of(row, on(6, 10)) is State.LATE


LATE: Final[Texts] = {
    "en": {
        "matter": "> Seventy pounds were taken from my account by mistake.",
        "promise": "< You will have the seventy pounds back by 5 June.",
        "waits": "> You promised me the money by the fifth and it has not come.",
        "sorry": "< I am sorry for the delay.",
    },
    "zh": {
        "matter": "> 你们误扣了我七十块钱。",
        "promise": "< 6月5日之前把这七十块钱退给您。",
        "waits": "> 你们答应五号之前退钱，到现在都没有到账。",
        "sorry": "< 耽误了您，很抱歉。",
    },
}


@both
def test_a_promise_kept_late_with_compensation_was_broken_in_between(language: str) -> None:
    said, life = LATE[language], Life()
    named = {"promise": "P2", "case": "K2"}
    talk = life.call(on(6, 1), said["matter"], said["promise"], case="K2")
    life.record(
        on(6, 1, 10, 3), "PromiseMade", due_at=datetime(2026, 6, 5, 23, 59, 59, tzinfo=UTC), what="", **named
    )
    doubt = life.mail(on(6, 8), said["waits"], case="K2")
    life.record(on(6, 9), "PromiseKept", **named)
    life.record(on(6, 10), "CompensationPaid", amount=1_500, currency="GBP", **named)
    row = the_promise(life)
    assert (row.event_key, row.known_by) == (talk, "record")
    assert row.what in said["promise"]
    assert (row.doubted_at, row.doubted_key) == (on(6, 8), doubt)
    told = [(day, state_as_of(row, on(6, day, 12))) for day in (1, 5, 7, 9, 20)]
    assert told == [
        (1, State.OPEN),
        (5, State.OPEN),
        (7, State.BROKEN),
        (9, State.LATE),
        (20, State.LATE),
    ]
    assert (money_as_of(row, on(6, 9)).paid, money_as_of(row, on(6, 20)).paid) == (0, 1_500)


OWED: Final[Texts] = {
    "en": {
        "matter": "> You took the card fee twice.",
        "promise": "< We will refund the fee by 5 June.",
        "again": "> The fee has still not been refunded.",
        "once more": "< We will refund it by 12 June, I promise.",
    },
    "zh": {
        "matter": "> 年费你们扣了两次。",
        "promise": "< 6月5日之前把年费退还给您。",
        "again": "> 年费到现在还没有退回来。",
        "once more": "< 6月12日之前一定退还给您。",
    },
}


@both
def test_a_tariff_pays_a_case_once_however_often_the_money_was_promised_and_says_what_is_outstanding(
    language: str,
) -> None:
    said = OWED[language]
    life = Life(policies=Policies(tariffs=load_tariffs(Settings(tariffs="bank-cn"))))
    life.call(on(6, 1), said["matter"], said["promise"], case="K6")
    life.call(on(6, 10), said["again"], said["once more"], case="K6")
    life.record(on(6, 20), "CompensationPaid", amount=4_000, currency="CNY", case="K6")

    def money(day: int) -> tuple[int, int, int]:
        some = [money_as_of(row, on(6, day)) for row in life.derived().promises]
        return sum(m.owed for m in some), sum(m.paid for m in some), sum(m.outstanding for m in some)

    first, second = life.derived().promises
    assert first.due_at is not None
    assert second.due_at is not None
    assert first.due_at.date() < second.due_at.date()
    assert {first.currency, second.currency} == {"CNY"}
    assert money(5) == (0, 0, 0)
    assert money(18) == (10_000, 0, 10_000)
    assert money(29) == (10_000, 4_000, 6_000)


CALLED: Final[Texts] = {
    "en": {
        "matter": "> My meter reading was entered wrongly, the bill is far too high.",
        "promise": "< I will look into it and call you back tomorrow by noon.",
        "thanks": "> Thank you, goodbye.",
        "back": "< As I said yesterday, I am calling you about the reading.",
        "hears": "> Yes, go on.",
    },
    "zh": {
        "matter": "> 电表读数录错了，账单高得离谱。",
        "promise": "< 我去查一下，明天中午之前给您回电话。",
        "thanks": "> 谢谢，再见。",
        "back": "< 按昨天说的，给您打电话说一下读数的事。",
        "hears": "> 嗯，您说。",
    },
}


@both
def test_a_promised_call_is_kept_by_the_call_and_not_by_a_polite_goodbye(language: str) -> None:
    said, life = CALLED[language], Life()
    life.call(on(6, 2), said["matter"], said["promise"], said["thanks"])
    promised = the_promise(life)
    assert promised.due_at is not None
    assert promised.due_at.astimezone(life.policies.zone).date() == on(6, 3).date()
    assert (promised.kept_at, promised.known_by) == (None, "staff")
    assert state_as_of(promised, on(6, 4)) is State.BROKEN
    life.call(on(6, 3, 11), said["back"], said["hears"], direction=Direction.OUTBOUND, purpose="service")
    kept = the_promise(life)
    assert kept.kept_at == on(6, 3, 11)
    assert state_as_of(kept, on(6, 4)) is State.KEPT


@both
def test_what_staff_say_and_what_the_company_records_of_it_is_one_promise(language: str) -> None:
    said, life = CALLED[language], Life()
    talk = life.call(on(6, 2), said["matter"], said["promise"])
    life.record(on(6, 2, 10, 20), "PromiseMade", promise="P9", what="callback", due_at=on(6, 3, 12))
    row = the_promise(life)
    assert (row.promise, row.known_by, row.event_key, row.due_at) == ("P9", "record", talk, on(6, 3, 12))
    assert row.end > row.begin


GENERAL: Final[Texts] = {
    "en": {
        "asks": "> How long does a refund take?",
        "says": "< Refunds usually take five working days. If it is not there by then, call us.",
    },
    "zh": {
        "asks": "> 退款一般要多久？",
        "says": "< 退款通常需要五个工作日，如果到时还没有到账，请联系我们。",
    },
}


@both
def test_how_long_things_usually_take_is_no_promise(language: str) -> None:
    life = Life()
    life.chat(on(6, 1), GENERAL[language]["asks"], GENERAL[language]["says"])
    assert life.derived().promises == ()


VAGUE: Final[Texts] = {
    "en": {"asks": "> The certificate has not arrived.", "says": "< I will send you the certificate again."},
    "zh": {"asks": "> 证书一直没寄到。", "says": "< 我会把证书再给您寄一份。"},
}


@both
def test_a_promise_without_a_time_has_an_unknown_due_time_and_is_never_broken_by_waiting(
    language: str,
) -> None:
    life = Life()
    life.call(on(6, 1), VAGUE[language]["asks"], VAGUE[language]["says"])
    row = the_promise(life)
    assert row.due_at is None
    assert state_as_of(row, on(12, 1)) is State.UNKNOWN_DUE
