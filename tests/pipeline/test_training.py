"""Training, on a language of twelve words: what is learned is what is stored, loaded and heard."""

import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from agents.hearing.grams import seen_in
from benchmarks.training.card import Told, card
from benchmarks.training.corpus import Example, is_held_out
from benchmarks.training.fit import Labelled, calibrated, fit, probabilities
from benchmarks.training.measure import figures
from benchmarks.training.pack import pack
from benchmarks.training.space import Space
from pipeline.learned import FOLDER, load, write

THINGS = ("parcel", "app", "card", "router", "bill", "flight")
TOLD = (
    ("broken", 0, 1),
    ("late", 0, 1),
    ("lost", 0, 1),
    ("lovely", 2, 0),
    ("quick", 2, 0),
    ("blue", 1, 0),
    ("here", 1, 0),
)
CHINESE = (("坏了", 0, 1), ("没到", 0, 1), ("真好", 2, 0), ("很快", 2, 0), ("蓝色", 1, 0), ("在这", 1, 0))


def rows(language: str) -> list[Labelled]:
    made = []
    for number, (one, two) in enumerate(product(THINGS, THINGS)):
        for word, feeling, complaint in TOLD if language == "en" else CHINESE:
            tokens = [one, "and", two, word] if language == "en" else [one, two, word]
            example = Example("earshot", language, f"{number} {word}", feeling, 1.0, complaint, 1.0)
            made.append(Labelled(example, tokens))
    return made


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_is_trained_is_what_is_heard(language: str, tmp_path: Path) -> None:
    every = rows(language)
    space = Space(language, [one.tokens for one in every])
    fitted = calibrated(fit(language, every, space), every)
    folder = Path(shutil.copytree(FOLDER, tmp_path / "model"))
    write(pack(fitted, "test"), folder)
    learned = load(folder)
    shares = probabilities(fitted.logits([one.tokens for one in every]))
    for one, share in zip(every, shares, strict=True):
        logits = learned.of(learned.lexicon.cut(seen_in(one.tokens)))
        assert int(np.argmax([logits.negative, 0.0, logits.positive])) == int(np.argmax(share[:3]))
        assert (logits.complaint > 0) is bool(share[3] > 0.5)
    told = [one for one in figures(learned, every) if one.language == language]
    assert {one.task for one in told} == {"sentiment", "complaint"}
    assert min(one.accuracy for one in told) == 1
    written = card(Told("test", [one.example for one in every], told, (), (), (), [("en.model", 1024)]))
    assert f"| sentiment | {language} | earshot | {len(every)} | 1.000 | 1.000 |" in written


def test_the_same_words_never_stand_on_both_sides() -> None:
    texts = [f"Where is parcel {number}?" for number in range(400)]
    kept_back = [text for text in texts if is_held_out(text)]
    assert 10 < len(kept_back) < 90
    for text in kept_back:
        assert is_held_out(f"@Shop {text.upper()} https://x.example/1")
