"""The topics' model: a regression for each topic on the same grams as the feelings', brought to honest probabilities."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from agents.hearing.grams import Gram, letters
from benchmarks.training.corpus import is_held_out
from benchmarks.training.fit import Array
from benchmarks.training.space import LETTERS, Space, Tokens
from benchmarks.training.topic_texts import OWN, TOPICS, Matter
from pipeline.matters import StoredMatters

STRENGTH: Final = 10.0  # inverse of the regularisation
KEPT: Final = {"word": 9_000, "beside": 5_000, "letters": 8_000}
KEPT_CHINESE: Final = 22_000
_LARGEST: Final = 31  # a few steps do as well as 127, and pack into half the file
_CLIPPED: Final = 99.9  # per cent
_FAINTEST: Final = 1e-6  # a scale of nothing but zeros
_FOLDS: Final = 5
_STEEPEST: Final = 3.0  # so few rows that all are told apart say nothing of how sure to be
_NEVER: Final = -10.0  # logit of a topic that no row has

Tokenise = Callable[[str], Tokens]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class FittedTopics:
    """A row of `weights` a topic. Of the grams of a topics' model one in `shrunk` is kept, the heaviest."""

    space: Space
    weights: Array
    bias: Array
    topics: tuple[str, ...] = TOPICS
    shrunk: int = 1

    def logits(self, texts: Sequence[Tokens]) -> Array:
        return np.asarray(self.space.matrix(texts) @ self.weights.T + self.bias)


def train(language: str, matters: Sequence[Matter], tokenise: Tokenise, version: str) -> StoredMatters:
    """What ships. Rows that are held out take no part in it."""
    rows = [one for one in matters if one.language == language and not is_held_out(one.text)]
    texts = [tokenise(one.text) for one in rows]
    return stored(calibrated(rows, texts), version)


def fit(language: str, rows: Sequence[Matter], texts: Sequence[Tokens]) -> FittedTopics:
    space = Space(language, texts)
    matrix = space.matrix(texts)
    weights = [one.weight for one in rows]
    found = [_one(matrix, labels, weights) for labels in truths(rows).T]
    return FittedTopics(
        space, np.vstack([coefficients for coefficients, _ in found]), np.array([bias for _, bias in found])
    )


def _one(matrix: sparse.csr_matrix, labels: Truths, weights: Sequence[float]) -> tuple[Array, float]:
    if not labels.any():
        return np.zeros(matrix.shape[1]), _NEVER
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3, random_state=1)
    model.fit(matrix, labels, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def calibrated(rows: Sequence[Matter], texts: Sequence[Tokens]) -> FittedTopics:
    """Fitted to all, with one factor and one shift for all topics by which our own rows, left out in turn, are likeliest."""
    language = rows[0].language
    logits: list[Array] = []
    labels: list[Truths] = []
    for fold in range(_FOLDS):
        inside = [n for n, one in enumerate(rows) if n % _FOLDS == fold and one.source == OWN]
        outside = [n for n in range(len(rows)) if n % _FOLDS != fold]
        one = fit(language, [rows[n] for n in outside], [texts[n] for n in outside])
        logits.append(one.logits([texts[n] for n in inside]))
        labels.append(truths([rows[n] for n in inside]))
    slope, shift = _calibration(np.vstack(logits), np.vstack(labels))
    found = fit(language, rows, texts)
    return replace(found, weights=found.weights * slope, bias=found.bias * slope + shift)


def truths(rows: Sequence[Matter]) -> Truths:
    return np.array([[topic in one.topics for topic in TOPICS] for one in rows])


def stored(fitted: FittedTopics, version: str) -> StoredMatters:
    """Letters folded into words, small weights dropped, the rest in a few steps each."""
    language = fitted.space.language
    grams = _folded(fitted) if language == "en" else _by_kind(fitted)
    kept = {kind: _largest(found, _most(language, kind) // fitted.shrunk) for kind, found in grams.items()}
    every = np.array([weights for kind in ("word", "beside", "letters") for _, weights in kept[kind]])
    scale = np.percentile(np.abs(every), _CLIPPED, axis=0).clip(min=_FAINTEST) / _LARGEST
    values = np.clip(np.rint(every / scale), -_LARGEST, _LARGEST).astype(np.int8)
    return StoredMatters(
        language=language,
        version=version,
        topics=fitted.topics,
        scale=tuple(map(float, scale)),
        bias=tuple(map(float, fitted.bias)),
        grams="\n".join(_text(gram) for kind in ("word", "beside") for gram, _ in kept[kind]),
        letters="\n".join(_text(gram) for gram, _ in kept["letters"]),
        values=values.T.tobytes(),
    )


def _calibration(logits: Array, labels: Truths) -> tuple[float, float]:
    def loss(found: Array) -> float:
        scores = logits * found[0] + found[1]
        return float((np.logaddexp(0, scores) - scores * labels).sum())

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(min(slope, _STEEPEST)), float(shift)


def _by_kind(fitted: FittedTopics) -> dict[str, dict[Gram, Array]]:
    found: dict[str, dict[Gram, Array]] = {"word": {}, "beside": {}, "letters": {}}
    for (kind, gram), column in fitted.space.columns.items():
        found[kind][gram] = fitted.weights[:, column]
    return found


def _folded(fitted: FittedTopics) -> dict[str, dict[Gram, Array]]:
    grams = _by_kind(fitted)
    runs = {run: weights * LETTERS for run, weights in grams["letters"].items()}
    nothing = np.zeros(len(fitted.topics))
    words = {
        word: weights + sum((runs.get(run, nothing) for run in letters(str(word))), start=nothing)
        for word, weights in grams["word"].items()
    }
    return {"word": words, "beside": grams["beside"], "letters": runs}


def _largest(grams: dict[Gram, Array], most: int) -> list[tuple[Gram, Array]]:
    """By length of the weights; in the order of the grams."""
    ordered = sorted(grams.items(), key=lambda one: (-float(one[1] @ one[1]), repr(one[0])))
    return sorted(ordered[:most], key=lambda one: repr(one[0]))


def _most(language: str, kind: str) -> int:
    return KEPT_CHINESE if language == "zh" else KEPT[kind]


def _text(gram: Gram) -> str:
    return gram if isinstance(gram, str) else " ".join(gram)
