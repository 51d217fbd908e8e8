"""Cues with what they say: how often, how long, whose name."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from agents.hearing.index import Hit, Kind, Rule
from agents.hearing.numbers import count_in, minutes_in
from agents.hearing.persons import person_in
from agents.hearing.reading import Reading, Sentence
from schemas.interactions import CueHit
from schemas.values import Speaker

_COUNTED: Final = frozenset({"repeat", "re_explaining", "transfer", "not_resolved"})
_TIMED: Final = frozenset({"waiting"})
_MOCKED: Final = frozenset({"thanks", "praise", "resolved"})
_KIND_TOO: Final = frozenset({"thanks", "resolved"})
_OPENING: Final = 12
_LEAD: Final = 24  # characters before thanks that say what for
_WIDEST: Final = 250  # characters that the words of one hit take at most
_BEGIN: Final = itemgetter(0)
# Reading numbers costs more than all the rest of a short turn: look for one first.
_DIGIT: Final = re.compile(r"[0-9一二三四五六七八九十两几半百数]")
_FIGURE: Final = re.compile(r"[0-9一二三四五六七八九十两几半百数]|[a-z]{2}")
_KIND: Final = frozenset({"praise", "thanks"})
_NAMED: Final = _KIND | {"escalation", "churn"}
# Money that others moved has left no company of its own accord.
_DONE_TO_THEM: Final = re.compile(r"(?:被|遭|有人|别人|骗子|陌生人|不法分子|黑客|他人|对方)[^,.!?;]{0,8}$")
_UNSOLVED: Final = frozenset({"not_resolved", "unsolved"})
# Words that say two things say the more particular one: "still waiting" is waiting, "passed to three departments" a transfer.
_GIVES_WAY: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "not_resolved": frozenset({"waiting"}),
    "effort": frozenset({"waiting", "transfer", "re_explaining"}),
    "repeat": frozenset({"re_explaining", "do_not_contact", "churn"}),
    "transfer": frozenset({"churn", "escalation"}),
    "churn": frozenset({"cancellation"}),  # a fault: who is not let go has not left
})  # fmt: skip
# A gap in the words of success may hold the "not" that takes it back.
_UNDONE: Final = re.compile(r"(?<![a-z])(?:not|never|yet|no sign)(?![a-z])|(?:has|have|is|was|did|does)n't")
_AUTHORITY: Final = re.compile(
    r"ombudsman|regulator|financial conduct authority|cfpb|fca|fcc|ftc|ofcom|ofgem|finra|bbb|better business bureau|"
    r"attorney general|trading standards|small claims|court|lawyer|solicitor|attorney|police|press|media|bbc|watchdog|"
    r"consumer [a-z]+|ceo|head office|manager|supervisor|rbi|accc|"
    r"12315|12345|12378|12300|12363|315|银保监会?|保监会|金融监管(?:局|总局)?|工信部|消协|消费者协会|消保委|工商局?|市场监管局?|监管(?:部门|局)|信访|"
    r"通管局|人民银行|央行|仲裁|证监会|邮政管理局|民航局|黑猫|律师|法院|媒体|记者|电视台|警|领导|经理|主管|总部"
)
# Thanks for what is yet to be done say nothing of what was: "thanks in advance", "先谢谢了", "谢谢,等候回复".
_AHEAD: Final = re.compile(
    r"[^.!?;]{0,40}?\bin advance\b|[您你们了啦]{0,2}[,.! ~]{0,2}(?:静候|等候|等待|期待|期盼|盼|坐等)"
)
_AHEAD_BEFORE: Final = re.compile(
    r"(?:(?<![首最])先|提前|预先|先行|盼复|in advance|(?:静候|等候|等待|期待|期盼|盼望?)[^,.!?;]{0,6}(?:回复|答复|回音|佳音|处理|解决))"
    r"[,.! ]{0,2}(?:表示|向[您你]|跟[您你]|with |my |many )?$"
)
_RIVAL: Final = re.compile(
    r"\b(?:to|with|from|at|for) ((?:[A-Z][\w&]*-?[\w&]*)(?: [A-Z][\w&]*){0,2})|"
    r"(?<=[换转改跳投奔去用到成])(?!别|其他|其它|另|你们|您|哪|这|那|一家|竞争)((?:(?![去到成用换转改])[\u4e00-\u9fff]){2,6}?(?:银行|宽带|移动|电信|联通|保险|人寿|航空|快递|速运|证券|通信|能源|电力|燃气|商城|超市|酒店))|"
    r"(联通|移动|电信|京东|淘宝|天猫|拼多多|美团|饿了么|顺丰|圆通|中通|建行|工行|招行|农行|中行|支付宝|微信|苹果|华为|小米)"
)


class Words(Struct, frozen=True, gc=False):
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
            if (cue.id in _MOCKED and _mocked(sentence, hit)) or (
                cue.id == "resolved"
                and (_denied(sentence, hit) or _UNDONE.search(words.folded, hit.begin, hit.end))
            ):
                continue
            if cue.id in _GIVES_WAY and _said_better(sentence, hit):
                continue
            if (cue.id == "thanks" and _ahead(words.folded, hit)) or (
                cue.id == "churn" and _done_to_them(words.folded, hit)
            ):
                continue
            ends[cue.id] = hit.end
            found.append(_cue_hit(words, sentence, hit))
    return _credited(found)


def has_cues(reading: Reading) -> bool:
    for sentence in reading.sentences:  # noqa: SIM110 - a generator costs more than the few sentences of a turn
        if sentence.cues:
            return True
    return False


def cue_between(words: Words, cue: str, begin: int, end: int) -> CueHit:
    """A cue that no phrase of ours says, with its arguments as they are read there; places are in the turn."""
    hit = Hit(begin, end, Rule(Kind.CUE, "", cue))
    return _cue_hit(words, Sentence(begin, end, [], [], [], []), hit)


def _mocked(sentence: Sentence, glad: Hit) -> bool:
    """Irony: marked as such, or praise that opens a sentence and is followed, without a "but", by what went wrong."""
    if sentence.ironies:
        return True
    if glad.rule.id != "praise" or glad.begin - sentence.begin > _OPENING:
        return False
    wrong = [
        hit.begin for hit in (*sentence.faults, *sentence.cues) if _is_fault(hit) and hit.begin >= glad.end
    ]
    if not wrong or any(hit.rule.id in _KIND_TOO for hit in sentence.cues):
        return False
    return not any(glad.end <= turn <= min(wrong) for turn in sentence.contrasts)


def _ahead(folded: str, thanks: Hit) -> bool:
    back = max(0, thanks.begin - _LEAD)
    return bool(_AHEAD.match(folded, thanks.end) or _AHEAD_BEFORE.search(folded[back : thanks.begin]))


def _done_to_them(folded: str, leaving: Hit) -> bool:
    """Whether it was not the customer who did it: 被 within the words, or somebody else just before them."""
    if folded.isascii():
        return False
    before = folded[max(0, leaving.begin - _LEAD) : leaving.begin]
    return "被" in folded[leaving.begin : leaving.end] or _DONE_TO_THEM.search(before) is not None


def _is_fault(hit: Hit) -> bool:
    return hit.rule.cue.fault if hit.rule.cue else True


def _said_better(sentence: Sentence, hit: Hit) -> bool:
    # What a fault says of its topic is no cue: only who is not let go has not left.
    said = sentence.faults if hit.rule.id == "churn" else sentence.cues
    better = _GIVES_WAY[hit.rule.id]
    near = said[bisect_left(said, hit.begin - _WIDEST, key=_BEGIN) : bisect_left(said, hit.end, key=_BEGIN)]
    return any(other.rule.id in better and hit.begin < other.end for other in near)


def _denied(sentence: Sentence, resolved: Hit) -> bool:
    """Said to be unsolved in the same breath; after a "but" only what follows it counts."""
    turns = [begin for begin in sentence.contrasts if begin < resolved.begin]
    since = max(turns, default=sentence.begin)
    return any(
        hit.rule.id in _UNSOLVED and (hit.begin >= since or hit.end > resolved.begin)
        for hit in (*sentence.cues, *sentence.faults)
    )


def _credited(found: list[CueHit]) -> list[CueHit]:
    """Praise goes to whoever is named in it or in the thanks beside it; thanks to somebody by name are praise."""
    kind = [hit for hit in found if hit.cue in _KIND]
    names = [hit.name for hit in kind if hit.name]
    if not names:
        return found
    if not any(hit.cue == "praise" for hit in kind):
        return [*found, *(replace(hit, cue="praise") for hit in kind if hit.name)]
    return [replace(hit, name=names[0]) if hit.cue == "praise" and not hit.name else hit for hit in found]


def _cue_hit(words: Words, sentence: Sentence, hit: Hit) -> CueHit:
    id_ = hit.rule.id
    within = words.folded[hit.begin : hit.end]
    # "on hold for an hour" may go on "and a half".
    whole = words.folded[hit.begin : min(sentence.end, hit.end + 14)]
    around = words.folded[max(sentence.begin, hit.begin - 12) : min(sentence.end, hit.end + 24)]
    return CueHit(
        cue=id_,
        begin=words.at + hit.begin,
        end=words.at + hit.end,
        speaker=words.speaker,
        count=_first(count_in, within, around) if id_ in _COUNTED else None,
        minutes=_first(minutes_in, whole, around) if id_ in _TIMED else None,
        name=_name(words.text, sentence.begin, sentence.end, hit) if id_ in _NAMED else "",
    )


def _first(reads: Callable[[str], int | None], within: str, around: str) -> int | None:
    """A number in the cue's own words; beside them only where they have no figure."""
    found = reads(within) if _FIGURE.search(within) else None
    if found is None and not _DIGIT.search(within) and _FIGURE.search(around):
        return reads(around)
    return found


def _name(text: str, begin: int, end: int, hit: Hit) -> str:
    if hit.rule.id == "escalation":
        found = _AUTHORITY.search(text[hit.begin : min(end, hit.end + 20)].lower())
        return text[hit.begin + found.start() : hit.begin + found.end()] if found else ""
    if hit.rule.id == "churn":
        rival = _RIVAL.search(text, hit.begin, min(end, hit.end + 25))
        return next(filter(None, rival.groups()), "") if rival else ""
    return person_in(text[begin:end].rstrip(), hit.begin - begin)
