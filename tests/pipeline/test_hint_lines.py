"""The sentences that the models of cues learn from."""

from benchmarks.training.hint_lines import LABELS, PROMISE, read_lines
from schemas.values import Speaker


def nothing(speaker: Speaker, text: str) -> frozenset[str]:
    del speaker, text
    return frozenset()


LINES = read_lines(None, nothing)
OURS = [line for line in LINES if line.block >= 0]


def test_every_label_is_told_often_in_both_languages() -> None:
    for language in ("en", "zh"):
        for speaker, labels in LABELS.items():
            own = [line for line in OURS if line.language == language and line.speaker is speaker]
            for label in labels:
                assert sum(label in line.told for line in own) >= 40, (language, label)
                assert sum(label in line.asked - line.told for line in own) >= 100, (language, label)


def test_a_line_tells_only_what_it_is_asked_for() -> None:
    for line in LINES:
        assert line.told <= line.asked <= frozenset(LABELS[line.speaker]), line


def test_lines_that_nobody_read_for_cues_count_less() -> None:
    assert {line.weight for line in OURS} == {1.0}
    assert all(line.weight < 1 and PROMISE not in line.told for line in LINES if line.block < 0)
