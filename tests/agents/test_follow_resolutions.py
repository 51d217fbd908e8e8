"""What becomes of an official "resolved", told as scenarios."""

import pytest

from schemas.stories import ResolutionRow
from tests.agents.diary import CALL, CHAT, EMAIL, SOCIAL, Diary, on


def a_closed_case() -> Diary:
    diary = Diary()
    diary.came(on(0), CALL, "billing", conversation="p1")
    diary.noted(on(0, 10), "CaseOpened", case="K1", conversation="p1")
    diary.noted(on(1), "CaseResolved", case="K1")
    return diary


def only(diary: Diary) -> ResolutionRow:
    (row,) = diary.derived().resolutions
    return row


def test_nobody_says_anything() -> None:
    row = only(a_closed_case())
    assert (row.verdict, row.how, row.verdict_at, row.evidence_key) == ("silent", "", None, "")
    assert row.matures_at == on(8)
    assert (row.region, row.product, row.team) == ("north", "card", "care")


@pytest.mark.parametrize(
    ("cues", "more", "verdict", "how"),
    [
        ("resolved", {}, "confirmed", "said"),
        ("thanks", {"label": "positive"}, "confirmed", "thanked"),
        ("not_resolved", {}, "contradicted", "said"),
        ("resolved not_resolved", {}, "contradicted", "said"),
        ("thanks", {"complaint": True}, "contradicted", "complained"),
        ("", {}, "contradicted", "contacted_again"),
    ],
)
def test_the_customer_comes_back_by_mail(cues: str, more: dict[str, object], verdict: str, how: str) -> None:
    diary = a_closed_case()
    mail = diary.came(on(3), EMAIL, "", cues, case="K1", **more)
    row = only(diary)
    assert (row.verdict, row.how, row.evidence_key, row.verdict_at) == (verdict, how, mail, on(3))
    (journey,) = diary.derived().journeys
    assert journey.felt == verdict


def test_a_complaint_on_the_same_topic_elsewhere_contradicts() -> None:
    diary = a_closed_case()
    diary.came(on(7), SOCIAL, "billing", complaint=True)
    assert only(diary).how == "complained"


def test_a_complaint_on_another_topic_does_not() -> None:
    diary = a_closed_case()
    diary.came(on(3), SOCIAL, "delivery", complaint=True)
    assert only(diary).verdict == "silent"


def test_what_comes_after_maturity_is_a_new_need() -> None:
    diary = a_closed_case()
    diary.came(on(8, 10), CALL, "billing", case="K1")
    assert only(diary).verdict == "silent"
    assert len(diary.derived().journeys) == 2


def test_thanks_and_then_a_complaint_is_contradicted_by_the_complaint() -> None:
    diary = a_closed_case()
    diary.came(on(2), EMAIL, "", "thanks", case="K1")
    complaint = diary.came(on(4), EMAIL, "billing", complaint=True)
    row = only(diary)
    assert (row.verdict, row.evidence_key) == ("contradicted", complaint)


def test_a_case_closed_three_times_has_three_resolutions() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "product_fault", case="K1")
    diary.noted(on(1), "CaseResolved", case="K1")
    call = diary.came(on(2), CALL, "product_fault", "not_resolved", case="K1")
    diary.noted(on(3), "CaseResolved", case="K1")
    reopened = diary.noted(on(4), "CaseReopened", case="K1")
    diary.noted(on(5), "CaseResolved", case="K1")
    thanks = diary.came(on(6), EMAIL, "", "resolved thanks", case="K1")
    derived = diary.derived()
    assert [(row.verdict, row.how, row.evidence_key) for row in derived.resolutions] == [
        ("contradicted", "said", call),
        ("contradicted", "reopened", reopened),
        ("confirmed", "said", thanks),
    ]
    (journey,) = derived.journeys
    assert (journey.contacts, journey.felt, journey.resolved_at) == (2, "confirmed", on(5))
    assert journey.elapsed == 5 * 86_400


def test_a_case_reopened_after_weeks_contradicts_though_it_had_matured() -> None:
    diary = a_closed_case()
    diary.noted(on(40), "CaseReopened", case="K1")
    row = only(diary)
    assert (row.how, row.verdict_at) == ("reopened", on(40))


def test_good_bye_in_the_chat_in_which_it_was_closed_is_no_new_contact() -> None:
    diary = Diary()
    diary.came(on(0, 9), CHAT, "billing", conversation="w1")
    diary.noted(on(0, 9.5), "CaseResolved", conversation="w1", case="K1")
    diary.came(on(0, 9.6), CHAT, conversation="w1")
    assert only(diary).verdict == "silent"
    diary.came(on(2), CHAT, conversation="w1")
    assert only(diary).how == "contacted_again"


def test_a_word_about_another_case_is_no_evidence() -> None:
    diary = a_closed_case()
    diary.came(on(2), CALL, "billing", case="K2", complaint=True)
    assert only(diary).verdict == "silent"
