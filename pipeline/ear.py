"""The ear, made from the files that ship and the settings."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import yaml

from agents.hearing.calendar import DEFAULT_CALENDAR
from agents.hearing.ear import Ear
from agents.hearing.fold import Folding, folding
from agents.hearing.index import Index, Kind, Rule
from agents.hearing.language import tongues
from pipeline.scoring import TextBlobPolarity
from pipeline.settings import Settings
from schemas.errors import Misused
from schemas.facts import TopicName
from schemas.taxonomy import Feelings, Taxonomy, Written, feelings_from, languages_from, taxonomy_from

SHIPPED: Final = Path(__file__).resolve().parent.parent / "schemas"


def load_ear(settings: Settings) -> Ear:
    """The ear for these settings. A taxonomy that cannot be used is Misused, naming the file and the line or the id."""
    place = _place(settings)
    try:
        taxonomy = taxonomy_from(_document(place))
        feelings = feelings_from(_document(SHIPPED / "feelings.yaml"))
        languages = languages_from(_document(SHIPPED / "languages.yaml"))
        folded = folding(languages)
        index = Index(_checked(rules_of(taxonomy, feelings), folded), {**feelings.words, **taxonomy.words})
    except Misused as error:
        raise Misused(f"{place}: {error}") from None
    return Ear(
        index=index,
        folding=folded,
        tongues=tongues(languages),
        fillers=frozenset(feelings.fillers.phrases()),
        english=TextBlobPolarity(),
        calendar=replace(DEFAULT_CALENDAR, time_zone=settings.time_zone),
        taxonomy=taxonomy.version,
        reference=settings.scorer == "textblob",
    )


def topic_names(settings: Settings) -> list[TopicName]:
    """What people call the topics, as rows; the newest writing holds."""
    taxonomy = taxonomy_from(_document(_place(settings)))
    version = time.time_ns() // 1_000
    return [
        TopicName(topic=topic.id, name=topic.name.en, name_zh=topic.name.zh, version=version)
        for topic in taxonomy.topics
    ]


def _place(settings: Settings) -> Path:
    return Path(settings.taxonomy).expanduser() if settings.taxonomy else SHIPPED / "taxonomy.yaml"


def rules_of(taxonomy: Taxonomy, feelings: Feelings) -> Iterator[Rule]:
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
        (Kind.IRONY, feelings.irony),
        (Kind.NEGATOR, feelings.negators),
        (Kind.BOOSTER, feelings.boosters),
        (Kind.DAMPER, feelings.dampers),
        (Kind.CONTRAST, feelings.contrasts),
        (Kind.CONDITION, feelings.conditions),
        (Kind.REPORT, feelings.reports),
        (Kind.QUESTION, feelings.questions),
        (Kind.INVERSION, feelings.inversions),
        (Kind.REQUEST, feelings.requests),
        (Kind.SHIELD, feelings.shields),
    ):
        yield from _rules(kind, written, "")
    for level in feelings.levels:
        for phrase in level.phrases.phrases():
            yield Rule(Kind.FEELING, phrase, weight=level.weight)


def _rules(kind: Kind, written: Written, id_: str) -> Iterator[Rule]:
    return (Rule(kind, phrase, id_) for phrase in written.phrases())


def _checked(rules: Iterator[Rule], folded: Folding) -> Iterator[Rule]:
    """The same rules, or Misused for a phrase that no folded text can contain."""
    for rule in rules:
        plain = folded.fold(rule.phrase)
        if plain != rule.phrase:
            where = f"{rule.kind} {rule.id}".strip()
            raise Misused(
                f"{where}: {rule.phrase!r} never matches; write {plain!r} "
                "(lower case, simplified characters, plain punctuation)"
            )
        yield rule


def _document(place: Path) -> object:
    try:
        return yaml.load(place.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except OSError as error:
        raise Misused(f"cannot read {place}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Misused(f"{place} is not UTF-8: {error.reason} at byte {error.start}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Misused(f"line {line}: not YAML: {error.problem}") from None
