"""What each figure means, in the words the page shows: the registry's, under the ids the page asks by."""

from functools import cache
from typing import Final

import msgspec

from pipeline.figures import registry
from schemas.defined import Registry


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """One figure's name and meaning in both languages. `id` is what the page asks for it by."""

    id: str
    name: str
    name_zh: str
    text: str
    text_zh: str
    question: str = ""
    question_zh: str = ""
    unit: str = ""
    better: str = ""
    least: int = 0
    method: str = ""


FIGURES: Final = {
    "net_sentiment": "net_sentiment",
    "complaint_rate": "complaint_rate",
    "topics": "topic_complaint_rate",
    "promises": "broken_promises",
    "gap": "perception_gap",
    "pressure": "unwelcome_contacts",
    "account": "account_difference",
}
"""Figures that the page has a name of its own for, beside the registry's."""

NOTES: Final = ("reading",)


@cache
def definitions() -> tuple[Definition, ...]:
    """All that the page explains: its own names first, then all figures, then notes.

    Misused where the registry lacks one of its own.
    """
    known = registry()
    others = (id_ for id_ in known.figures if id_ not in FIGURES)
    return (
        *(_definition(known, ours, theirs) for ours, theirs in FIGURES.items()),
        *(_definition(known, id_, id_) for id_ in others),
        *(_note(known, id_) for id_ in NOTES),
    )


def _definition(known: Registry, ours: str, theirs: str) -> Definition:
    figure = known.figure(theirs)
    return Definition(
        id=ours,
        name=figure.name.en,
        name_zh=figure.name.zh,
        text=figure.definition.en,
        text_zh=figure.definition.zh,
        question=figure.question.en,
        question_zh=figure.question.zh,
        unit=figure.unit,
        better=figure.better,
        least=figure.least,
        method=figure.method,
    )


def _note(known: Registry, id_: str) -> Definition:
    name, text = (note := known.note(id_)).name, note.text
    return Definition(id=id_, name=name.en, name_zh=name.zh, text=text.en, text_zh=text.zh)
