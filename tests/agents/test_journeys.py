"""Journeys, told as scenarios."""

from schemas.interactions import Feeling
from schemas.values import Direction
from tests.agents.diary import CALL, CHAT, EMAIL, SOCIAL, Diary, on


def test_a_stolen_account_is_one_journey_over_three_channels() -> None:
    diary = Diary()
    chat = diary.came(on(0, 9), CHAT, "security account", conversation="w1", complaint=True, polarity=-6000)
    diary.reached(on(0, 9.02), CHAT, conversation="w1", direction=Direction.INBOUND)
    first = diary.came(on(0, 10), EMAIL, "security", conversation="m1", complaint=True)
    diary.reached(on(0, 12), EMAIL, conversation="m1", staff="identity_check")
    diary.came(on(0, 13), EMAIL, "account", "re_explaining", conversation="m1", complaint=True)
    diary.reached(on(0, 15), EMAIL, conversation="m1")
    call = diary.came(
        on(0, 16), CALL, "security account", "resolved thanks",
        staff="identity_check", duration=240_000, waited=60_000, polarity=2000, complaint=True,
    )  # fmt: skip
    (journey,) = diary.derived().journeys
    assert journey.journey == chat
    assert journey.channels == ("chat", "email", "call")
    assert (journey.contacts, journey.switches, journey.outbound) == (4, 2, 2)
    assert journey.identity_checks == 2
    assert (journey.re_explained, journey.re_explained_first) == (3, chat)
    assert journey.re_explained_again == first
    assert journey.touchpoints[-1] == call
    assert journey.elapsed == 7 * 3600 + 240
    assert (journey.lowest_polarity, journey.last_polarity) == (-6000, 2000)
    assert journey.waiting_company == 2 * 3600 + 2 * 3600 + 60 + 72
    assert journey.single_contact == 0
    assert journey.effort >= 60


def test_one_smooth_call_costs_no_effort_and_is_a_single_contact() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", "resolved", staff="identity_check", duration=300_000)
    (journey,) = diary.derived().journeys
    assert (journey.contacts, journey.single_contact, journey.effort) == (1, 1, 0)
    assert journey.matures_at == on(7)
    assert journey.elapsed == 300


def test_the_same_topic_on_another_channel_within_seven_days_is_no_single_contact() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing")
    diary.came(on(7), SOCIAL, "billing", complaint=True)
    (journey,) = diary.derived().journeys
    assert (journey.contacts, journey.single_contact) == (2, 0)


def test_the_same_topic_after_more_than_seven_days_is_another_need() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing")
    diary.came(on(7, 10), CALL, "billing")
    first, second = diary.derived().journeys
    assert (first.single_contact, second.single_contact) == (1, 1)


def test_the_topic_coming_back_after_a_settled_need_counts_against_single_contact_only_within_seven_days() -> (
    None
):
    diary = Diary()
    diary.came(on(0), CALL, "billing", "resolved")
    diary.came(on(3), EMAIL, "billing")
    assert [journey.single_contact for journey in diary.derived().journeys] == [0]


def test_a_conversation_is_silent_for_fifteen_days_and_a_new_journey_begins() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "billing", conversation="m1")
    diary.came(on(14), EMAIL, conversation="m1")
    diary.came(on(28, 10), EMAIL, conversation="m1")
    assert [journey.contacts for journey in diary.derived().journeys] == [2, 1]


def test_messages_of_one_chat_are_one_contact_and_mails_are_one_each() -> None:
    diary = Diary()
    for minute in range(5):
        diary.came(on(0, 9 + minute / 60), CHAT, "billing", conversation="w1")
        diary.reached(on(0, 9 + (minute + 0.5) / 60), CHAT, conversation="w1", direction=Direction.INBOUND)
    diary.came(on(1, 10), CHAT, conversation="w1")
    diary.came(on(2), EMAIL, "billing", conversation="m1")
    diary.came(on(2, 11), EMAIL, conversation="m1")
    (journey,) = diary.derived().journeys
    assert journey.contacts == 4
    assert journey.channels == ("chat", "email")


def test_a_call_that_ties_two_needs_makes_them_one() -> None:
    diary = Diary()
    first = diary.came(on(0), EMAIL, "delivery", conversation="m1")
    diary.came(on(1), CHAT, "billing", conversation="w1", case="K1")
    assert len(diary.derived().journeys) == 2
    diary.came(on(2), CALL, conversation="m1", case="K1")
    (journey,) = diary.derived().journeys
    assert (journey.journey, journey.contacts) == (first, 3)
    assert journey.topics == ("delivery", "billing")


def test_two_needs_without_anything_in_common_stay_two() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing")
    diary.came(on(1), CALL, "delivery")
    diary.came(on(2), CALL, "other", complaint=True)
    diary.came(on(3), CALL, "other", complaint=True)
    assert len(diary.derived().journeys) == 4


def test_still_not_solved_means_the_need_touched_last() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing")
    diary.came(on(1), CALL, "delivery")
    diary.came(on(2), SOCIAL, "unsolved", "repeat", complaint=True)
    billing, delivery = diary.derived().journeys
    assert (billing.contacts, delivery.contacts) == (1, 2)


def test_thanks_alone_begin_no_journey_and_are_no_further_contact() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "praise", "thanks praise", label="positive")
    assert diary.derived().journeys == ()
    diary.came(on(1), EMAIL, "billing")
    diary.came(on(2), EMAIL, "", "thanks", label="positive")
    (journey,) = diary.derived().journeys
    assert (journey.contacts, len(journey.touchpoints)) == (1, 2)


def test_sales_calls_are_no_journey_even_when_the_customer_complains_in_them() -> None:
    diary = Diary()
    diary.reached(on(0), CALL, purpose="sales", counted=True, topics="unwanted_contact", complaint=True)
    derived = diary.derived()
    assert derived.journeys == ()
    assert len(derived.outreach) == 1


def test_waiting_is_split_by_who_held_the_ball() -> None:
    diary = Diary()
    diary.came(on(0, 9), EMAIL, "billing", conversation="m1")
    diary.reached(on(0, 9.1), EMAIL, conversation="m1", staffed=False)  # a machine's acknowledgement
    diary.reached(on(1, 9), EMAIL, conversation="m1")
    diary.came(on(3, 9), EMAIL, "", "resolved", conversation="m1")
    (journey,) = diary.derived().journeys
    assert journey.waiting_company == 24 * 3600
    assert journey.waiting_customer == 48 * 3600
    assert journey.elapsed == 72 * 3600


def test_a_case_closed_after_a_month_belongs_to_the_need_it_was_opened_for() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing")
    diary.noted(on(0, 10), "CaseOpened", case="K1")
    diary.noted(on(30), "CaseResolved", case="K1")
    (journey,) = diary.derived().journeys
    assert journey.resolved_at == on(30)
    assert journey.cases == ("K1",)
    assert journey.felt == "silent"
    assert journey.elapsed == 30 * 86_400


def test_transfers_and_hold_come_from_the_telephone_system_or_from_what_staff_say() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", transfers=2, staff="transfer", hold=90_000, waited=30_000)
    diary.came(on(1), CHAT, "billing", staff="transfer")
    (journey,) = diary.derived().journeys
    assert journey.transfers == 3
    assert journey.waiting_company == 24 * 3600 + 120


def test_the_public_answer_to_a_post_belongs_to_the_need_of_the_post() -> None:
    diary = Diary()
    diary.came(on(0), SOCIAL, "outage", complaint=True)
    answer = diary.reached(on(0, 11), SOCIAL)
    (journey,) = diary.derived().journeys
    assert journey.touchpoints[-1] == answer
    assert (journey.contacts, journey.outbound, journey.waiting_company) == (1, 1, 2 * 3600)


def test_a_call_of_staff_that_names_nothing_is_about_the_one_open_need() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "delivery", complaint=True)
    call = diary.reached(on(2), CALL, conversation="c77")
    (journey,) = diary.derived().journeys
    assert call in journey.touchpoints
    late = diary.reached(on(9, 10), CALL)
    sale = diary.reached(on(3), CALL, purpose="sales")
    (journey,) = diary.derived().journeys
    assert not {late, sale} & {*journey.touchpoints}


def test_where_two_needs_are_open_such_a_call_may_be_about_either_and_joins_none() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "delivery")
    diary.came(on(1), CALL, "billing")
    call = diary.reached(on(2), CALL)
    assert all(call not in journey.touchpoints for journey in diary.derived().journeys)


def test_a_need_that_is_settled_is_not_what_such_a_call_is_about() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "delivery")
    diary.came(on(1), CALL, "billing", "resolved")
    call = diary.reached(on(2), CALL)
    delivery, billing = diary.derived().journeys
    assert call in delivery.touchpoints
    assert call not in billing.touchpoints


def test_a_service_record_without_words_may_be_about_anything() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "delivery")
    sent = diary.noted(on(1), "OutboundContactMade", channel="email", purpose="service")
    (journey,) = diary.derived().journeys
    assert sent not in journey.touchpoints


def test_who_explains_it_again_has_told_it_before_whatever_it_sounded_like() -> None:
    diary = Diary()
    told = diary.came(on(0), CHAT, "billing", conversation="w1", complaint=True)
    again = diary.came(on(0, 10), EMAIL, "security", "re_explaining", conversation="m1", complaint=True)
    (journey,) = diary.derived().journeys
    assert (journey.contacts, journey.channels) == (2, ("chat", "email"))
    assert (journey.re_explained, journey.re_explained_first, journey.re_explained_again) == (1, told, again)
    diary.came(on(3), CALL, "delivery", "re_explaining", complaint=True)
    assert [journey.contacts for journey in diary.derived().journeys] == [2, 1]


def test_kind_words_about_nothing_else_are_no_further_contact() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", case="K1", complaint=True)
    diary.noted(on(1), "CaseResolved", case="K1")
    diary.came(on(2), CHAT, duration=120_000, label=Feeling.POSITIVE, complaint=False)
    derived = diary.derived()
    (journey,) = derived.journeys
    assert (journey.contacts, journey.single_contact) == (1, 1)
    assert [(row.verdict, row.how) for row in derived.resolutions] == [("confirmed", "thanked")]


def test_thanks_that_open_a_talk_are_why_they_came_and_thanks_that_close_it_are_not() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", case="K1", complaint=True)
    diary.noted(on(1), "CaseResolved", case="K1")
    neutral = {"label": Feeling.NEUTRAL, "complaint": False, "case": "K1"}
    diary.came(on(2), CALL, "", "thanks thanks", spoken=30, **neutral)
    assert diary.derived().resolutions[0].how == "thanked"
    diary.came(on(3), CALL, "", "thanks", spoken=0, **neutral)
    assert diary.derived().resolutions[0].how == "contacted_again"


def test_a_case_opened_after_the_answer_stands_with_the_mail_that_was_answered() -> None:
    diary = Diary()
    diary.came(on(0), EMAIL, "billing", conversation="m1")
    diary.reached(on(2), EMAIL, conversation="m1")
    opened = diary.noted(on(2, 9.3), "CaseOpened", case="K1")
    (journey,) = diary.derived().journeys
    assert journey.touchpoints[-1] == opened


def test_who_complains_has_a_need_even_where_the_call_ends_well() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "", "resolved", complaint=True)
    (journey,) = diary.derived().journeys
    assert (journey.contacts, journey.complaint) == (1, 1)
