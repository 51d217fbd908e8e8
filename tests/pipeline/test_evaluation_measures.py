"""What the figures of an evaluation mean."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.labels import told
from pipeline.evaluation.measures import (
    UNSCORED,
    Answer,
    calibration,
    classes_of,
    confusion,
    f1_of,
    macro_f1,
    pooled,
    topic_scores,
)

NAMES = ("a", "b", "c")
ANSWERS = st.lists(
    st.builds(
        Answer, st.sampled_from(NAMES), st.sampled_from((*NAMES, UNSCORED)), st.none() | st.floats(0, 1)
    ),
    min_size=1,
    max_size=40,
)


def answers(*pairs: str) -> list[Answer]:
    """Each is truth and answer: "ab" is a taken for b, "a-" is a left unscored."""
    return [Answer(pair[0], UNSCORED if pair[1] == "-" else pair[1]) for pair in pairs]


def test_f1_by_hand() -> None:
    given_ = answers("aa", "aa", "ab", "bb", "ba", "b-")
    assert f1_of(given_, "a") == pytest.approx(2 * 2 / (3 + 3))
    assert f1_of(given_, "b") == pytest.approx(2 * 1 / (3 + 2))
    assert macro_f1(given_, ("a", "b")) == pytest.approx((2 / 3 + 0.4) / 2)
    assert f1_of(given_, "c") == 0


def test_an_unscored_row_costs_recall_only() -> None:
    assert f1_of(answers("aa", "a-"), "a") == pytest.approx(2 / 3)
    assert f1_of(answers("aa", "a-", "bb"), "b") == 1


def test_a_class_that_the_truth_lacks_is_no_class_but_a_mistake() -> None:
    given_ = answers("aa", "ac", "bb")
    assert classes_of(given_, NAMES) == ("a", "b")
    assert macro_f1(given_, ("a", "b")) == pytest.approx((2 / 3 + 1) / 2)


@given(ANSWERS)
def test_confusion_counts_every_row_once(given_: list[Answer]) -> None:
    classes = classes_of(given_, NAMES)
    table = confusion(given_, classes, (*NAMES, UNSCORED))
    assert sum(map(sum, table)) == len(given_)
    assert sum(table[place][NAMES.index(name)] for place, name in enumerate(classes)) == sum(
        a.right for a in given_
    )


@given(ANSWERS)
def test_order_does_not_matter(given_: list[Answer]) -> None:
    turned = list(reversed(given_))
    classes = classes_of(given_, NAMES)
    assert macro_f1(turned, classes) == macro_f1(given_, classes)
    before, after = calibration(given_), calibration(turned)
    assert (before is None) is (after is None)
    if before and after:
        assert after.error == pytest.approx(before.error)


@given(st.lists(st.sampled_from(NAMES), min_size=1))
def test_all_right_is_one(truths: Sequence[str]) -> None:
    right = [Answer(name, name) for name in truths]
    assert macro_f1(right, classes_of(right, NAMES)) == 1


def test_calibration_by_hand() -> None:
    sure = (
        [Answer("a", "a", 0.95)] * 3
        + [Answer("a", "b", 0.95)]
        + [Answer("a", "a", 0.55)]
        + [Answer("a", "a")]
    )
    found = calibration(sure)
    assert found is not None
    assert found.n == 5
    assert [(part.low, part.n, part.right) for part in found.bins] == [(0.5, 1, 1.0), (0.9, 4, 0.75)]
    assert found.error == pytest.approx((1 * 0.45 + 4 * 0.20) / 5)


def test_the_last_bin_holds_certainty() -> None:
    found = calibration([Answer("a", "a", 1.0), Answer("a", "a", 0.0)])
    assert found is not None
    assert [part.high for part in found.bins] == pytest.approx([0.1, 1.0])
    assert found.error == pytest.approx(0.5)


def test_without_probabilities_there_is_no_calibration() -> None:
    assert calibration(answers("aa", "ab")) is None


@given(ANSWERS)
def test_the_error_is_a_share(given_: list[Answer]) -> None:
    found = calibration(given_)
    assert found is None or (0 <= found.error <= 1 and sum(part.n for part in found.bins) == found.n)


@given(ANSWERS, st.integers(0, 40))
def test_pooled_is_as_if_never_parted(given_: list[Answer], at: int) -> None:
    parts = [found for part in (given_[:at], given_[at:]) if (found := calibration(part))]
    together, whole = pooled(parts), calibration(given_)
    assert (together is None) is (whole is None)
    if together and whole:
        assert [together.n, together.error] == pytest.approx([whole.n, whole.error])
        assert [part.low for part in together.bins] == [part.low for part in whole.bins]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.frozensets(st.sampled_from("xyz"))), max_size=30))
def test_labels_are_told_from_the_other_half_alone(rows: list[tuple[str, frozenset[str]]]) -> None:
    found = told(rows)
    assert len(found) == len(rows)
    for place, label in enumerate(found):
        others = {name for name, _ in rows[1 - place % 2 :: 2]}
        assert label in others or (not others and not label)
    blind = [("a" if place % 2 else name, topics) for place, (name, topics) in enumerate(rows)]
    assert told(blind)[1::2] == found[1::2]


def test_topics_that_go_with_one_label_tell_it() -> None:
    rows = [("late", frozenset({"x"})), ("late", frozenset({"x", "z"})), ("bill", frozenset({"y"}))] * 20
    assert told(rows) == [label for label, _ in rows]
    silent = [(name, frozenset[str]()) for name, _ in rows]
    assert set(told(silent)) == {"late"}


def test_topics_by_hand() -> None:
    pairs = [
        (frozenset({"refund", "waiting"}), frozenset({"refund"})),
        (frozenset[str](), frozenset({"refund"})),
        (frozenset({"waiting"}), frozenset({"waiting"})),
    ]
    refund, waiting = topic_scores(pairs)
    assert (refund.topic, refund.true, refund.said, refund.hits) == ("refund", 1, 2, 1)
    assert refund.f1 == pytest.approx(2 / 3)
    assert (waiting.true, waiting.said, waiting.hits) == (2, 1, 1)
