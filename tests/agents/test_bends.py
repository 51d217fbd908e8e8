"""What small words do to those beside them."""

import pytest

from agents.hearing.index import Index, Kind, Rule
from agents.hearing.reading import read
from schemas.taxonomy import Cue, Name, Scope, Written

_ALL = Scope(negated=True, question=True, reported=True, conditional=True)
_FIXED = Cue(id="resolved", name=Name(en="", zh=""), phrases=Written(en="fixed; cancel it"), not_when=_ALL)
_INDEX = Index(
    [
        *(Rule(Kind.CUE, phrase, "resolved", cue=_FIXED) for phrase in ("fixed", "修好了", "想销户")),
        *(Rule(Kind.NEGATOR, phrase) for phrase in ("not", "never", "没", "不想")),
        Rule(Kind.IDLE, "not only"),
        Rule(Kind.SHIELD, "a fixed price"),
        Rule(Kind.CONDITION, "if"),
        Rule(Kind.REPORT, "supposedly"),
        Rule(Kind.TELLS, "says"),
        Rule(Kind.TELLS, "说"),
        Rule(Kind.QUESTION, "吗"),
        Rule(Kind.INVERSION, "is it"),
        Rule(Kind.CONTRAST, "but"),
        Rule(Kind.FAULT, "never worked", "other"),
    ],
    {},
)


def heard(text: str) -> int:
    return sum(len(sentence.cues) for sentence in read(text, _INDEX.hits(text)).sentences)


@pytest.mark.parametrize(
    "text",
    [
        "it is fixed",
        "not only fixed",  # an idle negator
        "it never worked until you fixed it",  # the fault's own negator
        "i do not know, fixed",  # another clause
        "not in the very long run of days fixed",  # too far
        "i will ask. fixed",
        "she fixed it, he says",
        "says fixed",  # nobody tells it
        "the book is it. fixed",
        "修好了",
    ],
)
def test_words_count(text: str) -> None:
    assert heard(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "not fixed",
        "it was not really fixed",
        "if it gets fixed",
        "supposedly fixed",
        "he says it is fixed",
        "the agent just says it is fixed",
        "is it fixed",
        "fixed?",
        "a fixed price",
        "没修好了",
        "我不想销户",  # the negator runs into the words
        "客服一直说修好了",
        "修好了吗",
    ],
)
def test_words_are_taken_back(text: str) -> None:
    assert heard(text) == 0


def test_contrasts_are_told_beside_words_of_success_only() -> None:
    text = "but fixed. never worked but"
    first, second = read(text, _INDEX.hits(text)).sentences
    assert (first.contrasts, second.contrasts) == ([0], [])
