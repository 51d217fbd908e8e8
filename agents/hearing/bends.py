"""The small words of a sentence that take back what others say: negations, conditions, reports, questions."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from agents.hearing.index import Hit, Kind
from schemas.taxonomy import Scope

_CLAUSE: Final = re.compile(r"[,.!?;:]| - | and | but ")
_NEGATION_REACH: Final = 22
_NEGATION_WORDS: Final = 4
_HAN_REACH: Final = 5
_REPORT_REACH: Final = 60
_CONDITION_REACH: Final = 70
_OPENERS: Final = (" and", " but", " so", "hi", "hello", "please")
_LAST_WORDS: Final = 30
_FARTHEST: Final = 250  # characters: the longest reach and the longest small words
_ASKED: Final = (
    1_000  # characters: a question word farther away in a sentence without end asks something else
)
_BEGIN: Final = itemgetter(0)
# Who may tell: directly before the word, or with one word between ("he just said", "客服一直说").
_TELLER: Final = re.compile(
    r"(?<![a-z])(?:you|he|she|they|it|agent|rep|friend|manager|website|people|someone|neighbou?r|colleague|brother|sister|"
    r"mother|father|wife|husband|mum|dad|email|message|letter|article|news|bot|system|staff|boss|app|page|company|bank|advisor|"
    r"support|status|tracking|supervisor|representative) (?:[a-z']+ )?$|"
    r"(?:客服|[他她你]们?|朋友|同事|邻居|经理|网上|别人|有人|短信|邮件|系统|人员|家人|老[公婆]|妈妈|爸爸|[店商]家|卖家|师傅|快递员|"
    r"小哥|新闻|大家|网友|平台|页面|机器人|对方|银行|业务员|app)[\u4e00-\u9fff]{0,3}$"
)
# Asked in anger, for no answer.
_RHETORICAL: Final = re.compile(
    r"how many (?:more )?times (?:do|must|will|should|have) (?:i|we) (?:have|need|got|to|ask|call|explain|tell|write|repeat)|how many more times|how much longer|how often (?:do|must|will) (?:i|we)|(?:do|must|should) (?:i|we) really|why (?:do|must|should) (?:i|we)|"
    r"what (?:an? )?(?:wonderful|great|lovely|fantastic|excellent|amazing|brilliant|superb|kind|good|terrific)|"
    r"难道|多少(?:次|遍|回)才|到底|究竟|凭什么|还要(?:我|让)|怎么又|是不是.{0,6}才"
)
_WHY: Final = re.compile(
    r"why|how come|怎么|咋|为何|为什么|为啥|凭什么|难道|这么|那么|so |too |still|again|又|还|一直"
)
# Members of an enumeration are looked up by a call each time; these are asked for with every word that counts.
_NEGATOR: Final = Kind.NEGATOR
_CONDITION: Final = Kind.CONDITION
_REPORT: Final = Kind.REPORT
_TELLS: Final = Kind.TELLS
_QUESTION: Final = Kind.QUESTION
_INVERSION: Final = Kind.INVERSION
_CONTRAST: Final = Kind.CONTRAST
_EVERYWHERE: Final = Scope()


class Scene(NamedTuple):
    """One sentence of a folded text. `small` are the small words of the whole text, in order."""

    folded: str
    begin: int
    end: int
    small: Mapping[Kind, Sequence[Hit]]

    def counts(self, hit: Hit, scope: Scope) -> bool:
        """Whether the hit's words mean what they say here."""
        if scope is _EVERYWHERE:
            return True
        small = self.small
        return not (
            (scope.negated and _NEGATOR in small and self._denied(hit.begin))
            or (scope.question and self._asks_beside(hit))
            or (scope.reported and (_REPORT in small or _TELLS in small) and self._reported(hit.begin))
            or (scope.conditional and _CONDITION in small and self._supposed(hit.begin))
        )

    def merely_asks(self) -> bool:
        """Whether, and not why."""
        return bool(self._questions(self.begin, self.end)) and not _WHY.search(
            self.folded, self.begin, self.end
        )

    def contrasts(self) -> list[int]:
        """Where a "but" begins."""
        return [hit.begin for hit in self._within(_CONTRAST, self.begin, self.end)]

    def _before(self, kind: Kind, place: int) -> Sequence[Hit]:
        """Those of the sentence that may reach so far: a long one must not be gone through for each of its words."""
        return self._within(kind, max(self.begin, place - _FARTHEST), place)

    def _within(self, kind: Kind, begin: int, end: int) -> Sequence[Hit]:
        hits = self.small.get(kind, ())
        if not hits:
            return ()
        return hits[bisect_left(hits, begin, key=_BEGIN) : bisect_left(hits, end, key=_BEGIN)]

    def _denied(self, place: int) -> bool:
        """A negation reaches the words at `place`, or runs into them: 不想 and 想销户."""
        for _, end, _ in self._before(_NEGATOR, place):
            if end > place or _reaches(self.folded, end, place):
                return True
        return False

    def _supposed(self, place: int) -> bool:
        return any(place - hit[1] <= _CONDITION_REACH for hit in self._before(_CONDITION, place))

    def _reported(self, place: int) -> bool:
        if any(place - hit[1] <= _REPORT_REACH for hit in self._before(_REPORT, place)):
            return True
        return any(
            place - hit[1] <= _REPORT_REACH
            and _TELLER.search(self.folded, max(0, hit[0] - _LAST_WORDS), hit[0])
            for hit in self._before(_TELLS, place)
        )

    def _asks_beside(self, hit: Hit) -> bool:
        """A question word stands beside the hit, not within it, or the sentence ends with a question mark."""
        marked = "?" in self.folded[self.end - 2 : self.end]
        asked = self._questions(max(self.begin, hit[0] - _ASKED), min(self.end, hit[1] + _ASKED))
        if not (marked or asked) or _RHETORICAL.search(self.folded, self.begin, self.end):
            return False
        return marked or any(other[1] <= hit[0] or other[0] >= hit[1] for other in asked)

    def _questions(self, begin: int, end: int) -> list[Hit]:
        small = self.small
        asked = list(self._within(_QUESTION, begin, end)) if _QUESTION in small else []
        if _INVERSION in small:
            inverted = self._within(_INVERSION, begin, end)
            asked += [hit for hit in inverted if _opens(self.folded, hit[0])]
        return asked


def _reaches(folded: str, end: int, begin: int) -> bool:
    """Whether a negation that ends at `end` holds at `begin`: in the same clause, a few words on."""
    distance = begin - end
    if distance > _NEGATION_REACH:
        return False
    between = folded[end:begin]
    if _CLAUSE.search(between) or between.count(" ") > _NEGATION_WORDS:
        return False
    return distance <= _HAN_REACH or between.isascii()


def _opens(folded: str, begin: int) -> bool:
    """Whether a clause begins here."""
    before = folded[max(0, begin - 12) : begin].rstrip()
    return not before or before[-1] in ",.!?;:-" or before.endswith(_OPENERS)
