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


FIGURES: Final = {
    "net_sentiment": "net_sentiment",
    "complaint_rate": "complaint_rate",
    "topics": "topic_complaint_rate",
    "promises": "broken_promises",
    "gap": "perception_gap",
    "pressure": "unwelcome_contacts",
    "account": "account_difference",
}
"""The figures the page shows: its own id, and the registry's."""

NOTES: Final = ("reading",)


@cache
def definitions() -> tuple[Definition, ...]:
    """All that the page explains, figures first; Misused where the registry lacks one of them."""
    known = registry()
    return (
        *(_definition(known, ours, theirs) for ours, theirs in FIGURES.items()),
        *(_note(known, id_) for id_ in NOTES),
    )


def _definition(known: Registry, ours: str, theirs: str) -> Definition:
    name, text = (figure := known.figure(theirs)).name, figure.definition
    return Definition(id=ours, name=name.en, name_zh=name.zh, text=text.en, text_zh=text.zh)


def _note(known: Registry, id_: str) -> Definition:
    name, text = (note := known.note(id_)).name, note.text
    return Definition(id=id_, name=name.en, name_zh=name.zh, text=text.en, text_zh=text.zh)
