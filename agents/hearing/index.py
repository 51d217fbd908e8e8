"""All phrases of both languages in one automaton, read in one pass over the text."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from agents.hearing.phrases import parse
from schemas.taxonomy import Cue


class Kind(StrEnum):
    ABOUT = "about"
    FAULT = "fault"
    CUE = "cue"
    FEELING = "feeling"
    IRONY = "irony"
    NEGATOR = "negator"
    BOOSTER = "booster"
    DAMPER = "damper"
    CONTRAST = "contrast"
    CONDITION = "condition"
    REPORT = "report"
    QUESTION = "question"
    INVERSION = "inversion"
    REQUEST = "request"
    SHIELD = "shield"
    COURTEOUS = "courteous"
    DISCOURTEOUS = "discourteous"
    CREDITED = "credited"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What a phrase means. `id` is a topic's or a cue's; `phrase` is what the editor wrote."""

    kind: Kind
    phrase: str
    id: str = ""
    weight: float = 0.0
    cue: Cue | None = None
    tail: re.Pattern[str] | None = None
    firsts: frozenset[str] | None = None


class Hit(NamedTuple):
    """A rule's words at `begin` to `end`."""

    begin: int
    end: int
    rule: Rule


class _Tail(NamedTuple):
    """What must follow a literal, made ready for the inner loop."""

    firsts: frozenset[str] | None
    match: Callable[[str, int], re.Match[str] | None]
    rule: Rule


class _Entry(NamedTuple):
    """What one literal leads to, and on which sides a word must end there."""

    left: bool
    right: bool
    grows: bool
    whole: tuple[Rule, ...]
    tails: tuple[_Tail, ...]


_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_REST: Final = re.compile(r"[a-z0-9]*")


class Index:
    """Finds every phrase of its rules. Texts are folded by the same folding as the phrases."""

    __slots__ = ("_automaton", "_entries")

    def __init__(self, rules: Iterable[Rule], words: Mapping[str, str]) -> None:
        by_literal: dict[tuple[str, bool], list[Rule]] = {}
        for rule in rules:
            parsed = parse(rule.phrase, words)
            whole = Rule(rule.kind, rule.phrase, rule.id, rule.weight, rule.cue, *parsed[1:])
            for literal in parsed.literals:
                by_literal.setdefault((literal.text, literal.open), []).append(whole)
        self._entries = [_entry(text, open_, rules) for (text, open_), rules in by_literal.items()]
        # A literal may stand twice, open and closed; the automaton wants both and reports both.
        self._automaton = AhoCorasick(
            [text for text, _ in by_literal], implementation=Implementation.ContiguousNFA
        )

    def hits(self, folded: str) -> list[Hit]:
        """In order of begin, the longer first."""
        found: list[Hit] = []
        size = len(folded)
        entries, word = self._entries, _WORD
        for number, begin, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            left, right, grows, whole, tails = entries[number]
            if left and begin and folded[begin - 1] in word:
                continue
            if right and end < size and folded[end] in word:
                continue
            stop = _REST.match(folded, end).end() if grows else end  # type: ignore[union-attr]
            for rule in whole:
                found.append(Hit(begin, stop, rule))  # noqa: PERF401 - the loop is the faster one for one rule
            if tails:
                after = folded[stop : stop + 3].lstrip()[:2]
                for firsts, match, rule in tails:
                    if (firsts is None or not after or after in firsts or after[:1] in firsts) and (
                        tail := match(folded, stop)
                    ):
                        found.append(Hit(begin, tail.end(), rule))
        if len(found) > 1:
            found.sort(key=_order)
        return found


def _entry(text: str, open_: bool, rules: Iterable[Rule]) -> _Entry:
    rules = tuple(rules)
    return _Entry(
        text[0] in _WORD,
        text[-1] in _WORD and not open_,
        open_,
        tuple(rule for rule in rules if rule.tail is None),
        tuple(_Tail(rule.firsts, rule.tail.match, rule) for rule in rules if rule.tail is not None),
    )


def _order(hit: Hit) -> tuple[int, int]:
    return hit[0], -hit[1]
