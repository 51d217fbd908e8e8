"""Trains the models of cues and promises that ship: `python -m benchmarks.training.train_hints [DATA]`."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from agents.hearing.ear import Ear, Utterance
from agents.hearing.hinted import PROMISE
from benchmarks.training.hint_lines import LABELS, Line, read_lines
from benchmarks.training.hints import FOLDS, LANGUAGES, Trained, fold_of, train, write
from benchmarks.training.train_topics import reader
from pipeline.ear import load_ear, read_taxonomy
from pipeline.learned import FOLDER
from pipeline.matters import load_hints
from pipeline.settings import Settings
from schemas.values import Speaker

VERSION: Final = "2026.11"
ALL: Final = "all"
_SAID: Final = datetime(2026, 3, 4, 10, tzinfo=UTC)  # no label depends on it


class HintFigures(NamedTuple):
    """One label of one speaker and language, or ALL of them: by `how`, phrases alone or phrases and model."""

    language: str
    speaker: Speaker
    label: str
    how: str
    told: int
    precision: float
    recall: float
    f1: float


Hears = Callable[[Line], frozenset[str]]


def main() -> None:
    """Trains both languages, writes their files and prints how they do on lines that their model has not seen."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training.train_hints", description=main.__doc__
    )
    parser.add_argument("data", type=Path, nargs="?", help="folder with dialogues_en.jsonl.gz and so on")
    for one in train_hints(parser.parse_args().data):
        print(
            f"{one.language} {one.speaker:8} {one.label:15} {one.how:8} n {one.told:4} precision {one.precision:.3f}"
            f" recall {one.recall:.3f} F1 {one.f1:.3f}"
        )


def train_hints(data: Path | None = None, folder: Path = FOLDER) -> list[HintFigures]:
    """The figures need the other models and the phrases as they ship. Each line is judged by a model of the others."""
    read, ear = reader(), replace(load_ear(Settings()), hints=None)
    lines = read_lines(data, lambda speaker, text: _heard(ear, speaker, text))
    trained = list(train(lines, lambda text: read(text).tokens, VERSION))
    write(trained, folder)
    ours = [one for one in lines if one.block >= 0]
    return [
        *_figures("phrases", ours, lambda line: _heard(ear, line.speaker, line.text)),
        *_figures("both", ours, _by_folds(ear, trained)),
    ]


def _by_folds(ear: Ear, trained: Sequence[Trained]) -> Hears:
    ears = []
    for fold in range(FOLDS):
        with TemporaryDirectory() as folder:
            write(trained, Path(folder), fold)
            ears.append(
                replace(ear, hints=load_hints(read_taxonomy().sore, Path(folder), ear.learned.lexicon))
            )
    return lambda line: _heard(ears[fold_of(line)], line.speaker, line.text)


def _heard(ear: Ear, speaker: Speaker, text: str) -> frozenset[str]:
    heard = ear.hear([Utterance(speaker, text, _SAID)])
    return frozenset({hit.cue for hit in heard.cues} | ({PROMISE} if heard.promises else set()))


def _figures(how: str, lines: Sequence[Line], hears: Hears) -> Iterator[HintFigures]:
    found = [(line, hears(line)) for line in lines]
    for language in LANGUAGES:
        for speaker, labels in LABELS.items():
            own = [one for one in found if one[0].language == language and one[0].speaker is speaker]
            for label in (ALL, *labels):
                among = labels if label == ALL else (label,)
                yield _figure(HintFigures(language, speaker, label, how, 0, 0, 0, 0), own, among)


def _figure(
    empty: HintFigures, found: Sequence[tuple[Line, frozenset[str]]], labels: Sequence[str]
) -> HintFigures:
    asked = [(line, heard, label) for line, heard in found for label in labels if label in line.asked]
    hits = sum(label in heard and label in line.told for line, heard, label in asked)
    said = sum(label in heard for _, heard, label in asked)
    told = sum(label in line.told for line, _, label in asked)
    return empty._replace(
        told=told,
        precision=hits / said if said else 0.0,
        recall=hits / told if told else 0.0,
        f1=2 * hits / (said + told) if said + told else 0.0,
    )


if __name__ == "__main__":
    main()
