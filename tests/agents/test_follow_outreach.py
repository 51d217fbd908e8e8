"""Contact pressure and consent, told as scenarios."""

from datetime import timedelta

import msgspec
import pytest

from agents.following.policies import Aim, Limit, Policies
from schemas.stories import OutreachRow
from schemas.values import Channel, Context, Role
from tests.agents.diary import CALL, CHAT, EMAIL, Diary, on, promise

NO = ("after_do_not_contact",)


def rows(diary: Diary) -> tuple[OutreachRow, ...]:
    return diary.derived().outreach


def test_eight_calls_in_august_after_a_refusal() -> None:
    diary = Diary()
    request = diary.came(on(0), CALL, "unwanted_contact", "do_not_contact", complaint=True)
    for day in range(1, 25, 6):
        diary.reached(on(day), CALL, context=Context(campaign="summer loan", team="sales"))
        diary.noted(on(day + 2), "OutboundContactMade", channel="call", purpose="marketing")
    found = rows(diary)
    assert len(found) == 8
    assert {row.request_key for row in found} == {request}
    assert all("after_do_not_contact" in row.violations for row in found)
    assert found[-1].contacts_30_days == 8
    assert found[-1].contacts_7_days == 3
    assert {row.sender for row in found} == {"call", "crm"}


def test_a_customer_who_never_asked_is_called_as_often() -> None:
    diary = Diary()
    for day in range(0, 24, 3):
        diary.noted(on(day), "OutboundContactMade", channel="call", purpose="sales", answered=True)
    assert [row.violations for row in rows(diary)] == [()] * 8


def test_the_eighth_contact_in_seven_days_is_too_many_over_all_senders() -> None:
    diary = Diary()
    for hour in range(7):
        diary.noted(on(hour / 2, 9), "OutboundContactMade", channel="call", source=f"s{hour}", answered=True)
    diary.reached(on(6), EMAIL, purpose="newsletter")
    found = rows(diary)
    assert [row.contacts_7_days for row in found] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found[-1].violations == ("too_many",)
    diary.reached(on(7, 9), EMAIL, purpose="newsletter")  # the first is exactly seven days old, and out
    assert rows(diary)[-1].contacts_7_days == 8


def test_the_fourth_unanswered_sales_contact_in_thirty_days_is_too_many() -> None:
    diary = Diary()
    for day in (0, 8, 16, 24):
        diary.noted(on(day), "OutboundContactMade", channel="call", purpose="telesales")
    diary.noted(on(31), "OutboundContactMade", channel="call", purpose="telesales")
    assert [row.unanswered_sales_30_days for row in rows(diary)] == [1, 2, 3, 4, 4]
    assert rows(diary)[3].violations == ("too_many_unanswered",)


def test_consent_given_again_ends_the_refusal_for_its_purpose_only() -> None:
    diary = Diary()
    request = diary.noted(on(0), "ConsentWithdrawn")
    diary.noted(on(1), "OutboundContactMade", channel="email", purpose="survey")
    diary.noted(on(2), "ConsentGiven", purpose="sales")
    diary.noted(on(3), "OutboundContactMade", channel="email", purpose="marketing")
    diary.noted(on(4), "OutboundContactMade", channel="email", purpose="survey")
    assert [row.violations for row in rows(diary)] == [NO, (), NO]
    assert rows(diary)[2].request_key == request


def test_a_refusal_of_calls_does_not_forbid_mail() -> None:
    diary = Diary()
    diary.noted(on(0), "ConsentWithdrawn", purpose="marketing", channels=["call"])
    diary.noted(on(1), "OutboundContactMade", channel="email", purpose="sales")
    diary.noted(on(1), "OutboundContactMade", channel="call", purpose="sales")
    diary.noted(on(1), "OutboundContactMade", channel="call", purpose="service")
    assert [row.violations for row in rows(diary)] == [(), NO, ()]


def test_do_not_call_in_the_middle_of_a_complaint_does_not_forbid_the_answer() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", "do_not_contact", complaint=True, case="K1")
    diary.reached(on(1), CALL)
    diary.reached(on(2), CALL, purpose="survey")
    diary.noted(on(3), "OutboundContactMade", channel="call", purpose="fraud alert")
    diary.noted(on(4), "CaseResolved", case="K1")
    diary.reached(on(5), CALL, purpose="service")
    diary.reached(on(6), CALL, purpose="service", case="K1")
    assert [row.violations for row in rows(diary)] == [(), NO, (), NO, ()]


def test_a_refusal_in_the_very_call_is_no_violation_of_that_call() -> None:
    diary = Diary()
    call = diary.reached(on(0), CALL, cues="do_not_contact", purpose="sales", counted=True)
    diary.reached(on(1), CALL, purpose="sales", counted=True)
    first, second = rows(diary)
    assert first.violations == ()
    assert (second.violations, second.request_key) == (NO, call)


def test_a_reply_is_no_outreach_and_a_newsletter_in_the_thread_is() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "billing", conversation="m1")
    diary.reached(on(1), EMAIL, conversation="m1")
    diary.reached(on(1), CHAT, conversation="w1")
    diary.reached(on(1), EMAIL, staffed=False)
    offer = diary.reached(on(2), EMAIL, conversation="m1", purpose="marketing")
    assert [(row.event_key, row.answered) for row in rows(diary)] == [(offer, 0)]
    diary.came(on(3), EMAIL, conversation="m1")
    assert [row.answered for row in rows(diary)] == [1]


def test_hours_are_those_of_the_policy_and_bind_calls() -> None:
    diary = Diary()
    for hour in (7.99, 8, 20.99, 21):
        diary.noted(on(0, hour), "OutboundContactMade", channel="call", answered=True)
    diary.noted(on(0, 23), "OutboundContactMade", channel="email")
    late = ("outside_hours",)
    assert [row.violations for row in rows(diary)] == [late, (), (), late, ()]
    beijing = Policies(time_zone="Asia/Shanghai")
    there = diary.derived(beijing).outreach
    assert [row.violations for row in there] == [(), (), late, late, ()]


def test_purposes_are_understood_in_both_languages() -> None:
    aim_of = Policies().aim_of
    assert aim_of("Sales call", "") is aim_of("产品推销", "") is aim_of("", "autumn") is Aim.SELL
    assert aim_of("customer_survey", "") is aim_of("满意度回访", "autumn") is Aim.ASK
    assert aim_of("fraud alert", "") is aim_of("安全提醒", "") is Aim.PROTECT
    assert aim_of("", "") is aim_of("callback", "autumn") is aim_of("售后服务", "") is Aim.SERVE


def spoke_as(diary: Diary, role: Role) -> None:
    """Who it was that the last line is of."""
    line = diary.lines.pop()
    person = msgspec.structs.replace(line.person, role=role)
    diary.lines.append(msgspec.structs.replace(line, person=person))


def test_each_violation_names_what_it_is_measured_against() -> None:
    diary = Diary()
    refused = diary.noted(on(0), "ConsentWithdrawn", purpose="marketing")
    made = [
        diary.noted(on(day, 23), "OutboundContactMade", channel="call", purpose="sales")
        for day in (1, 2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6)
    ]
    *_, fourth, fifth, sixth, seventh, eighth = rows(diary)
    assert fourth.violations == ("after_do_not_contact", "too_many_unanswered", "outside_hours")
    assert fourth.violation_keys == (refused, made[0], "")
    assert eighth.violation_keys == (refused, made[0], made[0])
    assert eighth.violations == ("after_do_not_contact", "too_many", "too_many_unanswered")
    assert {len(row.violations) - len(row.violation_keys) for row in (fifth, sixth, seventh)} == {0}


def test_the_oldest_contact_is_the_oldest_that_still_counts() -> None:
    diary = Diary()
    made = [
        diary.noted(on(day), "OutboundContactMade", channel="email", purpose="service") for day in range(9)
    ]
    strict = Policies(limits=(Limit("often", 3, timedelta(days=4)),))
    found = diary.derived(strict).outreach
    assert [row.violation_keys for row in found[:4]] == [(), (), (), (made[0],)]
    assert [row.violation_keys for row in found[4:]] == [(key,) for key in made[1:6]]


def test_a_limit_counts_and_binds_its_own_aims_and_channels_only() -> None:
    diary = Diary()
    for hour in range(3):
        diary.noted(on(0, 9 + hour), "OutboundContactMade", channel="chat", purpose="sales")
        diary.noted(on(0, 9.5 + hour), "OutboundContactMade", channel="email", purpose="sales")
        diary.noted(on(0, 9.7 + hour), "OutboundContactMade", channel="chat", purpose="survey")
    texts = Limit("texts", 2, timedelta(days=1), frozenset({Aim.SELL}), frozenset({Channel.CHAT}))
    found = diary.derived(Policies(limits=(texts,))).outreach
    assert [row.event_key for row in found if row.violations == ("texts",)] == [found[6].event_key]
    assert [row.contacts_7_days for row in found] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("made", ["email", "call"])
def test_a_request_said_in_a_call_holds_from_the_end_of_the_call(made: str) -> None:
    diary = Diary()
    request = diary.came(on(0), CALL, "billing", "do_not_contact", duration=900_000, complaint=True)
    diary.noted(on(0, 9.2), "OutboundContactMade", channel=made, purpose="sales", answered=True)
    diary.noted(on(0, 9.3), "OutboundContactMade", channel=made, purpose="sales", answered=True)
    during, after = rows(diary)
    assert during.violations == ()
    assert (after.violations, after.violation_keys) == (NO, (request,))


def test_consent_recorded_in_the_talk_does_not_undo_what_the_customer_says_in_it() -> None:
    diary = Diary()
    diary.noted(on(-1), "ConsentGiven")
    request = diary.came(on(0), CALL, "billing", "do_not_contact", duration=900_000)
    diary.noted(on(0, 9.1), "ConsentGiven")
    diary.noted(on(1), "OutboundContactMade", channel="call", purpose="sales", answered=True)
    assert [row.request_key for row in rows(diary)] == [request]
    diary.noted(on(2), "ConsentGiven")
    diary.noted(on(3), "OutboundContactMade", channel="call", purpose="sales", answered=True)
    assert [row.request_key for row in rows(diary)] == [request, ""]


def test_withdrawn_given_and_withdrawn_again_each_holds_until_the_next() -> None:
    diary = Diary()
    for day, kind in (
        (0, "ConsentGiven"),
        (2, "ConsentWithdrawn"),
        (4, "ConsentGiven"),
        (6, "ConsentWithdrawn"),
    ):
        diary.noted(on(day), kind, purpose="marketing")
        diary.noted(on(day + 1), "OutboundContactMade", channel="email", purpose="promotion", answered=True)
    assert [row.violations for row in rows(diary)] == [(), NO, (), NO]


def test_of_two_statements_of_one_moment_the_refusal_holds() -> None:
    diary = Diary()
    diary.noted(on(0), "ConsentWithdrawn")
    diary.noted(on(0), "ConsentGiven")
    diary.noted(on(1), "OutboundContactMade", channel="email", purpose="sales")
    assert [row.violations for row in rows(diary)] == [NO]


def test_a_narrow_refusal_does_not_lift_the_wide_one_nor_narrow_consent_the_rest_of_it() -> None:
    diary = Diary()
    wide = diary.noted(on(0), "ConsentWithdrawn")
    narrow = diary.noted(on(1), "ConsentWithdrawn", purpose="marketing", channels=["call"])
    for channel in ("call", "email"):
        diary.noted(on(2), "OutboundContactMade", channel=channel, purpose="sales", answered=True)
    diary.noted(on(3), "ConsentGiven", purpose="marketing", channels=["call"])
    for channel in ("call", "email"):
        diary.noted(on(4), "OutboundContactMade", channel=channel, purpose="sales", answered=True)
    assert [row.request_key for row in rows(diary)] == [narrow, wide, "", wide]


def test_payer_and_user_speak_each_for_themselves() -> None:
    diary = Diary()
    by_user = diary.came(on(0), CALL, "unwanted_contact", "do_not_contact")
    spoke_as(diary, Role.USER)
    for role in (Role.PAYER, Role.USER, Role.UNKNOWN, Role.BOTH):
        diary.noted(on(1), "OutboundContactMade", channel="email", purpose="sales")
        spoke_as(diary, role)
    assert [row.request_key for row in rows(diary)] == ["", by_user, by_user, by_user]
    diary.noted(on(2), "ConsentGiven")
    spoke_as(diary, Role.PAYER)
    diary.noted(on(3), "OutboundContactMade", channel="email", purpose="sales")
    spoke_as(diary, Role.UNKNOWN)
    assert rows(diary)[-1].request_key == by_user
    diary.noted(on(4), "ConsentGiven")
    spoke_as(diary, Role.BOTH)
    diary.noted(on(5), "OutboundContactMade", channel="email", purpose="sales")
    assert rows(diary)[-1].request_key == ""


def test_who_was_promised_a_call_about_their_refusal_may_be_called_about_it_and_not_sold_to() -> None:
    diary = Diary()
    request = diary.came(
        on(0), EMAIL, "unwanted_contact", "do_not_contact", conversation="m1", complaint=True
    )
    vow = promise("I will call you back", on(0, 12))
    diary.reached(on(0, 12), EMAIL, conversation="m1", promises=(vow,))
    diary.reached(on(1), CALL)
    diary.reached(on(2), CALL, purpose="sales")
    assert [row.request_key for row in rows(diary)] == ["", request]
