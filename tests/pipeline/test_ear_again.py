"""Cues that need no usual word: departures, symptoms that return, events, enumerations; and their look-alikes."""

import gc

import pytest

from agents.hearing.ear import Utterance
from pipeline.ear import load_ear
from pipeline.settings import Settings
from schemas.values import Speaker
from tests.listening import AT, EAR, cues


@pytest.mark.parametrize(
    ("cue", "english", "chinese"),
    [
        ("churn", "We moved our savings over to another bank.", "我已经办了联通的宽带,你们这边的停了吧"),
        ("churn", "Sort it by Friday or I'm leaving.", "再这样我就销户了"),
        ("churn", "We shall not be renewing.", "期满就不再续了"),
        ("not_resolved", "After the repair the noise is back.", "修完第二天又漏水了"),
        ("not_resolved", "The case is marked closed but it still drips.", "工单写着已解决,其实根本没人来过"),
        ("not_resolved", "None of your tips made a difference.", "给的几个方法全不管用"),
        ("resolved", "The power came back at noon.", "家里的电来了"),
        ("resolved", "The money reached my account.", "退款昨天到账户了"),
        ("effort", "I lost my whole weekend filling in your forms.", "我周末全耗在这件事上"),
        ("repeat", "I rang on Monday, on Thursday and again today.", "我周一打过,周三打过,今天又打"),
        ("re_explaining", "Every agent asks me the same questions.", "每个客服都问我同样的问题"),
    ],
)
def test_it_is_heard_in_both_languages(cue: str, english: str, chinese: str) -> None:
    assert cue in cues(english)
    assert cue in cues(chinese)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("vulnerability", "The film about cancer was very long."),
        ("vulnerability", "这部电影讲癌症"),
        ("thanks", "Not even a thank you after ten years."),
        ("thanks", "连声谢谢都没有"),
        ("resolved", "Has the money reached my account?"),
        ("churn", "I am with the technician now."),
    ],
)
def test_look_alikes_are_none(cue: str, text: str) -> None:
    assert cue not in cues(text)


@pytest.mark.parametrize(
    "text",
    ["Please upload a photo of your passport.", "Am I speaking with Mrs Hall?", "请把刚收到的验证码念给我"],
)
def test_staff_ask_who_it_is(text: str) -> None:
    heard = EAR.hear([Utterance(Speaker.STAFF, text, AT)])
    assert [hit.cue for hit in heard.cues] == ["identity_check"]


def test_loading_leaves_the_garbage_collector_as_it_was() -> None:
    assert gc.isenabled()
    load_ear(Settings())
    assert gc.isenabled()
