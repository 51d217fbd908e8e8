"""Texts with their topics: our own sentences, and other people's intent data as far as a label is clearly one of ours."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from benchmarks.training.corpus import SENTENCES, rows
from schemas.errors import Misused
from schemas.taxonomy import OTHER, TOPIC_IDS

LABELS: Final = Path(__file__).with_name("topic_labels.yaml")
TOPICS: Final = tuple(
    topic for topic in TOPIC_IDS if topic != OTHER
)  # what is none of ours is no matter to learn
OWN: Final = "earshot"
OTHERS: Final = (
    0.1  # weight of a row that is not ours: requests to a machine, plainer than what customers write
)
NONE: Final = "none"
_FILES: Final = ("topic_en.jsonl.gz", "topic_zh.jsonl.gz", "customer_service_labelled.jsonl.gz")

Labels = Mapping[str, Mapping[str, frozenset[str]]]
"""By source and label: our topics."""


class Matter(NamedTuple):
    """One text and all its topics."""

    source: str
    language: str
    text: str
    topics: frozenset[str]
    complaint: bool | None = None

    @property
    def weight(self) -> float:
        return 1.0 if self.source == OWN else OTHERS


def read_matters(data: Path, sentences: Path = SENTENCES) -> list[Matter]:
    """All of them, of both languages: ours, and what of the folder of data has a label that is one of ours."""
    return [*own(sentences), *mapped(data, read_labels()), *_errands(data)]


def own(sentences: Path = SENTENCES) -> Iterator[Matter]:
    for place in sorted(sentences.glob("*.tsv")):
        for line in place.read_text(encoding="utf-8").splitlines():
            if line.count("\t") != 5:
                continue
            language, _, _, complaint, topics, text = line.split("\t")
            told = frozenset() if topics == "-" else frozenset(topics.split(","))
            yield Matter(OWN, language, text, told - {OTHER}, complaint == "1")


def mapped(data: Path, labels: Labels) -> Iterator[Matter]:
    for name in _FILES:
        for row in rows(data / name) if (data / name).exists() else ():
            source = str(row["source"])
            known = labels.get(source, {})
            label = row.get("issue") if source == "cfpb" else row.get("label", row.get("topic"))
            if label in known:
                yield Matter(source, str(row["lang"]), str(row["text"]), known[str(label)])


def read_labels(place: Path = LABELS) -> Labels:
    """Misused where the file names a topic that is none of ours."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for source, topics in yaml.safe_load(place.read_text(encoding="utf-8")).items():
        labels = found.setdefault(source, {})
        for topic, names in topics.items():
            if topic not in {*TOPICS, NONE}:
                raise Misused(f"{place.name}: {source}: {topic} is no topic of ours")
            told = frozenset[str]() if topic == NONE else frozenset({topic})
            labels.update({name: labels.get(name, frozenset()) | told for name in names})
    return found


def _errands(data: Path) -> Iterator[Matter]:
    """Turns of people who look for a restaurant or a hotel: about none of our topics."""
    place = data / "dialogues_zh.jsonl.gz"
    for row in rows(place) if place.exists() else ():
        if row["source"] == "crosswoz" and row["speaker"] == "customer" and int(str(row["turn"])) % 4 == 0:
            yield Matter("crosswoz", "zh", str(row["text"]), frozenset())
