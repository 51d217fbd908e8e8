"""Precision and recall of what was found, by signal, by what it can be known by, and by language.

Each thing that is so, and each that was found, is one name; a promise in the wrong state is one missed and one false, and
so is a journey that lacks one touchpoint, has one too many, or counts its contacts otherwise.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from agents.following.standing import State, money_as_of
from agents.following.tariffs import Per, Rate, Tariff
from pipeline.simulator.compare import Found
from pipeline.simulator.ledgers import name_of, names_of, state_at, verdict_in, which
from pipeline.simulator.truth import Breach, Cue, Need, Promise, Resolution, Statement, Truth
from schemas.stories import HandlingRow, KnownBy

SIGNALS: Final = ("promises", "resolutions", "journeys", "contacts", "violations")


ONCE_EACH: Final = Tariff("once-each", Per.PROMISE, "XTS", (Rate(1_000, date(2000, 1, 1)),))
"""What the simulated bank owes, in the currency for tests of ISO 4217: one amount for each promise that was not kept in time."""


class Cell(NamedTuple):
    signal: str
    cue: str
    language: str
    kind: str  # a state, a verdict, a rule; empty where there are none


class Score(NamedTuple):
    """`right` are those of the `expected` that were `found`."""

    expected: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.expected if self.expected else None

    def plus(self, other: "Score") -> "Score":
        return Score(self.expected + other.expected, self.found + other.found, self.right + other.right)


Scores = Mapping[Cell, Score]
Claims = set[tuple[str, Cell]]
"""Names of things, each with the cell it is counted in."""


def measure(truth: Truth, found: Found) -> Scores:
    """Every cell of one world."""
    scores: dict[Cell, Score] = {}
    for so, said in (
        _promises(truth, found),
        _resolutions(truth, found),
        *_journeys(truth, found),
        _violations(truth, found),
        _statements(truth, found),
        _handlings(truth, found),
        _compensation(truth, found),
    ):
        for cell, score in _scored(so, said).items():
            scores[cell] = scores.get(cell, Score()).plus(score)
    return scores


def summed(several: Iterable[Scores], by: Callable[[Cell], Cell]) -> Scores:
    """The scores of many worlds together, cells made one by `by`."""
    total: dict[Cell, Score] = {}
    for scores in several:
        for cell, score in scores.items():
            total[by(cell)] = total.get(by(cell), Score()).plus(score)
    return total


def _scored(so: Claims, said: Claims) -> Scores:
    expected = Counter(cell for _, cell in so)
    found = Counter(cell for _, cell in said)
    right = Counter(cell for _, cell in so & said)
    return {cell: Score(expected[cell], found[cell], right[cell]) for cell in expected.keys() | found.keys()}


def _promises(truth: Truth, found: Found) -> tuple[Claims, Claims]:
    by_name = {name_of(one): one for one in truth.promises}
    names = names_of(truth)
    so = {
        (name, Cell("promises", one.cue, one.language, one.state))
        for name, one in by_name.items()
        if one.state
    }
    said = set()
    ours, languages = frozenset(truth.keys), languages_of(truth)
    for row in found.promises:
        if row.present and row.event_key in ours:
            name, state = which(names, row), state_at(row, truth.ends_at)
            one = by_name.get(name)
            cue = one.cue if one else Cue.WORDS if row.known_by == KnownBy.STAFF else Cue.RECORD
            said.add((name, Cell("promises", cue, languages.get(row.customer, ""), state)))
    return so, said


def _compensation(truth: Truth, found: Found) -> tuple[Claims, Claims]:
    """Promises for which the tariff `ONCE_EACH` owes its one amount: all that were broken or kept late, and no other.

    Nothing of either where nothing was derived under it.
    """
    by_name, names = {name_of(one): one for one in truth.promises}, names_of(truth)
    if not any(row.tariff == ONCE_EACH.id for row in found.promises):
        return set(), set()
    so = {
        (f"{name} {ONCE_EACH.rates[0].amount}", Cell("compensation", one.cue, one.language, ""))
        for name, one in by_name.items()
        if one.state in {State.BROKEN, State.LATE}
    }
    said = set()
    for row in found.promises:
        owed = money_as_of(row, truth.ends_at).owed
        if row.present and owed and (one := by_name.get(which(names, row))):
            said.add((f"{name_of(one)} {owed}", Cell("compensation", one.cue, one.language, "")))
    return so, said


def _resolutions(truth: Truth, found: Found) -> tuple[Claims, Claims]:
    by_key = {one.key: one for one in truth.resolutions}
    so = {
        (one.key, Cell("resolutions", one.cue, one.language, one.verdict))
        for one in truth.resolutions
        if one.verdict
    }
    said = set()
    for row in found.resolutions:
        if row.present and row.event_key in by_key and (verdict := verdict_in(row, truth)):
            one = by_key[row.event_key]
            said.add((one.key, Cell("resolutions", one.cue, one.language, verdict)))
    return so, said


def _journeys(truth: Truth, found: Found) -> Iterator[tuple[Claims, Claims]]:
    """Which touchpoints are one need, and how often its customer had to come. A journey of no planted need is left out:
    the words of people who only tell something may be one or none.
    """
    need_of = {key: need for need in truth.needs for key in need.touchpoints}
    grouped: tuple[Claims, Claims] = (set(), set())
    counted: tuple[Claims, Claims] = (set(), set())
    for need in truth.needs:
        first = need.touchpoints[0]
        grouped[0].add((_keys(need.touchpoints), Cell("journeys", need.cue, need.language, "")))
        counted[0].add((f"{first} {need.contacts}", Cell("contacts", need.cue, need.language, "")))
    for row in found.journeys:
        shared = Counter(need_of[key].touchpoints[0] for key in row.touchpoints if key in need_of)
        if row.present and shared:
            need = need_of[max(shared, key=lambda key: (shared[key], key))]
            first = need.touchpoints[0]
            grouped[1].add((_keys(row.touchpoints), Cell("journeys", need.cue, need.language, "")))
            counted[1].add((f"{first} {row.contacts}", Cell("contacts", need.cue, need.language, "")))
    yield grouped
    yield counted


def _keys(touchpoints: Iterable[str]) -> str:
    return " ".join(sorted(touchpoints))


def _violations(truth: Truth, found: Found) -> tuple[Claims, Claims]:
    languages = languages_of(truth)
    cues = {f"{one.key} {one.kind}": one.cue for one in truth.breaches}
    ours = frozenset(truth.keys)
    so = {
        (f"{one.key} {one.kind}", Cell("violations", one.cue, one.language, one.kind))
        for one in truth.breaches
    }
    said = set()
    for row in found.outreach:
        if row.present and row.event_key in ours:
            for kind in row.violations:
                name = f"{row.event_key} {kind}"
                cue = cues.get(name, Cue.WORDS if kind == "after_do_not_contact" else Cue.RECORD)
                said.add((name, Cell("violations", cue, languages.get(row.customer, ""), kind)))
    return so, said


def _statements(truth: Truth, found: Found) -> tuple[Claims, Claims]:
    """Who leaves or is vulnerable, since which event, and whether it was taken back."""
    languages = {label.key: label.language for label in truth.labels}
    languages |= {one.key: one.language for one in truth.statements}
    ours = frozenset(truth.keys)

    def claim(key: str, kind: str, ended: str, language: str) -> tuple[str, Cell]:
        return f"{key} {ended}", Cell("statements", Cue.WORDS, language, kind)

    so = {claim(one.key, one.kind, one.ended, one.language) for one in truth.statements}
    said = {
        claim(row.event_key, row.kind, row.ended_key, languages.get(row.event_key, ""))
        for row in found.statements
        if row.present and row.event_key in ours
    }
    return so, said


def _handlings(truth: Truth, found: Found) -> tuple[Claims, Claims]:
    """Of the handlings that were planted with all their words: attitude and outcome."""
    planted = {one.key: one for one in truth.handled}
    so = {
        (one.key, Cell("handlings", Cue.WORDS, one.language, f"{one.attitude} {one.outcome}"))
        for one in truth.handled
    }
    said = {
        (key, Cell("handlings", Cue.WORDS, planted[key].language, f"{row.attitude} {_outcome(row)}"))
        for row in found.handlings
        if row.present and (key := row.event_key) in planted
    }
    return so, said


def _outcome(row: HandlingRow) -> str:
    """In the end: the later of what speaks for and against it."""
    if row.unsolved_at and not (row.solved_at and row.solved_at > row.unsolved_at):
        return "not"
    return "solved" if row.solved_at else "unknown"


def languages_of(truth: Truth) -> Mapping[str, str]:
    """The language of each customer of whom anything is told."""
    told: tuple[Need | Promise | Resolution | Breach | Statement, ...] = (
        *truth.statements,
        *truth.needs,
        *truth.promises,
        *truth.resolutions,
        *truth.breaches,
    )
    return {one.customer: one.language for one in told}
