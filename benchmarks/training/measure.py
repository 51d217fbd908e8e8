"""How well the packed model does on rows it never saw, source by source. It asks the model that hearing asks."""

from collections.abc import Iterable, Sequence
from math import exp
from typing import Final, NamedTuple

import numpy as np
from sklearn.metrics import f1_score

from agents.hearing.grams import seen_in
from agents.hearing.learned import Learned, Scores, feelings
from benchmarks.training.corpus import source_of
from benchmarks.training.fit import Array, Labelled

BINS: Final = 10
MOST: Final = 3_000  # rows of one source


class Bin(NamedTuple):
    """Rows whose answer was this sure: how sure on average, and how often right. Shares."""

    rows: int
    sure: float
    right: float


class Figures(NamedTuple):
    """One source and task. `error` is the expected calibration error; `unseen` says that no row of it was trained on."""

    task: str
    language: str
    source: str
    rows: int
    accuracy: float
    macro_f1: float
    error: float
    bins: tuple[Bin, ...]
    unseen: bool


def figures(learned: Learned, kept_back: Iterable[Labelled]) -> list[Figures]:
    """Of every source with labels, sentiment and complaint apart."""
    grouped: dict[tuple[str, str, str], list[Labelled]] = {}
    for one in kept_back:
        example = one.example
        if example.weak:
            continue
        if example.feeling is not None:
            grouped.setdefault(("sentiment", example.language, example.source), []).append(one)
        if example.complaint is not None:
            grouped.setdefault(("complaint", example.language, example.source), []).append(one)
    return [_figures(learned, *key, found[:MOST]) for key, found in sorted(grouped.items())]


def _figures(learned: Learned, task: str, language: str, source: str, rows: Sequence[Labelled]) -> Figures:
    scores = [_scores(learned, one) for one in rows]
    shares = np.array([feelings(score) if task == "sentiment" else _complaint(score) for score in scores])
    labels = np.array([one.example.feeling if task == "sentiment" else one.example.complaint for one in rows])
    said = shares.argmax(axis=1)
    counted = said
    if task == "sentiment" and 1 not in labels:  # two classes: the stronger of the two feelings decides
        counted = np.where(shares[:, 2] > shares[:, 0], 2, 0)
    bins = _bins(shares.max(axis=1), said == labels)
    return Figures(
        task,
        language,
        source,
        len(rows),
        float((counted == labels).mean()),
        float(f1_score(labels, counted, average="macro", labels=sorted(set(labels)))),
        sum(one.rows * abs(one.sure - one.right) for one in bins) / len(rows),
        bins,
        unseen=bool(source_of(rows[0].example).kept_out),
    )


def _scores(learned: Learned, one: Labelled) -> Scores:
    return learned.of(learned.lexicon.cut(seen_in(one.tokens)))


def _complaint(score: Scores) -> tuple[float, float]:
    share = 1 / (1 + exp(-score.complaint))
    return 1 - share, share


def _bins(sure: Array, right: Array) -> tuple[Bin, ...]:
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(int(inside.sum()), float(sure[inside].mean()), float(right[inside].mean()))
        for number in range(BINS)
        if (inside := place == number).any()
    )
