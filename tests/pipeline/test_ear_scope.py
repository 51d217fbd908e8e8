"""Where the words of a cue do not count, and what cues carry: words of our own, in both languages."""

import pytest

from tests.listening import cues, hear


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("churn", "I do not want to close my account."),
        ("churn", "我不想销户"),
        ("churn", "I cannot cancel my subscription."),
        ("escalation", "There is no need to involve a lawyer."),
        ("escalation", "没有必要找律师"),
        ("praise", "店员很没礼貌"),
        ("praise", "Great job, you lost my suitcase and nobody answers."),
        ("praise", "真棒啊,又把我的包裹弄丢了"),
        ("resolved", "The refund has still not reached my account."),
        ("not_resolved", "We are still waiting for an answer."),
        ("effort", "I was passed to three departments."),
        ("transfer", "请给我推荐一家酒店"),
        ("transfer", "I have switched to another provider."),
        ("repeat", "这是我第三次买你们家的茶叶了"),
        ("escalation", "我想咨询一下投诉电话是多少?"),
        ("waiting", "请问转账要等多久到账?"),
    ],
)
def test_words_out_of_scope_are_no_cue(cue: str, text: str) -> None:
    assert cue not in cues(text)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("repeat", "How many times do I have to call you about this?"),
        ("re_explaining", "难道又要我把整件事重复一遍?"),
        ("escalation", "我已经咨询过律师,准备走法律程序"),
        ("re_explaining", "我不想再把事情从头讲一遍了"),
    ],
)
def test_anger_that_asks_still_counts(cue: str, text: str) -> None:
    assert cue in cues(text)


@pytest.mark.parametrize(
    ("cue", "count", "minutes", "name", "text"),
    [
        ("repeat", 4, None, "", "I have called four times about this."),
        ("repeat", 4, None, "", "我为这事打了四次电话"),
        ("waiting", None, 90, "", "I was on hold for an hour and a half."),
        ("waiting", None, 90, "", "我等了一个半小时"),
        ("escalation", None, None, "ombudsman", "I will go to the ombudsman."),
        ("escalation", None, None, "消费者协会", "我会向消费者协会投诉"),
        ("churn", None, None, "Monzo", "I am moving my account to Monzo."),
        ("praise", None, None, "小李", "客服小李特别有耐心"),
    ],
)
def test_cues_carry_what_they_say(
    cue: str, count: int | None, minutes: int | None, name: str, text: str
) -> None:
    hit = next(hit for hit in hear(text).cues if hit.cue == cue)
    assert (hit.count, hit.minutes, hit.name) == (count, minutes, name)
