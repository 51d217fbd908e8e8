"""All phrases of both languages in one automaton, read in one pass over the text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from agents.hearing.phrases import Literal, Needs, Tail, parse
from schemas.taxonomy import Cue
from schemas.values import Speaker


class Kind(StrEnum):
    ABOUT = "about"
    FAULT = "fault"
    CUE = "cue"
    IRONY = "irony"
    NEGATOR = "negator"
    IDLE = "idle negator"
    CONTRAST = "contrast"
    CONDITION = "condition"
    REPORT = "report"
    TELLS = "tells"
    QUESTION = "question"
    INVERSION = "inversion"
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
    cue: Cue | None = None
    tail: Tail | None = None


class Hit(NamedTuple):
    """A rule's words at `begin` to `end`."""

    begin: int
    end: int
    rule: Rule


_Tails = tuple[tuple[Tail, Rule, Needs], ...]


class _Tailed:
    """Rules with tails; all is made ready when their literal is first found.

    `always` are the tails worth a try wherever the literal stands; None where that depends on what follows it.
    """

    __slots__ = ("_rules", "_table", "always")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._table: Mapping[str | None, _Tails] | None = None
        self.always: _Tails | None = None

    def before(self, following: str) -> _Tails:
        """The tails worth a try before these characters, three or what is left of the text."""
        table = self._table
        if table is None:
            table = self._table = _by_first(self._rules)
            if table.keys() == {"", None}:
                self.always = table[None]
        begin = following.lstrip()[:2]
        tails = table.get(begin)
        return (table.get(begin[0]) or table[None]) if tails is None else tails


class _Entry(NamedTuple):
    """What one literal leads to, and on which sides a word must end there."""

    left: bool
    right: bool
    grows: bool
    whole: tuple[Rule, ...]
    tailed: _Tailed | None


_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_REACH: Final = (
    500  # characters; no gap of a phrase is as long, and a search to the end of a long text is quadratic
)
_REST: Final = re.compile(r"[a-z0-9]*")
MANNERS: Final = frozenset({Kind.COURTEOUS, Kind.DISCOURTEOUS, Kind.CREDITED})


class Index:
    """Finds every phrase of its rules. Texts are folded by the same folding as the phrases."""

    __slots__ = ("_automaton", "_entries", "_manners", "_of_staff")

    def __init__(self, rules: Iterable[Rule], words: Mapping[str, str]) -> None:
        by_literal: dict[Literal, tuple[Rule, ...]] = {}
        for rule in rules:
            literals, tail = parse(rule.phrase, words)
            whole = (Rule(rule.kind, rule.phrase, rule.id, rule.cue, tail),)
            for literal in literals:
                others = by_literal.get(literal)
                by_literal[literal] = others + whole if others else whole
        kinds = {rules: _Meaning(rules) for rules in set(by_literal.values())}
        self._entries: list[_Entry] = []
        self._of_staff: set[int] = set()
        self._manners: dict[int, _Entry] = {}
        for number, (literal, meant) in enumerate(by_literal.items()):
            meaning = kinds[meant]
            self._entries.append(_entry(literal, meaning.whole, meaning.tailed))
            if meaning.of_staff:
                self._of_staff.add(number)
            if meaning.manners:
                self._manners[number] = _entry(literal, meaning.manners.whole, meaning.manners.tailed)
        # A literal may stand twice, open and closed; the automaton wants both and reports both.
        self._automaton = AhoCorasick(
            [literal.text for literal in by_literal], implementation=Implementation.ContiguousNFA
        )

    def hits(self, folded: str) -> list[Hit]:
        """In order of begin, the longer first."""
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        return _hits(folded, found, self._entries) if found else []

    def staff_hits(self, folded: str) -> list[Hit]:
        """What counts in the words of staff: the same as `hits` where a cue of theirs may be, else manners only.

        Most of what staff say has neither: topics and faults are not looked for.
        """
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        of_staff, manners = self._of_staff, self._manners
        if any(number in of_staff for number, _, _ in found):
            return _hits(folded, found, self._entries)
        told = [match for match in found if match[0] in manners]
        return _hits(folded, told, manners) if told else []


def _hits(
    folded: str, literals: Iterable[tuple[int, int, int]], entries: Sequence[_Entry] | Mapping[int, _Entry]
) -> list[Hit]:
    found: list[Hit] = []
    size = len(folded)
    word, new = _WORD, tuple.__new__
    for number, begin, end in literals:
        left, right, grows, whole, tailed = entries[number]
        if left and begin and folded[begin - 1] in word:
            continue
        if right and end < size and folded[end] in word:
            continue
        stop = _REST.match(folded, end).end() if grows else end  # type: ignore[union-attr]
        for rule in whole:
            # Half the cost of calling Hit, in the innermost loop of all.
            found.append(new(Hit, (begin, stop, rule)))  # noqa: PERF401 - the loop is the faster one for one rule
        if tailed:
            tails = tailed.always
            if tails is None:
                tails = tailed.before(folded[stop : stop + 3])
            if tails:
                _follow(folded, begin, stop, tails, found)
    if len(found) > 1:
        found.sort(key=_order)
    return found


def _follow(folded: str, begin: int, stop: int, tails: _Tails, found: list[Hit]) -> None:
    """Adds the rules whose tail stands at `stop`."""
    near = folded[stop : stop + _REACH]
    for tail, rule, needs in tails:
        for words in needs:  # plain loops: most tails end here, and a generator costs more than its few words
            for word in words:
                if word in near:
                    break
            else:
                break
        else:
            if rest := tail.match(folded, stop):
                found.append(Hit(begin, rest.end(), rule))


def _is_of_staff(rule: Rule) -> bool:
    return rule.cue is not None and rule.cue.speaker is not Speaker.CUSTOMER


class _Meaning:
    """What the literals that stand for the same rules share; `manners` is the same without all other rules."""

    __slots__ = ("manners", "of_staff", "tailed", "whole")

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        tailed = [rule for rule in rules if rule.tail is not None]
        self.whole = tuple([rule for rule in rules if rule.tail is None])
        self.tailed = _Tailed(tailed) if tailed else None
        self.of_staff = any(map(_is_of_staff, rules))
        polite = tuple([rule for rule in rules if rule.kind in MANNERS])
        self.manners: _Meaning | None = None
        if polite:
            self.manners = self if len(polite) == len(rules) else _Meaning(polite)


def _entry(literal: Literal, whole: tuple[Rule, ...], tailed: _Tailed | None) -> _Entry:
    text, open_ = literal
    return _Entry(text[0] in _WORD, text[-1] in _WORD and not open_, open_, whole, tailed)


def _by_first(rules: Sequence[Rule]) -> dict[str | None, _Tails]:
    """The tails to try, in the order of the rules, by what follows the literal: two characters that some of them ask for,
    or else one, or else None: anything. "" stands for nothing but blanks.
    """
    tails = [
        (rule.tail.firsts(), (rule.tail, rule, rule.tail.needs())) for rule in rules if rule.tail is not None
    ]
    firsts = {first for asked, _ in tails for first in asked or ()}
    table: dict[str | None, _Tails] = {
        first: tuple(tail for asked, tail in tails if asked is None or first in asked or first[:1] in asked)
        for first in firsts
    }
    table[""] = tuple(tail for _, tail in tails)
    table[None] = tuple(tail for asked, tail in tails if asked is None)
    return table


def _order(hit: Hit) -> tuple[int, int]:
    return hit[0], -hit[1]
