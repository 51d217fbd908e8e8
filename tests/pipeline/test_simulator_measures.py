"""How much of the truth is found: the thresholds, and that the measure counts what is wrong as wrong."""

from collections.abc import Iterable, Sequence

import msgspec
import pytest

from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from pipeline.simulator.compare import Found
from pipeline.simulator.lived import find
from pipeline.simulator.measures import ONCE_EACH, Cell, Scores, measure, summed
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from pipeline.simulator.truth import Cue, Truth
from schemas.envelope import Event
from schemas.interactions import Struct
from tests.listening import EAR

SEEDS = (31, 32, 33)
LEAST = {Cue.RECORD: 0.98, Cue.WORDS: 0.85}
PROVEN = ("promises", "compensation", "resolutions", "journeys", "contacts", "violations")
HEARING = Hearing(EAR, Identify(b"the secret of these measures"))


def world(plan: Plan) -> tuple[Truth, Found]:
    bank = simulate(plan)
    return bank.truth(), find(bank.events(), HEARING, Policies(tariffs=(ONCE_EACH,)))


@pytest.fixture(scope="module")
def small() -> tuple[Truth, Found]:
    return world(Plan(seed=5, customers=60))


def whole(scores: Scores, signal: str) -> Scores:
    by_signal = summed([scores], by=lambda cell: Cell(cell.signal, "", "", ""))
    return {cell: score for cell, score in by_signal.items() if cell.signal == signal}


def right_of(truth: Truth, found: Found, signal: str) -> int:
    (score,) = whole(measure(truth, found), signal).values()
    return score.right


@pytest.mark.slow
def test_of_three_seeds_what_is_on_record_is_found_and_most_of_what_only_words_say() -> None:
    """Of every signal in both languages, precision and recall; `python -m benchmarks.truth` has twenty seeds."""
    scores = summed(
        (measure(*world(Plan(seed=seed))) for seed in SEEDS), by=lambda cell: cell._replace(kind="")
    )
    proven = {
        cell: score for cell, score in scores.items() if cell.signal in PROVEN and cell.language != "mixed"
    }
    assert {cell.signal for cell in proven} == set(PROVEN)
    assert {(cell.cue, cell.language) for cell in proven} == {(cue, it) for cue in Cue for it in ("en", "zh")}
    short = {
        cell: score
        for cell, score in proven.items()
        if min(score.precision or 0, score.recall or 0) < LEAST[Cue(cell.cue)]
    }
    assert not short


@pytest.mark.parametrize(
    ("signal", "table"),
    [
        ("promises", "promises"),
        ("resolutions", "resolutions"),
        ("journeys", "journeys"),
        ("violations", "outreach"),
        ("statements", "statements"),
        ("handlings", "handlings"),
    ],
)
def test_a_row_that_is_no_longer_there_is_missed(small: tuple[Truth, Found], signal: str, table: str) -> None:
    truth, found = small
    rows: Sequence[Struct] = getattr(found, table)
    gone = [msgspec.structs.replace(row, present=0) for row in rows]
    assert right_of(truth, found, signal) > 0
    assert right_of(truth, msgspec.structs.replace(found, **{table: gone}), signal) == 0


def test_a_journey_that_lacks_a_touchpoint_is_wrong_though_its_contacts_are_right(
    small: tuple[Truth, Found],
) -> None:
    truth, found = small
    shorter = [
        msgspec.structs.replace(row, touchpoints=row.touchpoints[:-1] if len(row.touchpoints) > 1 else ())
        for row in found.journeys
    ]
    less = msgspec.structs.replace(found, journeys=shorter)
    assert right_of(truth, less, "journeys") == 0
    assert right_of(truth, less, "contacts") > 0


def test_what_other_worlds_hold_does_not_count(small: tuple[Truth, Found]) -> None:
    _, other = world(Plan(seed=6, customers=20))
    truth, found = small
    both = Found(**{name: [*getattr(found, name), *getattr(other, name)] for name in Found.__struct_fields__})
    assert measure(truth, both) == measure(truth, found)


def test_the_order_of_arrival_changes_no_row_but_its_version() -> None:
    bank = simulate(Plan(seed=5, customers=150))
    assert bank.truth().late

    def rows(events: Iterable[Event]) -> list[set[Struct]]:
        found = find(events, HEARING, Policies())
        kinds = (found.journeys, found.promises, found.resolutions, found.outreach, found.statements)
        return [{msgspec.structs.replace(row, version=0) for row in some} for some in kinds]

    assert rows(bank.arrivals()) == rows(bank.events())


def test_nothing_found_has_no_precision_and_nothing_there_no_recall(small: tuple[Truth, Found]) -> None:
    truth, _ = small
    for score in measure(truth, Found()).values():
        assert (score.precision, score.recall, score.found) == (None, 0.0, 0)
    nothing = msgspec.structs.replace(truth, promises=(), needs=(), resolutions=(), breaches=())
    assert not [cell for cell in measure(nothing, Found()) if cell.signal in PROVEN]
