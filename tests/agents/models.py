"""Models of a few grams, written by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from agents.hearing import learned, matters
from agents.hearing.grams import Gram
from agents.hearing.lexicon import Lexicon
from agents.hearing.runs import known

Weights = Mapping[Gram, Sequence[int]]


@dataclass(frozen=True)
class Grams:
    """A weight for each field of the model."""

    english: Weights
    chinese: Weights
    letters: Mapping[str, Sequence[int]] = field(default_factory=dict)


def learned_of(
    grams: Grams,
    scale: learned.Three = (1.0, 1.0, 1.0),
    bias: learned.Three = (0.0, 0.0, 0.0),
) -> learned.Learned:
    lexicon = Lexicon()
    words, beside = _numbered(lexicon, grams.english)
    return learned.Learned(
        learned.English(
            scale,
            bias,
            {number: learned.pack(values) for number, values in words.items()},
            {number: learned.pack(values) for number, values in beside.items()},
            {run: learned.pack(values) for run, values in grams.letters.items()},
        ),
        _chinese(grams.chinese, scale, bias),
        "earshot/test",
        lexicon,
    )


def _chinese(grams: Weights, scale: learned.Three, bias: learned.Three) -> learned.Chinese:
    names, values = _plainly(grams)
    runs, rows, others = known(names)
    packed = [learned.pack(one) for one in values]
    return learned.Chinese(
        scale,
        bias,
        runs,
        np.array([packed[row] for row in rows], np.int64),
        {names[row]: packed[row] for row in others},
    )


def matters_of(
    topics: Sequence[str],
    grams: Grams,
    scale: float = 1.0,
    bias: float = 0.0,
    lexicon: Lexicon | None = None,
) -> matters.Matters:
    """`scale` and `bias` are those of every topic."""
    lexicon = lexicon or Lexicon()
    words, beside = _numbered(lexicon, grams.english)
    scales, biases = (scale,) * len(topics), (bias,) * len(topics)
    names, values = _plainly(grams.chinese)
    runs, rows, others = known(names)
    return matters.Matters(
        tuple(topics),
        matters.English(
            scales,
            biases,
            {number: matters.packed(one) for number, one in words.items()},
            {number: matters.packed(one) for number, one in beside.items()},
            {run: matters.packed(one) for run, one in grams.letters.items()},
        ),
        matters.Chinese(
            scales,
            biases,
            runs,
            np.array([values[row] for row in [*rows, *others]], np.int8).reshape(-1, len(topics)),
            {names[row]: len(rows) + place for place, row in enumerate(others)},
        ),
        "model test",
        lexicon,
    )


def _numbered(lexicon: Lexicon, grams: Weights) -> tuple[dict[int, Sequence[int]], dict[int, Sequence[int]]]:
    words = {gram: values for gram, values in grams.items() if isinstance(gram, str) and gram[0] != "¬"}
    beside = {
        gram if isinstance(gram, str) else " ".join(gram): values
        for gram, values in grams.items()
        if gram not in words
    }
    return (
        dict(zip(lexicon.learn(words), words.values(), strict=True)),
        dict(zip(lexicon.learn_beside(list(beside)), beside.values(), strict=True)),
    )


def _plainly(grams: Weights) -> tuple[list[str], list[Sequence[int]]]:
    return [gram for gram in grams if isinstance(gram, str)], list(grams.values())
