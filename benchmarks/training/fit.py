"""From labelled texts to weights: two regressions a language, brought to honest probabilities on texts kept back."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.training.corpus import Example
from benchmarks.training.space import Space, Tokens

Array = NDArray[np.float64]

STRENGTH: Final = {"en": 3.0, "zh": 4.0}  # inverse of the regularisation
NEUTRAL: Final = {"en": 1.6, "zh": 2.5}  # neutral rows are few beside what comes in: weight of each
OPINIONS: Final = 0.2  # weight of a review whose feeling stands for a complaint, or for none
PRIVATE: Final = 0.15  # weight of a private text: no complaint, whatever it feels
_NEAREST: Final = {"earshot", "stc3_weibo_helpdesk", "x_fincorp"}  # customers to companies
_NEAR: Final = 3.0
_REVIEWS: Final = {"amazon_apps", "skytrax_seat", "waimai_10k", "online_shopping_10_cats", "appstore_zh"}
_PRIVATE_TEXTS: Final = {"semeval_2013_2016", "goemotions", "smp2020_usual", "smp2020_virus"}


class Labelled(NamedTuple):
    """An example and its tokens."""

    example: Example
    tokens: Tokens


@dataclass(frozen=True)
class Fitted:
    """Rows of `weights`: negative against neutral, positive against neutral, complaint against none."""

    space: Space
    weights: Array
    bias: Array

    def logits(self, texts: Sequence[Tokens]) -> Array:
        return np.asarray(self.space.matrix(texts) @ self.weights.T + self.bias)


def fit(language: str, train: Sequence[Labelled], space: Space) -> Fitted:
    feelings, feeling_bias = _feelings(
        language, [one for one in train if one.example.feeling is not None], space
    )
    complaint, complaint_bias = _complaint(language, _complaints(train), space)
    return Fitted(space, np.vstack([feelings, complaint]), np.concatenate([feeling_bias, complaint_bias]))


def calibrated(fitted: Fitted, kept_back: Sequence[Labelled]) -> Fitted:
    """The same with both feelings at one temperature, and the complaint helped by what the feelings tell.

    All of it is linear, so it costs nothing when hearing. A source counts by the root of its rows, what is nearest to
    the product three times.
    """
    logits = fitted.logits([one.tokens for one in kept_back])
    felt = [n for n, one in enumerate(kept_back) if one.example.feeling is not None]
    told = [n for n, one in enumerate(kept_back) if one.example.complaint is not None]
    sharpness, shift = _temperature(logits[felt][:, :2], [kept_back[n] for n in felt])
    mix, base = _mixture(logits[told], [kept_back[n] for n in told])
    weights = np.vstack([fitted.weights[:2] * sharpness, mix @ fitted.weights])
    bias = np.concatenate([fitted.bias[:2] * sharpness + shift, [mix @ fitted.bias + base]])
    return Fitted(fitted.space, weights, bias)


def probabilities(logits: Array) -> Array:
    """Rows of p(negative), p(neutral), p(positive), p(complaint)."""
    scores = np.column_stack([logits[:, 0], np.zeros(len(logits)), logits[:, 1]])
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.column_stack([powers / powers.sum(axis=1, keepdims=True), 1 / (1 + np.exp(-logits[:, 2]))])


def _feelings(language: str, train: Sequence[Labelled], space: Space) -> tuple[Array, Array]:
    labels = np.array([one.example.feeling for one in train])
    weights = [
        one.example.feeling_weight * (NEUTRAL[language] if one.example.feeling == 1 else 1) for one in train
    ]
    model = _regression(language).fit(
        space.matrix([one.tokens for one in train]), labels, sample_weight=weights
    )
    found, bias = model.coef_, model.intercept_
    return np.stack([found[0] - found[1], found[2] - found[1]]), np.array(
        [bias[0] - bias[1], bias[2] - bias[1]]
    )


def _complaint(language: str, train: Sequence[Labelled], space: Space) -> tuple[Array, Array]:
    labels = [one.example.complaint for one in train]
    weights = [one.example.complaint_weight for one in train]
    matrix: sparse.csr_matrix = space.matrix([one.tokens for one in train])
    model = _regression(language).fit(matrix, labels, sample_weight=weights)
    return model.coef_, model.intercept_


def _regression(language: str) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH[language], max_iter=400, tol=1e-4)


def _complaints(train: Sequence[Labelled]) -> list[Labelled]:
    """Rows labelled so, and weak ones: a quarter of the reviews by their feeling, private texts as none."""
    found = []
    for one in train:
        example = one.example
        if example.complaint is not None:
            found.append(one)
        elif example.source in _PRIVATE_TEXTS:
            found.append(Labelled(example._replace(complaint=0, complaint_weight=PRIVATE), one.tokens))
        elif example.source in _REVIEWS and example.feeling in {0, 2} and _one_in_four(example.text):
            label = int(example.feeling == 0)
            found.append(Labelled(example._replace(complaint=label, complaint_weight=OPINIONS), one.tokens))
    return found


def _one_in_four(text: str) -> bool:
    return blake2b(text.encode(), digest_size=1).digest()[0] % 4 == 0


def _temperature(logits: Array, rows: Sequence[Labelled]) -> tuple[float, Array]:
    """One factor and a shift of each feeling that make the labels likeliest. Sets without neutral rows stay out."""
    kept = _with_neutral(rows)
    labels = np.array([rows[n].example.feeling for n in kept])
    weights = _even([rows[n] for n in kept])
    some = logits[kept]

    def loss(found: Array) -> float:
        scores = np.column_stack(
            [some[:, 0] * found[0] + found[1], np.zeros(len(some)), some[:, 1] * found[0] + found[2]]
        )
        return float(-(weights * _log_softmax(scores)[np.arange(len(labels)), labels]).sum())

    best = minimize(loss, np.array([1.0, 0.0, 0.0]), method="Nelder-Mead").x
    return float(best[0]), best[1:]


def _with_neutral(rows: Sequence[Labelled]) -> list[int]:
    neutral = {one.example.source for one in rows if one.example.feeling == 1}
    return [n for n, one in enumerate(rows) if one.example.source in neutral]


def _mixture(logits: Array, rows: Sequence[Labelled]) -> tuple[Array, float]:
    """Shares of the three logits in that of complaint, and its base."""
    labels = [one.example.complaint for one in rows]
    model = LogisticRegression(C=100.0).fit(logits, labels, sample_weight=_even(rows))
    return np.asarray(model.coef_[0]), float(model.intercept_[0])


def _even(rows: Sequence[Labelled]) -> Array:
    counts: dict[str, int] = {}
    for one in rows:
        counts[one.example.source] = counts.get(one.example.source, 0) + 1
    return np.array(
        [(_NEAR if one.example.source in _NEAREST else 1) / counts[one.example.source] ** 0.5 for one in rows]
    )


def _log_softmax(scores: Array) -> Array:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
