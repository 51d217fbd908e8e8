"""From weights to the file that ships: letters folded into words, small weights dropped, the rest in signed bytes."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.hearing.grams import Gram, letters
from benchmarks.training.fit import Array, Fitted
from benchmarks.training.space import LETTERS
from pipeline.learned import Stored

KEPT: Final = {"word": 70_000, "beside": 60_000, "letters": 30_000}
KEPT_CHINESE: Final = 130_000
_LARGEST: Final = 127
_CLIPPED: Final = 99.9  # per cent: the few largest weights are cut so that the others keep their places

Kind = str


def pack(fitted: Fitted, version: str) -> Stored:
    language = fitted.space.language
    grams = _folded(fitted) if language == "en" else _by_kind(fitted)
    kept = {kind: _largest(found, _most(language, kind)) for kind, found in grams.items()}
    every = np.array([weights for kind in ("word", "beside", "letters") for _, weights in kept[kind]])
    scale = np.percentile(np.abs(every), _CLIPPED, axis=0) / _LARGEST
    values: NDArray[np.int8] = np.clip(np.rint(every / scale), -_LARGEST, _LARGEST).astype(np.int8)
    return Stored(
        language=language,
        version=version,
        scale=_three(scale),
        bias=_three(fitted.bias),
        words="\n".join(_text(gram) for gram, _ in kept["word"]),
        beside="\n".join(_text(gram) for gram, _ in kept["beside"]),
        letters="\n".join(_text(gram) for gram, _ in kept["letters"]),
        values=values.T.tobytes(),
    )


def _by_kind(fitted: Fitted) -> dict[Kind, dict[Gram, Array]]:
    found: dict[Kind, dict[Gram, Array]] = {"word": {}, "beside": {}, "letters": {}}
    for (kind, gram), column in fitted.space.columns.items():
        found[kind][gram] = fitted.weights[:, column]
    return found


def _folded(fitted: Fitted) -> dict[Kind, dict[Gram, Array]]:
    """Each word with what its letters give; a run of letters at the weight it has within a word."""
    grams = _by_kind(fitted)
    runs = {run: weights * LETTERS for run, weights in grams["letters"].items()}
    nothing = np.zeros(fitted.weights.shape[0])
    words = {
        word: weights + sum((runs.get(run, nothing) for run in letters(str(word))), start=nothing)
        for word, weights in grams["word"].items()
    }
    return {"word": words, "beside": grams["beside"], "letters": runs}


def _largest(grams: dict[Gram, Array], most: int) -> list[tuple[Gram, Array]]:
    """In the order they came."""
    ordered = sorted(grams.items(), key=lambda one: (-float(np.abs(one[1]).max()), repr(one[0])))
    chosen = {gram for gram, _ in ordered[:most]}
    return [(gram, weights) for gram, weights in grams.items() if gram in chosen]


def _most(language: str, kind: Kind) -> int:
    return KEPT_CHINESE if language == "zh" else KEPT[kind]


def _text(gram: Gram) -> str:
    return gram if isinstance(gram, str) else " ".join(gram)


def _three(values: Array) -> tuple[float, float, float]:
    first, second, third = (float(value) for value in values)
    return first, second, third
