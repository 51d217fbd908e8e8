"""Promises of staff: what the company said it would do, and when it is due.

A promise is a commitment to an act yet to come. General information ("refunds usually take five days"), conditions on the
customer, questions, negations, hedges, and what is done while talking ("let me check") are none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.duetimes import Due, find_due
from agents.hearing.number_words import HALF_WIDTH
from agents.hearing.pledges import Pledge
from agents.hearing.pledges_chinese import chinese_pledges, has_chinese_pledge
from agents.hearing.pledges_english import english_pledges, has_english_pledge, may_pledge
from schemas.interactions import PromiseHeard

_EN_HINT: Final = re.compile(
    r"(?<![a-z])(?:will|shall|going to|gonna|promise|guarantee|undertake|commit|pledge|swear|expect|ha(?:ve|s) been|word|scheduled|booked|arranged|lined up|coming|arriving|(?:is|are) (?:being|due|going out|visiting|set))(?![a-z])|'ll|'(?:m|re|s) |(?<![a-z])(?:i|we) ll ",
    re.IGNORECASE,
)
_ZH_HINT: Final = re.compile(
    "会|将|内|前|稍后|待会|一会|回头|晚一?[点些]|届时|到时|随后|尽快|尽早|第一时间|马上|立[即刻]|保证|承诺|答应|一定|肯定|确保|今|明|后|周|星期|礼拜|月|点|号|日|工作|亲自|就(?=给|告|通|联|回|跟)"
)
# Written differently in traditional characters, and told of in promises: acts, people and times.
_SIMPLE: Final[Mapping[int, int]] = str.maketrans(
    "會們復覆電話給發來幫處還錢賬單個點鐘時週禮後號聯繫專員師經協調實與訂達貨運費補償換維護檢測裝開際當這對過內將馬辦務兩"
    "為國節聖誕慶勞動腦訊說關啟問題帳確認傳單雙誰優則術業",
    "会们复复电话给发来帮处还钱账单个点钟时周礼后号联系专员师经协调实与订达货运费补偿换维护检测装开际当这对过内将马办务两"
    "为国节圣诞庆劳动脑讯说关启问题账确认传单双谁优则术业",
)
_PLAIN: Final[Mapping[int, int | str]] = {
    **_SIMPLE,
    **{code: plain.translate(_SIMPLE) for code, plain in HALF_WIDTH.items()},
}
# A full stop ends a sentence unless it belongs to "p.m." or "no. 5".
_SENTENCE: Final = re.compile(
    r"(?:[^.;!?。\n]++|\.(?=\S)|(?<=[ap]\.m)\.(?= ?[a-z])|(?<=\bno)\.(?= ?\d))+[.;!?。]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Dated:
    begin: int
    end: int
    due: Due | None


def find_promises(text: str, said_at: datetime, calendar: Calendar) -> list[PromiseHeard]:
    """Promises in one staff turn or e-mail (already redacted), in order; spans are characters of `text`.

    `said_at` is aware; its offset is the wall clock that local times are read by, or the calendar's zone where it is
    UTC. Due times are UTC; where only a day was said, `due_day` is that day by the same clock.
    """
    plain = _plain(text)
    if not _hints(plain):
        return []
    return [_heard(found, said_at) for found in _dated(plain, said_at, calendar.where(said_at))]


def may_promise(text: str) -> bool:
    """Whether `find_promises` may find any in the text, whenever it is said; False is certain."""
    plain = _plain(text)
    return _hints(plain) and any(map(_may_pledge, _SENTENCE.findall(plain)))


def _plain(text: str) -> str:
    return text if text.isascii() else text.translate(_PLAIN)


def _hints(plain: str) -> bool:
    if plain.isascii():
        return may_pledge(plain.lower()) and _EN_HINT.search(plain) is not None
    return (_ZH_HINT.search(plain) or _EN_HINT.search(plain)) is not None


def _may_pledge(sentence: str) -> bool:
    return has_english_pledge(sentence) or (not sentence.isascii() and has_chinese_pledge(sentence))


def _heard(found: _Dated, said_at: datetime) -> PromiseHeard:
    due = found.due
    return PromiseHeard(
        said_at=said_at,
        begin=found.begin,
        end=found.end,
        due_at=due.at if due else None,
        due_day=due.day if due else None,
    )


def _dated(text: str, said_at: datetime, calendar: Calendar) -> Iterator[_Dated]:
    for found in _SENTENCE.finditer(text):
        sentence = found[0]

        def due_in(begin: int, end: int, sentence: str = sentence) -> list[Due]:
            return find_due(sentence[begin:end], said_at, calendar)

        pledges = list(english_pledges(sentence, due_in))
        if not sentence.isascii():
            pledges += chinese_pledges(sentence, due_in)
        for pledge in pledges:
            yield _placed(pledge, found.start(), text)


def _placed(pledge: Pledge, offset: int, text: str) -> _Dated:
    """In the whole text, without blanks and punctuation at its ends."""
    begin, end = offset + pledge.begin, offset + pledge.end
    while begin < end and text[begin] in " ,.;!?。\t\n、":
        begin += 1
    while begin < end and text[end - 1] in " ,.;!?。\t\n、":
        end -= 1
    return _Dated(begin, end, pledge.due)
