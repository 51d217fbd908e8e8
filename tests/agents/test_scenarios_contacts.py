"""Scenarios of the company calling its customers, each told in English and in Chinese through the real ear."""

from datetime import timedelta
from itertools import pairwise
from typing import Final

import pytest

from agents.following.policies import Policies
from schemas.values import Direction
from tests.agents.life import LANGUAGES, Life, on

Texts = dict[str, dict[str, str]]

both = pytest.mark.parametrize("language", LANGUAGES)

REFUSED: Final[Texts] = {
    "en": {
        "hello": "< Good morning, how can I help?",
        "complains": "> My July invoice is wrong again, you charged me for roaming I never used.",
        "refuses": "> And please stop calling me with offers, I want no more sales calls.",
        "goes on": "> Back to the roaming charge: when do I get the right invoice?",
        "answers": "< The new invoice goes out today.",
        "sells": "< Hello, I am calling about our new television package.",
        "declines": "> No, not interested.",
    },
    "zh": {
        "hello": "< 早上好，请问有什么可以帮您？",
        "complains": "> 七月的账单又错了，我根本没有用过漫游，凭什么收费。",
        "refuses": "> 还有，别再给我打推销电话了，我不想再接到营销电话。",
        "goes on": "> 说回漫游费，正确的账单什么时候给我？",
        "answers": "< 新的账单今天就发出。",
        "sells": "< 您好，向您介绍一下我们新的电视套餐。",
        "declines": "> 不用了，没兴趣。",
    },
}


@both
def test_eight_calls_in_august_after_a_refusal_said_in_the_middle_of_a_complaint(language: str) -> None:
    said, life = REFUSED[language], Life()
    refusal = life.call(
        on(8, 3, 9), said["hello"], said["complains"], said["refuses"], said["goes on"], said["answers"]
    )
    calls = [life.rang(on(8, day, 11), source=f"dialler-{day % 3}") for day in (5, 8, 11, 14, 18, 22, 26)]
    spoken = {"direction": Direction.OUTBOUND, "purpose": "sales", "source": "branch"}
    calls.append(life.call(on(8, 30, 15), said["sells"], said["declines"], **spoken))
    rows = {row.event_key: row for row in life.derived().outreach}
    assert [*rows] == calls
    for key in calls:
        assert "after_do_not_contact" in rows[key].violations
        place = rows[key].violations.index("after_do_not_contact")
        assert rows[key].violation_keys[place] == rows[key].request_key == refusal
    assert len({row.sender for row in rows.values()}) == 4
    assert rows[calls[-1]].contacts_30_days == 8


@both
def test_the_answer_to_the_complaint_in_which_they_refused_is_no_violation(language: str) -> None:
    said, life = REFUSED[language], Life()
    life.call(on(8, 3, 9), said["hello"], said["complains"], said["refuses"])
    life.call(on(8, 3, 15), said["answers"], direction=Direction.OUTBOUND, purpose="service")
    assert [row.violations for row in life.derived().outreach] == [()]


@both
def test_consent_given_again_makes_calls_welcome_and_a_second_refusal_ends_that(language: str) -> None:
    said, life = REFUSED[language], Life()
    life.mail(on(8, 1), said["refuses"])
    life.record(on(8, 5), "ConsentGiven", purpose="marketing")
    life.rang(on(8, 6))
    again = life.mail(on(8, 10), said["refuses"])
    life.rang(on(8, 11))
    welcome, unwelcome = life.derived().outreach
    assert (welcome.violations, welcome.request_key) == ((), "")
    assert (unwelcome.violations, unwelcome.request_key) == (("after_do_not_contact",), again)


LATE_HOURS: Final[Texts] = {
    "en": {"rings": "< Good evening, I am calling about the technician's visit.", "hears": "> At this hour?"},
    "zh": {"rings": "< 晚上好，跟您确认一下师傅上门的事。", "hears": "> 这么晚还打电话？"},
}


@both
def test_a_call_outside_agreed_hours_is_one_by_the_customers_clock(language: str) -> None:
    said = LATE_HOURS[language]
    shanghai = Policies(time_zone="Asia/Shanghai")
    late, life = on(6, 1, 15), Life(policies=shanghai)  # 23 o'clock in Shanghai
    out = {"direction": Direction.OUTBOUND, "purpose": "service"}
    life.call(late, said["rings"], said["hears"], **out)
    life.call(on(6, 2, 2), said["rings"], said["hears"], **out)  # ten in the morning there
    life.mail(late + timedelta(hours=1), said["rings"])  # a letter rings nobody awake
    by_moment = {row.made_at: row.violations for row in life.derived().outreach}
    assert by_moment == {late: ("outside_hours",), late + timedelta(hours=1): (), on(6, 2, 2): ()}
    life.policies = Policies()
    assert [row.violations for row in life.derived().outreach] == [(), (), ("outside_hours",)]


def test_eight_contacts_in_a_week_by_eight_senders_are_too_many_though_each_sent_one() -> None:
    life = Life()
    keys = [
        life.record(
            on(6, 1 + day % 6, 9 + day),
            "OutboundContactMade",
            channel="email" if day % 2 else "call",
            purpose="service",
            answered=True,
            source=f"system-{day}",
        )
        for day in range(8)
    ]
    rows = life.derived().outreach
    assert [row.contacts_7_days for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [len(row.violations) for row in rows] == [0, 0, 0, 0, 0, 0, 0, 1]
    assert len({row.sender for row in rows}) == len(keys)
    assert rows[-1].violation_keys == (rows[0].event_key,)


def test_the_fourth_unanswered_sales_call_in_thirty_days_is_too_many_and_an_answered_one_does_not_count() -> (
    None
):
    life = Life()
    for day in (1, 8, 15):
        life.rang(on(6, day))
    life.rang(on(6, 18), answered=True)
    life.rang(on(6, 22))
    life.rang(on(7, 15))  # the first has left the window by now, the others have not all
    rows = life.derived().outreach
    assert [row.unanswered_sales_30_days for row in rows] == [1, 2, 3, 3, 4, 2]
    flagged = [row.event_key for row in rows if row.violations]
    assert flagged == [rows[4].event_key]
    assert rows[4].violation_keys == (rows[0].event_key,)
    assert all(one.made_at < two.made_at for one, two in pairwise(rows))
