"""Promises of staff: what the company said it would do, and when it is due.

A promise is a commitment to an act yet to come. General information ("refunds usually take five days"), conditions on the
customer, questions, negations, hedges, and what is done while talking ("let me check") are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from agents.hearing.calendar import Calendar
from agents.hearing.duetimes import Due, find_due
from agents.hearing.number_words import half_width
from agents.hearing.pledges import Pledge
from agents.hearing.pledges_chinese import chinese_pledges
from agents.hearing.pledges_english import english_pledges, may_pledge
from schemas.interactions import PromiseHeard

_EN_HINT: Final = re.compile(
    r"(?<![a-z])(?:will|shall|going to|gonna|promise|guarantee|expect|ha(?:ve|s) been|word|scheduled|booked|arranged|lined up|coming|arriving|(?:is|are) (?:being|due|going out|visiting|set))(?![a-z])|'ll|'(?:m|re|s) |(?<![a-z])(?:i|we) ll ",
    re.IGNORECASE,
)
_ZH_HINT: Final = re.compile(
    "会|将|内|前|稍后|待会|一会|回头|晚一?[点些]|届时|到时|随后|尽快|尽早|第一时间|马上|立[即刻]|保证|承诺|答应|一定|肯定|确保|今|明|后|周|星期|礼拜|月|点|号|日|工作"
)
# A full stop ends a sentence unless it belongs to "p.m." or "no. 5".
_SENTENCE: Final = re.compile(
    r"(?:[^.;!?。\n]|\.(?=\S)|(?<=[ap]\.m)\.(?= ?[a-z])|(?<=\bno)\.(?= ?\d))+[.;!?。]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Dated:
    begin: int
    end: int
    due: Due | None


def find_promises(text: str, said_at: datetime, calendar: Calendar) -> list[PromiseHeard]:
    """Promises in one staff turn or e-mail (already redacted), in order; spans are characters of `text`.

    `said_at` is aware. Due times are UTC; where only a day was said, `due_day` is that day by the calendar's zone.
    """
    plain = half_width(text)
    if plain.isascii():
        if not may_pledge(plain.lower()) or not _EN_HINT.search(plain):
            return []
    elif not (_ZH_HINT.search(plain) or _EN_HINT.search(plain)):
        return []
    return [_heard(found, said_at) for found in _dated(plain, said_at, calendar)]


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
