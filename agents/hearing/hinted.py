"""Cues and promises beyond the phrases: what a model of whole turns hears where no rule does, and what it denies.

Phrases are right more often, the model finds more. So it adds what it is sure of, and takes back a promise or a cue of
staff only where it is nearly certain that there is none. What phrases found in a customer's words stays.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from math import log
from types import MappingProxyType
from typing import Final, NamedTuple

from agents.hearing.calendar import Calendar
from agents.hearing.cues import Words, cue_between
from agents.hearing.duetimes import find_due
from agents.hearing.lexicon import Cut
from agents.hearing.matters import Logits, Matters
from agents.hearing.mood import Mood
from agents.hearing.number_words import half_width
from schemas.interactions import CueHit, PromiseHeard

PROMISE: Final = "promise"  # the field of staff's model that is no cue
# Logits from which the model is believed on its own. On sentences that trained nothing nine of ten promises that it adds
# are right, and two of three cues; of those below it takes the others for more than they say.
_PROMISED: Final = log(0.7 / 0.3)
_PROMISED_AT_NO_TIME: Final = log(0.98 / 0.02)
_SURE: Final = log(0.7 / 0.3)
_SURER: Final = log(0.8 / 0.2)
_CERTAIN: Final = log(0.9 / 0.1)
_BARS: Final[Mapping[str, float]] = MappingProxyType({
    "identity_check": _SURER,
    "effort": _SURER,
    "repeat": _SURER,
    "escalation": _SURER,
    "churn": _CERTAIN,  # who would rather not leave speaks of it too
    "not_resolved": _CERTAIN,  # and so it is with who asks whether it is solved
})  # fmt: skip
_STAFF_BARS: Final[Mapping[str, float]] = MappingProxyType({**_BARS, "transfer": _SURER})
_DENIED: Final = log(0.05 / 0.95)  # up to here it is believed against a phrase
# Phrases hear these better than the model ever did: thanks are said in few ways, and irony is theirs to tell.
_LEFT_TO_PHRASES: Final = frozenset({"thanks"})
_OPPOSITE: Final = MappingProxyType({"resolved": "not_resolved", "not_resolved": "resolved"})
# A plain turn is rather neutral and hardly a complaint: of the cues rightly added one in forty was in one.
_PLAIN: Final = 0.6
_NO_COMPLAINT: Final = log(0.2 / 0.8)
# Whom an angry turn praises the model takes from single words ("Well, that was a waste"): phrases alone are believed there.
_WARM: Final = frozenset({"praise"})
_ANGRY: Final = 0.5
_NOTHING: Final[frozenset[str]] = frozenset()
_NEVER: Final = -99.0
# What the customer has to do first is no promise yet.
_ON_CUSTOMER: Final = re.compile(
    r"(?<![a-z])(?:once|after|when|if|unless|as soon as|should) (?:you|your|we (?:have|get|receive))(?![a-z])"
    r"|您[^,.;!?]{0,14}(?:之后|以后|的话)|(?:收到|等|待)您|[吗?]$"
)
# A sentence of staff without any of these (a time, an act to come, a proof of identity, somebody else) asks, announces
# and promises nothing: of those that do one in twenty is missed, and two of three others need not be weighed.
_TELLING_ENGLISH: Final = re.compile(
    r"(?<![a-z])(?:will|shall|going|coming|comes|sending|putting|paying|getting|connect|transfer|hand|pass|put|word|promise"
    r"|leave|consider|before|within|until|by|tonight|tomorrow|today|soon|morning|afternoon|evening|noon|hour|minute|week|day|month"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|o'clock|name|birth|born|dob|digit|code|postcode|verif|identi|id|security|passport"
    r"|licence|license|password|memorable|proof|authentic|fingerprint|who|right person|colleague|team|department|desk|line"
    r"|specialist|speak to|ring|phone|photo|picture|forward|over|refund|post|back|confirm|secret|number|call)|'ll(?![a-z])"
)
_TELLING_CHINESE: Final = re.compile(
    r"[今明后]天|[今明][早晚]|[上下中]午|晚上|周[一二三四五六日末内]|下周|星期|礼拜"
    r"|[0-9一二三四五六七八九十两](?:点|个?小时|分钟|天|日|号|周|个?月|个?工作日)|(?:以|之|日|天|时|钟)内|[之点号]前"
    r"|[会将](?:在|给|为|帮|跟|和|尽|第|由|有|把|于|派|安|联|通)|[您我司们]会|尽快|稍后|马上|随后|立[即刻]|保证|承诺|负责|一定"
    r"|安排|转[接给到交]|接[到通]|切到|同事|部门|专[员席线]|那边|热线|坐席|店铺|过去|身份|验证|校验|核[实对验身]|姓名|名字|生日|出生"
    r"|密码|口令|[尾末]号|[末尾后][0-9一二三四五六两几]|预留|字号|位数|活体|证件|本人|号码|答案|人脸|[给替跟]您|为您(?:打|发|补|退|寄"
    r"|送|换|办|转|派|申|上)|补[发寄给]|退[给回到还]|送[到达货]|派[人师]|到家|联系您|回[复电]您|直接找"
)
_LONG: Final = 300  # characters; the model learned from turns of one or two sentences
_END: Final = re.compile(r"(?<![ap]\.m)[.!?;]+(?=\s|$|[^\x00-\x7f])|\n")
_SHORTEST: Final = 4
_EDGES: Final = " ,.;!?\t\n"

_MOST_REMEMBERED: Final = 20_000  # sentences: staff say the same ones all day

Span = tuple[int, int]


class Said(NamedTuple):
    """One staff turn. `at` is aware."""

    text: str
    folded: str
    at: datetime


class OfStaff(NamedTuple):
    """What staff's words say, whenever they are said. `vows` are the sentences where a promise is to be added or denied."""

    cues: tuple[CueHit, ...]
    vows: tuple[tuple[Span, float], ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """Fields of `customers` are cues; fields of `staff` are cues and PROMISE.

    `sore` are the cues that are dissatisfaction by themselves: none is added to a turn that is hardly a complaint.
    """

    customers: Matters
    staff: Matters
    sore: frozenset[str]
    _of_staff: Callable[[str, str], Logits] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_of_staff", lru_cache(maxsize=_MOST_REMEMBERED)(self.staff.of))

    def weighed(self, found: Cut, mood: Mood) -> Logits | None:
        """What the model makes of a customer's turn; None where it is plain."""
        if mood.feelings.neutral > _PLAIN and mood.complaint < _NO_COMPLAINT:
            return None
        logits = self.customers.told(found)
        unlikely = self.sore if mood.complaint < _NO_COMPLAINT else _NOTHING
        if mood.feelings.negative > _ANGRY:
            unlikely |= _WARM
        if not unlikely:
            return logits
        named = zip(self.customers.topics, logits, strict=True)
        return tuple([_NEVER if name in unlikely else one for name, one in named])

    def of_customer(self, words: Words, found: Sequence[CueHit], whole: Logits) -> list[CueHit]:
        """What to add to the cues that phrases found in the turn, each at the clause that tells most of it.

        `whole` is what `weighed` says; a long turn is judged by its sentences instead.
        """
        taken = {hit.cue for hit in found}
        taken |= _LEFT_TO_PHRASES | {_OPPOSITE[cue] for cue in taken & _OPPOSITE.keys()}
        added = []
        for part, logits in self._parts(words, whole):
            for cue, logit in zip(self.customers.topics, logits, strict=True):
                if logit > _SURE and cue not in taken and logit > _BARS.get(cue, _SURE):
                    added.append(_told(self.customers, words, part, cue))
                    taken |= {cue, _OPPOSITE.get(cue, cue)}
        return added

    def _parts(self, words: Words, whole: Logits) -> Iterator[tuple[Span, Logits]]:
        size = len(words.folded)
        if size <= _LONG:
            yield (0, size), whole
        else:
            for part in _sentences(words.folded):
                yield part, self.customers.of(words.text[slice(*part)], words.folded[slice(*part)])

    def of_staff(self, words: Words, found: list[CueHit]) -> OfStaff:
        """What is left of the cues that phrases found, and what the model adds. Each sentence is judged by itself."""
        cues, vows = found, []
        for part in _sentences(words.folded) if _tells(words.folded) else ():
            folded = words.folded[slice(*part)]
            if not _tells(folded):
                continue
            logits = self._of_staff(words.text[slice(*part)], folded)
            for name, logit in zip(self.staff.topics, logits, strict=True):
                if name != PROMISE:
                    cues = self._cues(words, part, (name, logit), cues)
                elif logit <= _DENIED or logit > _PROMISED:
                    vows.append((part, logit))
        return OfStaff(tuple(cues), tuple(vows))

    def _cues(self, words: Words, part: Span, judged: tuple[str, float], cues: list[CueHit]) -> list[CueHit]:
        cue, logit = judged
        if logit <= _DENIED:
            begin, end = words.at + part[0], words.at + part[1]
            return [hit for hit in cues if hit.cue != cue or not begin <= hit.begin < end]
        if logit > _STAFF_BARS.get(cue, _SURE) and all(hit.cue != cue for hit in cues):
            return [*cues, _told(self.staff, words, part, cue)]
        return cues


def _tells(folded: str) -> bool:
    if folded.isascii():
        return _TELLING_ENGLISH.search(folded) is not None
    return (_TELLING_CHINESE.search(folded) or _TELLING_ENGLISH.search(folded)) is not None


def promised(
    said: Said, vows: Sequence[tuple[Span, float]], found: list[PromiseHeard], calendar: Calendar
) -> list[PromiseHeard]:
    """What is left of the promises that phrases found in the turn, and what the model adds; `vows` are its own."""
    for part, logit in vows:
        if found or logit > _PROMISED:
            found = _promises(said, (part, logit), found, calendar)
    return found


def _promises(
    said: Said, vow: tuple[Span, float], promises: list[PromiseHeard], calendar: Calendar
) -> list[PromiseHeard]:
    part, logit = vow
    here = [one for one in promises if one.begin < part[1] and part[0] < one.end]
    if logit <= _DENIED:
        return [one for one in promises if one not in here]
    if not here and not _ON_CUSTOMER.search(said.folded[slice(*part)]):
        found = _promise(said, part, calendar)
        # Without a time it takes more: an opening, or a deed done on the spot, is worded like a promise.
        if found.due_at or logit > _PROMISED_AT_NO_TIME:
            return sorted([*promises, found], key=lambda one: one.begin)
    return promises


def _promise(said: Said, part: Span, calendar: Calendar) -> PromiseHeard:
    """With the last due time of the sentence: an earlier one is a step on the way."""
    text, folded = said.text[slice(*part)], said.folded[slice(*part)]
    # Due times are told by capitals in English ("May", "Sun"), and by simplified characters in Chinese.
    dues = find_due(half_width(text) if text.isascii() else folded, said.at, calendar)
    due = dues[-1] if dues else None
    return PromiseHeard(
        said_at=said.at,
        begin=part[0],
        end=part[1],
        due_at=due.at if due else None,
        due_day=due.day if due else None,
    )


def _told(model: Matters, words: Words, part: Span, cue: str) -> CueHit:
    begin, end = part
    first, last = model.sorest(cue, words.text[begin:end], words.folded[begin:end])
    return cue_between(words, cue, begin + first, begin + last)


def _sentences(folded: str) -> list[Span]:
    """Without blanks and marks at their ends."""
    found = []
    begin = 0
    for end in [*(mark.end() for mark in _END.finditer(folded)), len(folded)]:
        if end - begin >= _SHORTEST:
            found.append(_bare(folded, begin, end))
            begin = end
    return [(start, stop) for start, stop in found if stop - start >= _SHORTEST]


def _bare(folded: str, begin: int, end: int) -> Span:
    """The closing mark stays: a question is told by it."""
    while begin < end and folded[begin] in _EDGES:
        begin += 1
    while end > begin and folded[end - 1].isspace():
        end -= 1
    return begin, end
