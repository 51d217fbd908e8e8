"""Cues with what they say: how often, how long, whose name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agents.hearing.index import Hit
from agents.hearing.numbers import count_in, minutes_in
from agents.hearing.reading import Reading, Sentence
from schemas.interactions import CueHit
from schemas.values import Speaker

_COUNTED: Final = frozenset({"repeat", "re_explaining", "transfer", "not_resolved"})
_TIMED: Final = frozenset({"waiting"})
_MOCKED: Final = frozenset({"thanks", "praise", "resolved"})
# Reading numbers costs more than all the rest of a short turn: look for one first.
_DIGIT: Final = re.compile(r"[0-9一二三四五六七八九十两几半百数]")
_FIGURE: Final = re.compile(r"[0-9一二三四五六七八九十两几半百数]|[a-z]{2}")
_NAMED: Final = frozenset({"praise", "thanks", "escalation", "churn"})
_AFTER_THANKS: Final = re.compile(
    r"\s*(?:so much|very much|a lot|again)?,?\s*(?:to|for|from|by|and|goes to|@)?\s*"
    r"(?:your (?:agent|colleague|advisor|team member|employee|representative) |my advisor |agent )?"
    r"@?((?:(?:Mr|Mrs|Ms|Dr)\.? )?[A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20})?)"
)
_BEFORE_PRAISE: Final = re.compile(
    r"(\b(?:(?:Mr|Mrs|Ms|Dr)\.? )?[A-Z][a-z]{1,20})(?: from [A-Za-z ]{1,30}| in [a-z ]{1,30}| at [A-Za-z ]{1,30})?,? "
    r"(?:was|is|were|has been|did|who helped|took|went|really|has|gave|solved|fixed|helped)[^.!?]{0,40}$"
)
_ZH_PERSON: Final = re.compile(
    r"(?:客服|专员|工号|客户经理|师傅|柜员|店员|快递员)?((?:小[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}(?:经理|师傅|先生|女士|小姐|老师|主任))"
    r"|(?:工号|编号) ?[:：]?(?:是|为)?[A-Za-z]?\d{2,8}号?|\d{2,6}号(?=客服|专员|话务|坐席))"
)
_NO_PERSON: Final = frozenset({
    "小时", "小区", "小心", "小姐", "小哥", "小票", "小程", "小米", "小店", "小孩", "小伙", "小件", "小额", "小费", "小事", "小气",
    "小红", "小于", "小学",
    "小姑", "小妹", "小弟", "小朋",
})  # fmt: skip
_NO_NAME: Final = frozenset({
    "I", "The", "It", "This", "That", "You", "We", "They", "He", "She", "Your", "My", "And", "But", "So", "Thanks", "Thank",
    "Great", "Very", "Service", "Customer", "Support", "Team", "What", "There", "Everything", "Staff", "Delivery", "Monday",
    "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Today", "Yesterday", "Guys", "Everyone", "All",
    "God", "Goodness", "Heavens", "Now", "Please", "Still", "No", "Not", "In", "On", "At", "For", "As", "If", "When",
})  # fmt: skip
_AUTHORITY: Final = re.compile(
    r"ombudsman|regulator|financial conduct authority|cfpb|fca|fcc|ftc|ofcom|ofgem|finra|bbb|better business bureau|"
    r"attorney general|trading standards|small claims|court|lawyer|solicitor|attorney|police|press|media|bbc|watchdog|"
    r"consumer [a-z]+|ceo|head office|manager|supervisor|rbi|accc|"
    r"12315|12345|12378|12300|12363|315|银保监会?|保监会|金融监管(?:局|总局)?|工信部|消协|消费者协会|消保委|工商局?|市场监管局?|监管(?:部门|局)|信访|"
    r"通管局|人民银行|央行|仲裁|证监会|邮政管理局|民航局|黑猫|律师|法院|媒体|记者|电视台|警|领导|经理|主管|总部"
)
_RIVAL: Final = re.compile(
    r"\b(?:to|with|from|at|for) ((?:[A-Z][\w&]*-?[\w&]*)(?: [A-Z][\w&]*){0,2})|"
    r"(联通|移动|电信|京东|淘宝|天猫|拼多多|美团|饿了么|顺丰|圆通|中通|建行|工行|招行|农行|中行|支付宝|微信|苹果|华为|小米)"
)


@dataclass(frozen=True, slots=True)
class Words:
    """One turn as it stands in the voice: from `at` on, said by `speaker`."""

    text: str
    folded: str
    at: int
    speaker: Speaker


def cue_hits(words: Words, reading: Reading) -> list[CueHit]:
    """The cues of one turn that its speaker may give; of one id, those that do not overlap."""
    found: list[CueHit] = []
    for sentence in reading.sentences:
        ends: dict[str, int] = {}
        for hit in sentence.cues:
            cue = hit.rule.cue
            if cue is None or cue.speaker is not words.speaker or hit.begin < ends.get(cue.id, 0):
                continue
            if sentence.ironies and cue.id in _MOCKED:
                continue
            ends[cue.id] = hit.end
            found.append(_cue_hit(words, sentence, hit))
    return found


def _cue_hit(words: Words, sentence: Sentence, hit: Hit) -> CueHit:
    id_ = hit.rule.id
    within = words.folded[hit.begin : hit.end]
    around = words.folded[max(sentence.begin, hit.begin - 12) : min(sentence.end, hit.end + 24)]
    return CueHit(
        cue=id_,
        begin=words.at + hit.begin,
        end=words.at + hit.end,
        speaker=words.speaker,
        count=_first(count_in, within, around) if id_ in _COUNTED else None,
        minutes=_first(minutes_in, within, around) if id_ in _TIMED else None,
        name=_name(words.text, sentence.begin, sentence.end, hit) if id_ in _NAMED else "",
    )


def _first(reads: Callable[[str], int | None], within: str, around: str) -> int | None:
    """A number in the cue's own words; beside them only where they have no figure."""
    found = reads(within) if _FIGURE.search(within) else None
    if found is None and not _DIGIT.search(within) and _FIGURE.search(around):
        return reads(around)
    return found


def _name(text: str, begin: int, end: int, hit: Hit) -> str:
    words = text[begin:end]
    if hit.rule.id == "escalation":
        found = _AUTHORITY.search(text[hit.begin : min(end, hit.end + 20)].lower())
        return text[hit.begin + found.start() : hit.begin + found.end()] if found else ""
    if hit.rule.id == "churn":
        rival = _RIVAL.search(text, hit.begin, min(end, hit.end + 25))
        return (rival[1] or rival[2]) if rival else ""
    return _person(words, text[hit.end : end], text[begin : hit.begin + 30])


def _person(sentence: str, after: str, before: str) -> str:
    if not sentence.isascii():
        for found in _ZH_PERSON.finditer(sentence):
            if found[1][:2] not in _NO_PERSON:
                return found[1]
    for candidate in (_AFTER_THANKS.match(after), _BEFORE_PRAISE.search(before)):
        if candidate and candidate[1].strip().split()[0] not in _NO_NAME:
            return candidate[1].strip()
    return ""
