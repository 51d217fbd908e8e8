"""One turn, read: which hits count, and in which sentence. Everything later is arithmetic on this."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from agents.hearing.bends import Scene
from agents.hearing.index import MANNERS, Hit, Kind, Rule
from schemas.taxonomy import Scope

# One character first, so that the scan for it is the engine's own: nearly all characters are none of these four.
_END: Final = re.compile(
    r"[.!?;](?:(?<=[!?])[!?]*|(?<=;);*|(?<=\.)\.*(?=\s|$|[^\x00-\x7f]|\.)|(?<=\.)(?=[\"')\]]))"
)
# Members of an enumeration are looked up by a call each time; these are looked at for every word that counts.
_ABOUT: Final = Kind.ABOUT
_FAULT: Final = Kind.FAULT
_CUE: Final = Kind.CUE
_IRONY: Final = Kind.IRONY
_SHIELD: Final = Kind.SHIELD

_NEGATOR: Final = Kind.NEGATOR

_COVERING: Final = frozenset({_SHIELD, _IRONY, _NEGATOR, Kind.IDLE})
_TELLING: Final = frozenset({_FAULT, _CUE, _IRONY})
_SHIELDED: Final = frozenset({_FAULT, _CUE, _ABOUT})
# Asked whether, not why: "is it expensive?", "does it cost extra to cancel?" and "is anything wrong?" claim nothing.
_ASKABLE: Final = frozenset({"price", "cancellation", "other"})
# Begun within the words of a fault these say the opposite: "没礼貌", "marked as solved but".
_GLAD: Final = frozenset({"praise", "thanks", "resolved"})


class Sentence(NamedTuple):
    """What counts in one sentence. `contrasts` is where a "but" begins, looked for only beside words of success."""

    begin: int
    end: int
    faults: list[Hit]
    cues: list[Hit]
    ironies: list[Hit]
    contrasts: list[int]


class Reading(Struct, frozen=True, gc=False):
    """One turn: its sentences in order, and the hits whose place does not matter."""

    sentences: tuple[Sentence, ...]
    about: tuple[Hit, ...]
    manners: tuple[Hit, ...]


NOTHING: Final = Reading((), (), ())


def read(folded: str, hits: Sequence[Hit]) -> Reading:
    """Every hit that counts: not part of another word's meaning, not negated, reported, supposed or merely asked."""
    if not hits:
        return NOTHING
    telling: list[Hit] = []
    about: list[Hit] = []
    manners: list[Hit] = []
    small: dict[Kind, list[Hit]] = {}
    for hit in _uncovered(hits):
        kind = hit[2].kind
        if kind is _ABOUT:
            about.append(hit)
            telling.append(hit)
        elif kind in _TELLING:
            telling.append(hit)
        elif kind in MANNERS:
            manners.append(hit)
        elif kind in small:
            small[kind].append(hit)
        else:
            small[kind] = [hit]
    return Reading(tuple(_sentences(folded, telling, small)) if telling else (), tuple(about), tuple(manners))


def _sentences(folded: str, hits: Sequence[Hit], small: Mapping[Kind, Sequence[Hit]]) -> list[Sentence]:
    sentences: list[Sentence] = []
    at, most = 0, len(hits)
    for begin, end in _bounds(folded):
        first = at
        while at < most and hits[at][0] < end:
            at += 1
        if at > first:
            sentences.append(_sentence(Scene(folded, begin, end, small), hits[first:at]))
    return sentences


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
    """Without words that are part of others that mean something else, and negators that a fault already says."""
    kept: list[Hit] = []
    covered = claimed = shielded = shielding = 0
    for hit in hits:
        begin, end, rule = hit
        kind = rule.kind
        if (
            begin < shielded
            and kind in _SHIELDED
            and (begin > shielding or (end <= shielded and _blames(rule)))
        ):
            continue
        if kind in _COVERING:
            if end <= covered or (kind is _NEGATOR and end <= claimed):
                continue
            covered = end
            if kind is _SHIELD:
                shielding, shielded = begin, max(shielded, end)
            elif kind is _IRONY:
                claimed = max(claimed, end)
        elif kind is _FAULT or (kind is _CUE and _blames(rule)):
            claimed = max(claimed, end)
        elif kind is _CUE and begin < claimed and rule.id in _GLAD:
            continue
        kept.append(hit)
    return kept


def _blames(rule: Rule) -> bool:
    return rule.kind is _FAULT or (rule.cue is not None and rule.cue.fault)


def _sentence(scene: Scene, hits: Sequence[Hit]) -> Sentence:
    faults: list[Hit] = []
    cues: list[Hit] = []
    ironies: list[Hit] = []
    glad = False
    for hit in hits:
        rule = hit[2]
        kind = rule.kind
        if kind is _FAULT:
            if scene.counts(hit, _OF_FAULTS) and not (rule.id in _ASKABLE and scene.merely_asks()):
                faults.append(hit)
        elif kind is _CUE:
            if rule.cue is not None and scene.counts(hit, rule.cue.not_when):
                cues.append(hit)
                glad = glad or rule.id in _GLAD
        elif kind is _IRONY:
            ironies.append(hit)
    contrasts = scene.contrasts() if glad else []
    return Sentence(scene.begin, scene.end, faults, cues, ironies, contrasts)


_OF_FAULTS: Final = Scope(negated=True, conditional=True)
