"""The ear, made from the files that ship and the settings."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

from agents.hearing.ear import Ear
from agents.hearing.fold import Folding, folding
from agents.hearing.index import Index, Kind, Rule
from agents.hearing.language import tongues
from agents.hearing.lexicon import Lexicon
from pipeline.choices.calendars import load_calendar
from pipeline.documents import document, place_of
from pipeline.learned import load
from pipeline.matters import load_hints, load_matters
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.facts import TopicName
from schemas.taxonomy import Bending, Taxonomy, Written, bending_from, languages_from, taxonomy_from

_BETWEEN: Final = "\x1f"  # no phrase has it, and folding leaves it alone
SHIPPED: Final = Path(__file__).resolve().parent.parent / "schemas"


def load_ear(settings: Settings) -> Ear:
    """The ear for these settings. A taxonomy that cannot be used is Misused, naming the file and the line or the id."""
    with _uncollected():
        return _made(settings)


@contextmanager
def _uncollected() -> Iterator[None]:
    """All that is made here stays: looking for what could be thrown away took a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _made(settings: Settings) -> Ear:
    place = _place(settings)
    said = document(place)
    try:
        taxonomy = taxonomy_from(said)
        bending = bending_from(document(SHIPPED / "bends.yaml"))
        languages = languages_from(document(SHIPPED / "languages.yaml"))
        folded = folding(languages)
        words = {**bending.words, **taxonomy.words}
        index = Index(_checked(rules_of(taxonomy, bending), folded), words)
    except Misused as error:
        raise Misused(f"{place}: {error}") from None
    lexicon = Lexicon()
    return Ear(
        index=index,
        learned=load(lexicon=lexicon),
        matters=load_matters(lexicon=lexicon),
        hints=load_hints(taxonomy.sore, lexicon=lexicon),
        folding=folded,
        tongues=tongues(languages),
        fillers=frozenset(bending.fillers.phrases()),
        calendar=load_calendar(settings),
        taxonomy=taxonomy.version,
        reference=_textblob() if settings.scorer == "textblob" else None,
    )


def _textblob() -> Callable[[str], float]:
    """Imported when asked for: the library and all it brings take longer to load than the ear."""
    return import_module("pipeline.scoring").TextBlobPolarity()  # type: ignore[no-any-return]


def topic_names(settings: Settings) -> list[TopicName]:
    """What people call the topics, as rows; the newest writing holds."""
    taxonomy = read_taxonomy(_place(settings))
    version = time.time_ns() // 1_000
    return [
        TopicName(topic=topic.id, name=topic.name.en, name_zh=topic.name.zh, version=version)
        for topic in taxonomy.topics
    ]


def read_taxonomy(place: Path = SHIPPED / "taxonomy.yaml") -> Taxonomy:
    """The taxonomy in this file; Misused where it cannot be used."""
    return taxonomy_from(document(place))


def _place(settings: Settings) -> Path:
    return place_of(settings.taxonomy) if settings.taxonomy else SHIPPED / "taxonomy.yaml"


def rules_of(taxonomy: Taxonomy, bending: Bending) -> Iterator[Rule]:
    """Every phrase of both files, with what it means."""
    for topic in taxonomy.topics:
        yield from _rules(Kind.ABOUT, topic.about, topic.id)
        yield from _rules(Kind.FAULT, topic.faults, topic.id)
    for cue in taxonomy.cues:
        for phrase in cue.phrases.phrases():
            yield Rule(Kind.CUE, phrase, cue.id, cue=cue)
    for kind, written in (
        (Kind.COURTEOUS, taxonomy.attitude.courteous),
        (Kind.DISCOURTEOUS, taxonomy.attitude.discourteous),
        (Kind.CREDITED, taxonomy.attitude.credited),
        (Kind.IRONY, bending.irony),
        (Kind.NEGATOR, bending.negators),
        (Kind.IDLE, bending.idle_negators),
        (Kind.CONTRAST, bending.contrasts),
        (Kind.CONDITION, bending.conditions),
        (Kind.REPORT, bending.reports),
        (Kind.TELLS, bending.tells),
        (Kind.QUESTION, bending.questions),
        (Kind.INVERSION, bending.inversions),
        (Kind.SHIELD, bending.shields),
    ):
        yield from _rules(kind, written, "")


def _rules(kind: Kind, written: Written, id_: str) -> Iterator[Rule]:
    return (Rule(kind, phrase, id_) for phrase in written.phrases())


def _checked(rules: Iterator[Rule], folded: Folding) -> list[Rule]:
    """The same rules, or Misused for a phrase that no folded text can contain."""
    kept = list(rules)
    together = _BETWEEN.join([rule.phrase for rule in kept])
    if folded.fold(together) != together:
        for rule in kept:
            _check(rule, folded.fold(rule.phrase))
    return kept


def _check(rule: Rule, plain: str) -> None:
    if plain != rule.phrase:
        where = f"{rule.kind} {rule.id}".strip()
        raise Misused(
            f"{where}: {rule.phrase!r} never matches; write {plain!r} "
            "(lower case, simplified characters, plain punctuation)"
        )
