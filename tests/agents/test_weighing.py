"""What phrases add to the model's word."""

import pytest

from agents.hearing.index import Hit, Kind, Rule
from agents.hearing.learned import Scores, feelings
from agents.hearing.reading import NOTHING, Reading, Sentence
from agents.hearing.weighing import weighed
from schemas.taxonomy import Cue, Name, Written

EVEN = Scores(-0.2, 0.1, -0.4)
FAULT = Hit(0, 4, Rule(Kind.FAULT, "late", "delivery"))


def cue(id_: str, *, fault: bool = False) -> Hit:
    made = Cue(id=id_, name=Name(en=id_, zh=id_), phrases=Written(en="x"), fault=fault)
    return Hit(0, 1, Rule(Kind.CUE, "x", id_, cue=made))


def reading(
    *, faults: tuple[Hit, ...] = (), cues: tuple[Hit, ...] = (), ironies: tuple[Hit, ...] = ()
) -> Reading:
    return Reading((Sentence(0, 9, list(faults), list(cues), list(ironies), []),), (), ())


def test_without_phrases_the_model_alone_speaks() -> None:
    found = weighed(EVEN, NOTHING)
    assert found.feelings == feelings(EVEN)
    assert found.complaint == EVEN.complaint


def test_a_stated_fault_is_sadder_and_a_third_adds_nothing() -> None:
    one, two, three = (weighed(EVEN, reading(faults=(FAULT,) * n)) for n in (1, 2, 3))
    assert one.feelings.negative > feelings(EVEN).negative
    assert one.feelings.positive < feelings(EVEN).positive
    assert EVEN.complaint < one.complaint < two.complaint
    assert two == three


def test_a_cue_of_dissatisfaction_is_a_fault() -> None:
    assert weighed(EVEN, reading(cues=(cue("repeat", fault=True),))) == weighed(
        EVEN, reading(faults=(FAULT,))
    )


@pytest.mark.parametrize("kind", ["thanks", "praise", "resolved"])
def test_kind_words_are_gladder_unless_a_fault_stands_beside_them(kind: str) -> None:
    assert weighed(EVEN, reading(cues=(cue(kind),))).polarity > weighed(EVEN, NOTHING).polarity
    assert weighed(EVEN, reading(cues=(cue(kind),))).complaint < EVEN.complaint
    assert weighed(EVEN, reading(faults=(FAULT,), cues=(cue(kind),))) == weighed(
        EVEN, reading(faults=(FAULT,))
    )


def test_grief_is_no_complaint() -> None:
    assert weighed(EVEN, reading(cues=(cue("vulnerability"),))).complaint < EVEN.complaint


def test_beside_open_irony_nothing_is_glad() -> None:
    glad = Scores(-3.0, 4.0, -2.0)
    found = weighed(glad, reading(ironies=(Hit(0, 3, Rule(Kind.IRONY, "so")),)))
    assert found.feelings.positive == 0
    assert found.feelings.negative > 0.9
    assert found.complaint > glad.complaint
