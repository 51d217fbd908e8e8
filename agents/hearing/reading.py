"""One turn, read: which hits count, and in which sentence. Everything later is arithmetic on this."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from agents.hearing.index import Hit, Kind
from schemas.taxonomy import Scope

_END: Final = re.compile(r"[!?]+|\.+(?=\s|$|[^\x00-\x7f]|\.)|;+|\.(?=[\"')\]])")
_CLAUSE: Final = re.compile(r"[,.!?;:]| - | and | but ")
_NEGATION_REACH: Final = 22
_HAN_REACH: Final = 5
_REPORT_REACH: Final = 60
_CONDITION_REACH: Final = 70

_COVERING: Final = frozenset({Kind.SHIELD, Kind.FEELING, Kind.NEGATOR, Kind.BOOSTER, Kind.DAMPER, Kind.IRONY})
_CLAIMING: Final = frozenset({Kind.FAULT, Kind.IRONY})
_SHIELDED: Final = frozenset({Kind.FAULT, Kind.CUE, Kind.ABOUT})
_EVERYWHERE: Final = Scope()


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


def read(folded: str, hits: Sequence[Hit]) -> Reading:
    """Every hit that counts: not part of another word's meaning, not negated, reported, supposed or merely asked."""
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
                if kind is Kind.ABOUT:
                    about.append(hit)
                elif kind in {Kind.COURTEOUS, Kind.DISCOURTEOUS, Kind.CREDITED}:
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
        kind = hit.rule.kind
        if kind is Kind.SHIELD or (kind is Kind.FEELING and hit.rule.weight > 0):
            shielding, shielded = hit.begin, max(shielded, hit.end)
        elif shielding < hit.begin < shielded and kind in _SHIELDED:
            continue
        if kind in _COVERING:
            if hit.end <= covered or (kind is Kind.NEGATOR and hit.end <= claimed):
                continue
            covered = max(covered, hit.end)
        elif kind in _CLAIMING or (kind is Kind.CUE and hit.rule.cue is not None and hit.rule.cue.fault):
            claimed = max(claimed, hit.end)
        kept.append(hit)
    return kept


def _sentence(folded: str, begin: int, end: int, hits: Sequence[Hit]) -> Sentence:
    by: dict[Kind, list[Hit]] = {}
    for hit in hits:
        by.setdefault(hit.rule.kind, []).append(hit)
    asked = [
        *by.get(Kind.QUESTION, ()),
        *(hit for hit in by.get(Kind.INVERSION, ()) if _opens(folded, hit.begin)),
    ]
    marked = "?" in folded[end - 2 : end]
    asks = marked or bool(asked) or Kind.REQUEST in by
    scene = _Scene(folded, asked, marked, by)
    felt = [scene.felt(hit) for hit in by.get(Kind.FEELING, ())]
    faults = [hit for hit in by.get(Kind.FAULT, ()) if scene.counts(hit, _FAULT)]
    cues = [
        hit
        for hit in by.get(Kind.CUE, ())
        if hit.rule.cue is not None and scene.counts(hit, hit.rule.cue.not_when)
    ]
    return Sentence(begin, end, asks, felt, faults, cues, by.get(Kind.IRONY, []), by.get(Kind.CONTRAST, []))


def _opens(folded: str, begin: int) -> bool:
    """Whether a clause begins here."""
    before = folded[max(0, begin - 12) : begin].rstrip()
    return (
        not before
        or before[-1] in ",.!?;:-"
        or before.endswith((" and", " but", " so", "hi", "hello", "please"))
    )


_FAULT: Final = Scope(negated=True, conditional=True)


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
            or (scope.reported and self._follows(Kind.REPORT, hit, _REPORT_REACH))
            or (scope.conditional and self._follows(Kind.CONDITION, hit, _CONDITION_REACH))
        )

    def felt(self, hit: Hit) -> Felt:
        weight = hit.rule.weight
        if self._near(Kind.BOOSTER, hit.begin):
            weight *= 1.3
        elif self._near(Kind.DAMPER, hit.begin):
            weight *= 0.6
        if self._negated(hit.begin):
            weight = -0.8 * weight if weight > 0 else -0.3 * weight
        return Felt(hit.begin, hit.end, weight)

    def _negated(self, begin: int) -> bool:
        for negator in self.by.get(Kind.NEGATOR, ()):
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
