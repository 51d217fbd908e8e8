"""Trains the model of topics that ships: `python -m benchmarks.training.train_topics DATA`."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import yaml
from scipy.special import expit

from agents.hearing.fold import folding
from agents.hearing.grams import plain, tokens
from agents.hearing.matters import Matters
from agents.hearing.redact import redact
from benchmarks.training.corpus import is_held_out
from benchmarks.training.fit import Array
from benchmarks.training.space import Tokens
from benchmarks.training.topic_texts import OWN, Matter, read_matters
from benchmarks.training.topics import Truths, train, truths
from pipeline.ear import SHIPPED
from pipeline.learned import FOLDER
from pipeline.matters import load_matters, write_matters
from schemas.taxonomy import languages_from

VERSION: Final = "2026.11"
LANGUAGES: Final = ("en", "zh")
_BAR: Final = 0.2  # probability from which a topic counts as said, where nothing but the model speaks
_BINS: Final = 10


class TopicFigures(NamedTuple):
    """Rows that trained nothing: micro-averages over all topics, and the expected calibration error of all answers."""

    language: str
    source: str
    rows: int
    precision: float
    recall: float
    f1: float
    error: float


class Read(NamedTuple):
    """As the ear sees it."""

    text: str
    folded: str
    tokens: Tokens


def main() -> None:
    """Trains both languages, writes their files and prints how they do on rows held out."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training.train_topics", description=main.__doc__
    )
    parser.add_argument("data", type=Path, help="folder of labelled texts: topic_en.jsonl.gz and so on")
    for one in train_topics(parser.parse_args().data):
        print(
            f"topics {one.language} {one.source:8} n {one.rows:5} precision {one.precision:.3f}"
            f" recall {one.recall:.3f} micro-F1 {one.f1:.3f} error {one.error:.3f}"
        )


def train_topics(data: Path, folder: Path = FOLDER) -> list[TopicFigures]:
    matters, read = read_matters(data), reader()
    for language in LANGUAGES:
        write_matters(train(language, matters, lambda text: read(text).tokens, VERSION), folder)
    return figures(load_matters(folder), matters, read)


def figures(model: Matters, matters: Sequence[Matter], read: Callable[[str], Read]) -> list[TopicFigures]:
    """Our own sentences, and all the others together."""
    found = []
    for language in LANGUAGES:
        kept = [one for one in matters if one.language == language and is_held_out(one.text)]
        ours = [one for one in kept if one.source == OWN]
        for source, rows in ((OWN, ours), ("others", [one for one in kept if one.source != OWN])):
            if rows:
                texts = [read(one.text) for one in rows]
                logits = np.array([model.of(one.text, one.folded) for one in texts])
                found.append(_figures(language, source, expit(logits), truths(rows)))
    return found


def _figures(language: str, source: str, sure: Array, true: Truths) -> TopicFigures:
    said = sure > _BAR
    hits, told, wanted = int((said & true).sum()), int(said.sum()), int(true.sum())
    return TopicFigures(
        language,
        source,
        len(true),
        hits / told if told else 0.0,
        hits / wanted if wanted else 0.0,
        2 * hits / (told + wanted) if told + wanted else 0.0,
        _error(sure.ravel(), true.ravel()),
    )


def _error(sure: Array, true: Truths) -> float:
    place = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    bins = [place == number for number in range(_BINS)]
    return sum(abs(float(sure[one].sum() - true[one].sum())) for one in bins) / len(sure)


def reader() -> Callable[[str], Read]:
    folded = folding(languages_from(yaml.safe_load((SHIPPED / "languages.yaml").read_text(encoding="utf-8"))))

    def read(text: str) -> Read:
        bare = redact(text).text
        plainly = folded.fold(bare)
        return Read(bare, plainly, [plain(token) for token in tokens(bare, plainly)])

    return read


if __name__ == "__main__":
    main()
