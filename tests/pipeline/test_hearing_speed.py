"""The speed benchmark reads each text once and compares like with like."""

from collections.abc import Iterator

import pytest

from benchmarks.hearing_speed import SHAPES, measure, rounds_of, simulated
from schemas.errors import Misused


@pytest.mark.parametrize("language", SHAPES)
def test_rounds_share_no_text_and_have_the_length_asked_for(language: str) -> None:
    length, _ = SHAPES[language]
    rounds = rounds_of(simulated(language), length, 2, 20)
    texts = [text for part in rounds for text in part]
    assert [len(part) for part in rounds] == [20, 20, 20]
    assert len(set(texts)) == len(texts)
    assert all(0.75 * length <= len(text) <= 1.25 * length for text in texts)


def test_too_few_texts_are_a_mistake_of_use() -> None:
    def few() -> Iterator[str]:
        yield from ("a" * 130, "a" * 130, "b" * 130)

    with pytest.raises(Misused, match="2 texts of about 130 characters; 4 are needed"):
        rounds_of(few(), 130, 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize("language", SHAPES)
def test_the_reference_has_the_ratio_one(language: str) -> None:
    length, reference = SHAPES[language]
    found = measure(language, rounds_of(simulated(language), length, 1, 10))
    assert {speed.name for speed in found} >= {reference, "earshot: sentiment alone", "earshot: everything"}
    assert [speed.ratio for speed in found if speed.name == reference] == [1]
    assert all(speed.texts_per_second > 0 for speed in found)
