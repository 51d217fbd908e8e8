"""Scenarios of ways through the company, each told in English and in Chinese through the real ear."""

from datetime import timedelta
from typing import Final

import pytest

from schemas.stories import Journey
from schemas.values import Role
from tests.agents.life import LANGUAGES, Life, on

Texts = dict[str, dict[str, str]]

both = pytest.mark.parametrize("language", LANGUAGES)


def the_journey(life: Life, customer: str = "C1") -> Journey:
    (journey,) = life.derived(customer).journeys
    return journey


THEFT: Final[Texts] = {
    "en": {
        "bot": "> Somebody has taken over my account and changed the password, I think I was hacked.",
        "shrug": "* I did not understand that. Would you like to see our tariffs?",
        "first": "> My account was hijacked this morning. I already explained this to your chat bot.",
        "who": "< Before we can look into it, please confirm your date of birth and the last invoice number.",
        "second": "> Once more, since I have told you all of this before: my account was stolen by a stranger.",
        "wait": "< We have passed your message on to the specialists.",
        "calls": "> My account has been stolen, and now I am explaining it for the third time.",
        "check": "< Sorry about that. To verify it is you, what is the answer to your security question?",
        "answer": "> The name of my first school.",
        "done": "< Thank you. The stranger is locked out and the account is yours again.",
    },
    "zh": {
        "bot": "> 有人盗了我的账号，密码都被改了，我登不上去。",
        "shrug": "* 没听懂您的意思，需要了解我们的资费吗？",
        "first": "> 我的账号今天早上被盗了，刚才跟你们的机器人已经说过一遍了。",
        "who": "< 处理之前请先提供您的出生日期，核实一下身份。",
        "second": "> 我又要重新说一遍：我的账号被陌生人盗用了。",
        "wait": "< 您的来信已经转给专员。",
        "calls": "> 我的账号被盗了，这事我已经跟你们解释过两遍了。",
        "check": "< 抱歉。为了核实您的身份，请回答一下您的密保问题。",
        "answer": "> 我的第一所小学的名字。",
        "done": "< 谢谢，对方已经被踢下线，账号还给您了。",
    },
}


@both
def test_the_stolen_account_takes_three_channels_four_contacts_and_two_proofs_of_identity(
    language: str,
) -> None:
    said, life = THEFT[language], Life()
    keys = [
        life.chat(on(6, 3, 8, 5), said["bot"], said["shrug"]),
        life.mail(on(6, 3, 8, 40), said["first"]),
        life.mail(on(6, 3, 10, 40), said["who"]),
        life.mail(on(6, 3, 11), said["second"]),
        life.mail(on(6, 3, 13), said["wait"]),
        life.call(on(6, 3, 13, 30), said["calls"], said["check"], said["answer"], said["done"], case="K1"),
        life.record(on(6, 3, 13, 36), "CaseResolved", case="K1"),
    ]
    journey = the_journey(life)
    assert journey.touchpoints == tuple(keys)
    assert (journey.contacts, journey.channels, journey.switches) == (4, ("chat", "email", "call"), 2)
    assert journey.identity_checks == 2
    assert journey.re_explained >= 2
    assert (journey.re_explained_first, journey.re_explained_again) == (keys[0], keys[1])
    assert journey.waiting_company >= timedelta(hours=4).total_seconds()
    assert journey.elapsed == timedelta(hours=5, minutes=31).total_seconds()
    assert journey.single_contact == 0


MEETING: Final = (
    "> The invoice charges me twice for the same router, that is wrong.",
    "> 我刚才发邮件说的那张账单还是重复收费，到底什么时候更正？",
)


def test_two_channels_and_two_languages_are_one_need() -> None:
    for first, then in (MEETING, MEETING[::-1]):
        life = Life()
        written = life.mail(on(6, 1), first)
        called = life.call(on(6, 3), then, "< One moment. 请稍等。")
        journey = the_journey(life)
        assert journey.touchpoints == (written, called)
        assert "billing" in journey.topics
        assert (journey.contacts, journey.channels) == (2, ("email", "call"))


FAMILY: Final[Texts] = {
    "en": {
        "uses": "> The broadband in my flat keeps dropping out, I cannot attend a single lecture.",
        "noted": "< I have opened a fault report for the line.",
        "again": "> It is still down, the connection failed again last night.",
        "pays": "> My son's line is broken and I am the one paying for it. I am not happy.",
        "told": "< The fault is with our engineers.",
    },
    "zh": {
        "uses": "> 我屋里的宽带老是断线，网课一节都上不了。",
        "noted": "< 已经给您这条线路登记了故障。",
        "again": "> 现在还是连不上，昨晚又断了。",
        "pays": "> 我儿子那条宽带坏了，钱可是我在付的，我很不满意。",
        "told": "< 故障已经交给工程师了。",
    },
}


@both
def test_in_a_family_where_one_pays_and_another_uses_each_has_a_journey_and_a_role_of_their_own(
    language: str,
) -> None:
    said, life = FAMILY[language], Life()
    user = {"customer": "SON", "role": Role.USER, "case": "K7"}
    payer = {"customer": "MOTHER", "role": Role.PAYER, "case": "K7"}
    used = [
        life.chat(on(6, 1), said["uses"], said["noted"], **user),
        life.mail(on(6, 2), said["again"], **user),
    ]
    paid = life.call(on(6, 3), said["pays"], said["told"], **payer)
    son, mother = the_journey(life, "SON"), the_journey(life, "MOTHER")
    assert (son.role, son.touchpoints, son.contacts) == ("user", tuple(used), 2)
    assert (mother.role, mother.touchpoints, mother.contacts) == ("payer", (paid,), 1)
    assert son.complaint
    assert mother.complaint
    assert son.cases == mother.cases == ("K7",)


STRANGERS: Final[Texts] = {
    "en": {
        "mine": "> My parcel with the new router has not arrived, where is it?",
        "theirs": "Still no sign of my delivery, third week in a row. Awful.",
    },
    "zh": {
        "mine": "> 我的新路由器快递一直没送到，到哪儿了？",
        "theirs": "快递等了三个星期还没送到，太差劲了。",
    },
}


@both
def test_a_wrong_link_makes_two_people_one_and_its_undoing_makes_them_two_again(language: str) -> None:
    said, life = STRANGERS[language], Life()
    mine = life.mail(on(6, 1), said["mine"])
    theirs = life.post(on(6, 2), said["theirs"], nick="@grumbler")
    apart = life.people()
    handle = {"kind": "social", "value": "grumbler"}
    life.record(on(6, 3), "IdentityLinked", handle=handle)
    merged = the_journey(life)
    assert merged.touchpoints == (mine, theirs)
    assert (merged.contacts, merged.channels) == (2, ("email", "social"))
    life.record(on(6, 9), "IdentityUnlinked", handle=handle)
    ours, stranger = (rows.journeys[0] for rows in life.people().values())
    assert {ours.touchpoints, stranger.touchpoints} == {(mine,), (theirs,)}
    assert {row.customer for row in (ours, stranger)} == set(apart)


LATE: Final[Texts] = {
    "en": {
        "first": "> There is a charge of 40 pounds on my bill that nobody can explain.",
        "fixed": "< I have taken it off the bill.",
        "then": "> The same wrong charge is on my bill again, this is not acceptable.",
    },
    "zh": {
        "first": "> 我的账单上有一笔四十块钱的扣费，谁也说不清是什么。",
        "fixed": "< 已经从账单里去掉了。",
        "then": "> 账单上又出现了同样的错误扣费，这太过分了。",
    },
}


@both
def test_a_complaint_that_arrives_ten_days_late_turns_a_silent_resolution_into_a_contradicted_one(
    language: str,
) -> None:
    said, life = LATE[language], Life()
    life.call(on(6, 1), said["first"], said["fixed"], case="K2")
    closed = life.record(on(6, 1, 16), "CaseResolved", case="K2")
    late = life.mail(on(6, 4), said["then"])  # written on the 4th, handed in on the 14th
    before, after = life.derived(without=[late]), life.derived()
    (silent,), (contradicted,) = before.resolutions, after.resolutions
    assert (silent.event_key, silent.verdict) == (closed, "silent")
    assert (contradicted.event_key, contradicted.verdict) == (closed, "contradicted")
    assert (contradicted.evidence_key, contradicted.verdict_at) == (late, on(6, 4))
    assert before.journeys[0].journey == after.journeys[0].journey
    assert (before.journeys[0].single_contact, after.journeys[0].single_contact) == (1, 0)
    assert after.journeys[0].contacts == 2


ONCE: Final[Texts] = {
    "en": {
        "asks": "> How do I change the delivery address of my order?",
        "told": "< On the page My orders, under Address.",
        "back": "> My order went to the old address after all, the delivery is wrong.",
    },
    "zh": {
        "asks": "> 请问订单的收货地址怎么改？",
        "told": "< 在我的订单页面里点地址就可以改。",
        "back": "> 快递还是送到旧地址去了，送错了。",
    },
}


@both
@pytest.mark.parametrize(("day", "alone"), [(7, 0), (20, 1)])
def test_a_first_contact_was_enough_only_if_nobody_came_about_it_on_any_channel_for_seven_days(
    language: str, day: int, alone: int
) -> None:
    said, life = ONCE[language], Life()
    life.call(on(6, 1), said["asks"], said["told"])
    life.mail(on(6, day), said["back"])
    first = life.derived().journeys[0]
    assert first.single_contact == alone
    assert first.matures_at == (on(6, 7) if not alone else on(6, 1)) + timedelta(days=7)
