"""The models of cues: what customers give away, and what staff ask, announce and promise.

A regression a label, on the grams that all models share. The labels of a line that is silent about them take no part.
Every fifth of the lines is judged by a model that learned from the others, neighbours together: that makes the
probabilities honest, and it is what the figures are measured with.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.training.fit import Array
from benchmarks.training.hint_lines import LABELS, Line
from benchmarks.training.space import Space, Tokens
from benchmarks.training.topics import FittedTopics, stored
from pipeline.learned import FOLDER
from pipeline.matters import CUES, STAFF, StoredMatters, write_matters
from schemas.values import Speaker

FOLDS: Final = 5
NAMES: Final[Mapping[Speaker, str]] = {Speaker.CUSTOMER: CUES, Speaker.STAFF: STAFF}
LANGUAGES: Final = ("en", "zh")
STRENGTH: Final = 10.0  # inverse of the regularisation
_SHRUNK: Final = 2  # of the topics' grams: there are fewer lines
_STEEPEST: Final = 3.0
_NOTHING: Final = np.array([1.0, 0.0])

Tokenise = Callable[[str], Tokens]
Bools = NDArray[np.bool_]


class Trained(NamedTuple):
    """What ships of one language and speaker, and of each fold the model that has not seen it."""

    speaker: Speaker
    whole: StoredMatters
    folds: tuple[StoredMatters, ...]


def train(lines: Sequence[Line], tokenise: Tokenise, version: str) -> Iterator[Trained]:
    for language in LANGUAGES:
        for speaker in LABELS:
            own = [one for one in lines if one.language == language and one.speaker is speaker]
            yield _trained(own, [tokenise(one.text) for one in own], version)


def write(trained: Sequence[Trained], folder: Path = FOLDER, fold: int | None = None) -> None:
    """What ships, or the models that have not seen that fold."""
    for one in trained:
        write_matters(one.whole if fold is None else one.folds[fold], folder, NAMES[one.speaker])


def fold_of(line: Line) -> int:
    """-1 for what every model learns from."""
    return line.block % FOLDS if line.block >= 0 else -1


def _trained(lines: Sequence[Line], texts: Sequence[Tokens], version: str) -> Trained:
    folds = np.array([fold_of(line) for line in lines])
    fitted = [_fit(lines, texts, folds != fold) for fold in range(FOLDS)]
    logits = np.zeros((len(lines), len(LABELS[lines[0].speaker])))
    for fold, one in enumerate(fitted):
        inside = np.flatnonzero(folds == fold).tolist()
        logits[inside] = one.logits([texts[n] for n in inside])
    honest = _calibration(lines, logits)
    whole = _fit(lines, texts, folds >= -1)
    return Trained(
        lines[0].speaker,
        stored(_calibrated(whole, honest), version),
        tuple(stored(_calibrated(one, honest), version) for one in fitted),
    )


def _fit(lines: Sequence[Line], texts: Sequence[Tokens], inside: Bools) -> FittedTopics:
    chosen = [lines[n] for n in np.flatnonzero(inside).tolist()]
    said = [texts[n] for n in np.flatnonzero(inside).tolist()]
    language, labels = chosen[0].language, LABELS[chosen[0].speaker]
    # Plain talk must not fill the table with the words of hotels.
    space = Space(language, [text for line, text in zip(chosen, said, strict=True) if line.block >= 0])
    matrix = space.matrix(said)
    found = [_regression(chosen, matrix, label) for label in labels]
    weights = np.vstack([model.coef_ for model in found])
    bias = np.concatenate([model.intercept_ for model in found])
    return FittedTopics(space, weights, bias, labels, _SHRUNK)


def _regression(lines: Sequence[Line], matrix: sparse.csr_matrix, label: str) -> LogisticRegression:
    asked = [n for n, line in enumerate(lines) if label in line.asked]
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3, random_state=1)
    return model.fit(
        matrix[asked],
        [label in lines[n].told for n in asked],
        sample_weight=[lines[n].weight for n in asked],
    )


def _calibrated(fitted: FittedTopics, honest: Array) -> FittedTopics:
    slopes, shifts = honest.T
    return replace(fitted, weights=fitted.weights * slopes[:, None], bias=fitted.bias * slopes + shifts)


def _calibration(lines: Sequence[Line], logits: Array) -> Array:
    """For each label the factor and the shift by which our own lines are likeliest."""
    found = []
    for place, label in enumerate(LABELS[lines[0].speaker]):
        asked = [n for n, line in enumerate(lines) if line.block >= 0 and label in line.asked]
        found.append(_likeliest(logits[asked, place], np.array([label in lines[n].told for n in asked])))
    return np.array(found)


def _likeliest(logits: Array, told: Bools) -> tuple[float, float]:
    def loss(found: Array) -> float:
        scores = logits * found[0] + found[1]
        return float((np.logaddexp(0, scores) - scores * told).sum())

    slope, shift = minimize(loss, _NOTHING, method="Nelder-Mead").x
    return float(min(slope, _STEEPEST)), float(shift)
