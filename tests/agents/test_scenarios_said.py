"""Scenarios of what was official and what customers said, each told in English and in Chinese through the real ear."""

from datetime import timedelta
from typing import Final

import pytest

from tests.agents.life import LANGUAGES, Life, on

Texts = dict[str, dict[str, str]]

both = pytest.mark.parametrize("language", LANGUAGES)

COURTEOUS: Final[Texts] = {
    "en": {
        "matter": "> The heating app shows an error every time I open it.",
        "sorry": "< I am terribly sorry for the trouble, thank you for your patience with us.",
        "tried": "< Unfortunately I have no way to repair it from here.",
        "closing": "> You have been very kind, but my problem is still not solved.",
    },
    "zh": {
        "matter": "> 暖气的应用每次打开都报错，根本用不了。",
        "sorry": "< 非常抱歉给您带来不便，感谢您的耐心。",
        "tried": "< 很遗憾，我这边没有办法修复。",
        "closing": "> 您的态度很好，可是我的问题还是没有解决。",
    },
}


@both
def test_the_courteous_employee_who_could_not_solve_it_is_courteous_and_it_is_not_solved(
    language: str,
) -> None:
    said, life = COURTEOUS[language], Life()
    key = life.call(on(6, 1), said["matter"], said["sorry"], said["tried"], said["closing"])
    (handling,) = life.derived().handlings
    assert (handling.event_key, handling.attitude, handling.staff) == (key, "courteous", "s.frost")
    assert handling.unsolved_at is not None
    assert (handling.unsolved_how, handling.solved_at) == ("said", None)
    assert life.heard(key).complaint


THREE_TIMES: Final[Texts] = {
    "en": {
        "first": "> My boiler was repaired badly, it leaks.",
        "visit": "< The technician has been, the boiler is tight now.",
        "second": "> You closed my case, but the boiler still leaks. It is not fixed.",
        "third": "> The leak is back, this is the third time I am reporting it.",
        "thanks": "> It has been dry for two days now, the problem is solved. Thank you.",
    },
    "zh": {
        "first": "> 你们修的热水器没修好，还在漏水。",
        "visit": "< 师傅来过了，现在不漏了。",
        "second": "> 你们说结案了，可是热水器还在漏，根本没修好。",
        "third": "> 又漏了，这已经是我第三次报修了。",
        "thanks": "> 两天没漏了，问题解决了，谢谢。",
    },
}


@both
def test_of_a_case_closed_three_times_two_closings_are_contradicted_and_the_third_is_confirmed(
    language: str,
) -> None:
    said, life = THREE_TIMES[language], Life()
    case = {"case": "K5"}
    life.call(on(6, 1), said["first"], said["visit"], **case)
    one = life.record(on(6, 2), "CaseResolved", **case)
    again = life.call(on(6, 4), said["second"], said["visit"], **case)
    two = life.record(on(6, 5), "CaseResolved", **case)
    third = life.mail(on(6, 8), said["third"], **case)
    life.record(on(6, 8, 12), "CaseReopened", **case)
    three = life.record(on(6, 10), "CaseResolved", **case)
    glad = life.mail(on(6, 12), said["thanks"], **case)
    derived = life.derived()
    assert [(row.event_key, row.verdict, row.evidence_key) for row in derived.resolutions] == [
        (one, "contradicted", again),
        (two, "contradicted", third),
        (three, "confirmed", glad),
    ]
    (journey,) = derived.journeys
    assert (journey.contacts, journey.felt, journey.single_contact) == (3, "confirmed", 0)
    assert journey.resolved_at == on(6, 10)


POLITE: Final[Texts] = {
    "en": {
        "matter": "> My refund of 60 pounds has not come.",
        "waits": "< It is with the finance department.",
        "thanks": "> All right, thank you. Goodbye.",
        "again": "> My refund has still not come, I am waiting for the money.",
    },
    "zh": {
        "matter": "> 我的六十块退款一直没到。",
        "waits": "< 财务部门正在处理。",
        "thanks": "> 好吧，谢谢，再见。",
        "again": "> 退款还是没到，我一直在等这笔钱。",
    },
}


@both
def test_a_polite_thank_you_at_the_end_of_a_call_is_no_resolution(language: str) -> None:
    said, life = POLITE[language], Life()
    life.call(on(6, 1), said["matter"], said["waits"], said["thanks"], case="K3")
    life.record(on(6, 1, 18), "CaseResolved", case="K3")
    quiet = life.derived()
    assert [row.verdict for row in quiet.resolutions] == ["silent"]
    assert quiet.handlings[0].solved_how in {"", "held"}  # never because of the words
    back = life.mail(on(6, 5), said["again"])
    after = life.derived()
    assert [(row.verdict, row.evidence_key) for row in after.resolutions] == [("contradicted", back)]
    assert after.journeys[0].contacts == 2
    assert after.handlings[0].unsolved_at == on(6, 5)


PRAISED: Final[Texts] = {
    "en": {
        "mail": "> I would like to praise Hannah, she was wonderful and stayed on the phone until it worked."
    },
    "zh": {"mail": "> 我想表扬一下韩梅，她特别有耐心，一直陪我到弄好为止。"},
}
NAMES: Final = {"en": "Hannah", "zh": "韩梅"}


@both
def test_the_colleague_who_is_praised_is_known_by_name_and_praise_begins_no_need(language: str) -> None:
    life = Life()
    key = life.mail(on(6, 1), PRAISED[language]["mail"])
    praise = [cue for cue in life.heard(key).cues if cue.cue == "praise"]
    assert NAMES[language] in {cue.name for cue in praise}
    assert not life.heard(key).complaint
    assert life.derived().journeys == ()


LEAVING: Final[Texts] = {
    "en": {
        "threat": "> The connection fails every evening. I am going to switch to Skyfibre.",
        "try": "< I have reset the line from here.",
        "fine": "> The connection works again, the problem is solved.",
    },
    "zh": {
        "threat": "> 网络每天晚上都断，我打算转到天纤宽带去。",
        "try": "< 我这边已经重置了线路。",
        "fine": "> 网络恢复正常了，问题已经解决。",
    },
}


@both
def test_that_a_customer_leaves_is_true_for_sixty_days_unless_they_take_it_back(language: str) -> None:
    said, life = LEAVING[language], Life()
    key = life.call(on(6, 1), said["threat"], said["try"], case="K9")
    (stands,) = life.derived().statements
    assert (stands.kind, stands.event_key, stands.ended_at) == ("churn", key, None)
    assert stands.expires_at == on(6, 1) + timedelta(days=60)
    assert stands.end > stands.begin
    back = life.mail(on(6, 4), said["fine"], case="K9")
    (ended,) = life.derived().statements
    assert (ended.event_key, ended.ended_key, ended.ended_at) == (key, back, on(6, 4))


@both
def test_who_only_asks_how_to_leave_has_not_said_that_they_will(language: str) -> None:
    asked = {"en": "> How can I cancel my contract, and by when?", "zh": "> 请问合同怎么解约，要提前多久？"}
    life = Life()
    life.mail(on(6, 1), asked[language])
    assert life.derived().statements == ()


FRAGILE: Final[Texts] = {
    "en": {"says": "> My husband passed away last week and the bill in his name is wrong."},
    "zh": {"says": "> 我先生上周去世了，他名下的账单还是错的。"},
}


@both
def test_a_bereavement_is_remembered_as_vulnerability_and_expires(language: str) -> None:
    life = Life()
    life.mail(on(6, 1), FRAGILE[language]["says"])
    (row,) = life.derived().statements
    assert (row.kind, row.ended_at) == ("vulnerability", None)
    assert row.expires_at > on(6, 1) + timedelta(days=60)


ASKED: Final[Texts] = {
    "en": {"bad": "> You marked my case as resolved. It is not, the invoice is as wrong as before."},
    "zh": {"bad": "> 你们说我的问题解决了，其实没有，账单跟之前一样是错的。"},
}


@both
def test_a_customer_who_ticks_satisfied_and_then_contradicts_counts_as_contradicting(language: str) -> None:
    life = Life()
    life.call(on(6, 1), POLITE[language]["matter"], POLITE[language]["waits"], case="K4")
    life.record(on(6, 2), "CaseResolved", case="K4")
    life.record(on(6, 2, 11), "SurveyAnswered", survey="csat", score=5, lowest=1, highest=5, case="K4")
    life.mail(on(6, 3), ASKED[language]["bad"], case="K4")
    derived = life.derived()
    assert [(row.verdict, row.how) for row in derived.resolutions] == [("contradicted", "said")]
    assert derived.journeys[0].contacts == 2  # a survey is no contact
