"""Hearing takes time in proportion to the text, whatever is repeated in it: one public post must not hold up all others."""

from datetime import UTC, datetime
from time import thread_time

import pytest

from agents.hearing.ear import Ear, Utterance
from pipeline.ear import load_ear
from pipeline.settings import Settings
from schemas.values import Speaker

SMALL, LARGE = 4_000, 16_000
MOST_GROWTH = 9
MEASURABLE = 0.3  # seconds

REPEATED = (
    "a@", "@b ", "＠", "[", "[邮件]", "#a", "http://", "www.", " ", "   .", "\n", "this is the third time ", "thanks to John ", "谢谢小王",
    "is the app down ", "not ", "AAA", "!", "...", "I'll ", "refund ", "退款", "我们会", "//@a:", "<![CDATA[", "x@y.z ",
)  # fmt: skip


@pytest.fixture(scope="module")
def ear() -> Ear:
    return load_ear(Settings())


def seconds(ear: Ear, speaker: Speaker, text: str) -> float:
    """Of this thread; what else the process has to do, such as looking through its memory, may fall into one try."""
    tries = []
    for _ in range(2):
        began = thread_time()
        ear.hear([Utterance(speaker, text, datetime(2026, 1, 1, tzinfo=UTC))])
        tries.append(thread_time() - began)
    return min(tries)


@pytest.mark.slow
@pytest.mark.parametrize("unit", REPEATED)
@pytest.mark.parametrize("speaker", [Speaker.CUSTOMER, Speaker.STAFF])
def test_four_times_the_text_takes_no_more_than_its_share(ear: Ear, speaker: Speaker, unit: str) -> None:
    small = seconds(ear, speaker, unit * (SMALL // len(unit)))
    assert small < 2
    large = seconds(ear, speaker, unit * (LARGE // len(unit)))
    assert large < MEASURABLE or large < MOST_GROWTH * small
