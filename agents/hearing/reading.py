"""One turn, read: which hits count, and in which sentence. Everything later is arithmetic on this."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from agents.hearing.index import MANNERS, Hit, Kind, Rule
from schemas.taxonomy import Scope

# One character first, so that the scan for it is the engine's own: nearly all characters are none of these four.
_END: Final = re.compile(
    r"[.!?;](?:(?<=[!?])[!?]*|(?<=;);*|(?<=\.)\.*(?=\s|$|[^\x00-\x7f]|\.)|(?<=\.)(?=[\"')\]]))"
)
_CLAUSE: Final = re.compile(r"[,.!?;:]| - | and | but ")
_NEGATION_REACH: Final = 22
_HAN_REACH: Final = 5
_REPORT_REACH: Final = 60
_CONDITION_REACH: Final = 70

# Members of an enumeration are looked up by a call each time; these are looked at for every word that counts.
_ABOUT: Final = Kind.ABOUT
_FAULT: Final = Kind.FAULT
_CUE: Final = Kind.CUE
_FEELING: Final = Kind.FEELING
_IRONY: Final = Kind.IRONY
_NEGATOR: Final = Kind.NEGATOR
_BOOSTER: Final = Kind.BOOSTER
_DAMPER: Final = Kind.DAMPER
_CONTRAST: Final = Kind.CONTRAST
_CONDITION: Final = Kind.CONDITION
_REPORT: Final = Kind.REPORT
_QUESTION: Final = Kind.QUESTION
_INVERSION: Final = Kind.INVERSION
_REQUEST: Final = Kind.REQUEST
_SHIELD: Final = Kind.SHIELD

_COVERING: Final = frozenset({_SHIELD, _FEELING, _NEGATOR, _BOOSTER, _DAMPER, _IRONY})
_CLAIMING: Final = frozenset({_FAULT, _IRONY})
_SHIELDED: Final = frozenset({_FAULT, _CUE, _ABOUT})
_EVERYWHERE: Final = Scope()
# Asked whether, not why: "is it expensive?", "does it cost extra to cancel?" and "is anything wrong?" claim nothing.
_ASKABLE: Final = frozenset({"price", "cancellation", "other"})
_NONE: Final[frozenset[str]] = frozenset()
_WHY: Final = re.compile(
    r"why|how come|怎么|咋|为何|为什么|为啥|凭什么|难道|这么|那么|so |too |still|again|又|还|一直"
)


class Felt(NamedTuple):
    """A word of feeling with its final weight, bent by what stands before it."""

    begin: int
    end: int
    weight: float


@dataclass(slots=True)
class Sentence:
    """What counts in one sentence. Filled once by `read`, then only read."""

    begin: int
    end: int
    asks: bool
    felt: list[Felt]
    faults: list[Hit]
    cues: list[Hit]
    ironies: list[Hit]
    contrasts: list[Hit]


@dataclass(frozen=True, slots=True)
class Reading:
    """One turn: its sentences in order, and the hits whose place does not matter."""

    sentences: tuple[Sentence, ...]
    about: tuple[Hit, ...]
    manners: tuple[Hit, ...]


NOTHING: Final = Reading((), (), ())


def read(folded: str, hits: Sequence[Hit]) -> Reading:
    """Every hit that counts: not part of another word's meaning, not negated, reported, supposed or merely asked."""
    if not hits:
        return NOTHING
    bounds = _bounds(folded)
    kept = _uncovered(hits)
    sentences: list[Sentence] = []
    about: list[Hit] = []
    manners: list[Hit] = []
    at = 0
    for begin, end in bounds:
        inside: list[Hit] = []
        while at < len(kept) and kept[at].begin < end:
            inside.append(kept[at])
            at += 1
        if inside:
            sentences.append(_sentence(folded, begin, end, inside))
            for hit in inside:
                kind = hit.rule.kind
                if kind is _ABOUT:
                    about.append(hit)
                elif kind in MANNERS:
                    manners.append(hit)
    return Reading(tuple(sentences), tuple(about), tuple(manners))


def _bounds(folded: str) -> list[tuple[int, int]]:
    bounds = []
    begin = 0
    for found in _END.finditer(folded):
        bounds.append((begin, found.end()))
        begin = found.end()
    if begin < len(folded):
        bounds.append((begin, len(folded)))
    return bounds


def _uncovered(hits: Sequence[Hit]) -> list[Hit]:
    """Without words that are part of a longer word of feeling, and without negators that a fault already says."""
    kept: list[Hit] = []
    covered = claimed = shielded = shielding = 0
    for hit in hits:
        begin, end, rule = hit
        kind = rule.kind
        if kind is _SHIELD or (kind is _FEELING and rule.weight > 0):
            shielding, shielded = begin, max(shielded, end)
        elif kind in _SHIELDED and (
            shielding < begin < shielded or (begin == shielding and end <= shielded and _blames(rule))
        ):
            continue
        if kind in _COVERING:
            if end <= covered or (kind is _NEGATOR and end <= claimed):
                continue
            covered = max(covered, end)
        elif kind in _CLAIMING or (kind is _CUE and _blames(rule)):
            claimed = max(claimed, end)
        kept.append(hit)
    return kept


def _blames(rule: Rule) -> bool:
    return rule.kind is _FAULT or (rule.cue is not None and rule.cue.fault)


def _sentence(folded: str, begin: int, end: int, hits: Sequence[Hit]) -> Sentence:
    by: dict[Kind, list[Hit]] = {}
    for hit in hits:
        kind = hit[2].kind
        if kind in by:
            by[kind].append(hit)
        else:
            by[kind] = [hit]
    asked = by.get(_QUESTION, [])
    if _INVERSION in by:
        asked = asked + [hit for hit in by[_INVERSION] if _opens(folded, hit.begin)]
    marked = "?" in folded[end - 2 : end]
    scene = _Scene(folded, asked, marked, by)
    mild = _ASKABLE if asked and not _WHY.search(folded, begin, end) else _NONE
    return Sentence(
        begin,
        end,
        asks=marked or bool(asked) or _REQUEST in by,
        felt=[scene.felt(hit) for hit in by[_FEELING]] if _FEELING in by else [],
        faults=[hit for hit in by[_FAULT] if hit.rule.id not in mild and scene.counts(hit, _OF_FAULTS)]
        if _FAULT in by
        else [],
        cues=[
            hit for hit in by[_CUE] if hit.rule.cue is not None and scene.counts(hit, hit.rule.cue.not_when)
        ]
        if _CUE in by
        else [],
        ironies=by.get(_IRONY, []),
        contrasts=by.get(_CONTRAST, []),
    )


def _opens(folded: str, begin: int) -> bool:
    """Whether a clause begins here."""
    before = folded[max(0, begin - 12) : begin].rstrip()
    return (
        not before
        or before[-1] in ",.!?;:-"
        or before.endswith((" and", " but", " so", "hi", "hello", "please"))
    )


_OF_FAULTS: Final = Scope(negated=True, conditional=True)


class _Scene(NamedTuple):
    """The words of one sentence that bend others."""

    folded: str
    asked: list[Hit]
    marked: bool
    by: dict[Kind, list[Hit]]

    def counts(self, hit: Hit, scope: Scope) -> bool:
        if scope is _EVERYWHERE:
            return True
        return not (
            (scope.negated and self._negated(hit.begin))
            or (scope.question and self._asked(hit))
            or (scope.reported and self._follows(_REPORT, hit, _REPORT_REACH))
            or (scope.conditional and self._follows(_CONDITION, hit, _CONDITION_REACH))
        )

    def felt(self, hit: Hit) -> Felt:
        weight = hit.rule.weight
        if self._near(_BOOSTER, hit.begin):
            weight *= 1.3
        elif self._near(_DAMPER, hit.begin):
            weight *= 0.6
        if self._negated(hit.begin):
            weight = -0.8 * weight if weight > 0 else -0.3 * weight
        return Felt(hit.begin, hit.end, weight)

    def _negated(self, begin: int) -> bool:
        for negator in self.by.get(_NEGATOR, ()):
            distance = begin - negator.end
            if 0 <= distance <= _NEGATION_REACH:
                between = self.folded[negator.end : begin]
                if _CLAUSE.search(between) or between.count(" ") > 4:
                    continue
                if between.isascii() or distance <= _HAN_REACH:
                    return True
        return False

    def _near(self, kind: Kind, begin: int) -> bool:
        return any(0 <= begin - hit.end <= 1 for hit in self.by.get(kind, ()))

    def _asked(self, hit: Hit) -> bool:
        """A question word stands beside the hit, not within it, or the sentence ends with a question mark."""
        return self.marked or any(asked.end <= hit.begin or asked.begin >= hit.end for asked in self.asked)

    def _follows(self, kind: Kind, hit: Hit, reach: int) -> bool:
        return any(
            0 <= hit.begin - before.end <= reach
            for before in self.by.get(kind, ())
            if before.end <= hit.begin
        )
