from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.figures import (
    Change,
    Estimate,
    Feelings,
    discoveries,
    flags,
    net_change,
    net_sentiment,
    share,
    share_change,
)

counts = st.integers(0, 10_000)
hits_of_n = st.integers(0, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
feelings = st.builds(Feelings, counts, counts, counts)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe 1998, Stat. Med. 17, 857-872, table I: the score interval without continuity correction.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    found = share(hits, n)
    assert found is not None
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@given(hits_of_n)
def test_a_share_lies_within_its_interval_and_mirrors(given_: tuple[int, int]) -> None:
    hits, n = given_
    found, other = share(hits, n), share(n - hits, n)
    if found is None or other is None:
        assert n == 0
        return
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert isclose(found.low, 1 - other.high, abs_tol=1e-9)


@given(hits_of_n.filter(lambda pair: pair[1] > 0))
def test_more_of_the_same_narrows_the_interval(given_: tuple[int, int]) -> None:
    few, many = share(*given_), share(given_[0] * 4, given_[1] * 4)
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


def test_a_share_of_more_than_all_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="31 hits of 30"):
        share(31, 30)


def test_nothing_counted_is_no_figure() -> None:
    nothing = Feelings(0, 0, 0)
    assert share(0, 0) is None
    assert net_sentiment(nothing) is None
    assert net_change(nothing, Feelings(1, 2, 3)) is None
    assert share_change((1, 2), (0, 0)) is None


@given(feelings.filter(lambda felt: felt.n > 0))
def test_net_sentiment_lies_within_its_interval_and_mirrors(felt: Feelings) -> None:
    found = net_sentiment(felt)
    mirrored = net_sentiment(Feelings(felt.positive, felt.neutral, felt.negative))
    assert found is not None
    assert mirrored is not None
    assert -100 <= found.low <= found.value <= found.high <= 100
    assert found.low < found.high
    assert isclose(found.value, -mirrored.value, abs_tol=1e-9)
    assert isclose(found.low, -mirrored.high, abs_tol=1e-9)


def test_one_angry_customer_is_no_certainty() -> None:
    found = net_sentiment(Feelings(1, 0, 0))
    assert found is not None
    assert found.value == -100
    assert found.high > 0


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        # Newcombe 1998, Stat. Med. 17, 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_interval_of_a_change_is_the_published_one(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    found = share_change(now, before)
    assert found is not None
    assert found.by.low == pytest.approx(low, abs=5e-5)
    assert found.by.high == pytest.approx(high, abs=5e-5)


@given(hits_of_n, hits_of_n)
def test_a_change_turned_round_is_its_own_mirror(now: tuple[int, int], before: tuple[int, int]) -> None:
    there, back = share_change(now, before), share_change(before, now)
    if there is None or back is None:
        assert 0 in (now[1], before[1])
        return
    assert isclose(there.by.low, -back.by.high, abs_tol=1e-9)
    assert isclose(there.probability, back.probability, abs_tol=1e-9)
    assert there.parted == back.parted


def test_net_sentiment_moves_only_when_much_was_said() -> None:
    few = net_change(Feelings(6, 2, 2), Feelings(4, 2, 4))
    many = net_change(Feelings(600, 200, 200), Feelings(400, 200, 400))
    assert few is not None
    assert many is not None
    assert isclose(few.by.value, many.by.value)
    assert not few.parted
    assert many.parted
    assert many.by.high < 0


def test_discoveries_are_the_published_ones() -> None:
    # Benjamini and Hochberg 1995, section 3.2: of 15 hypotheses the first 4 are rejected at 5 %.
    published = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    ]
    assert discoveries(published) == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1)))
def test_discoveries_never_skip_a_smaller_probability(probabilities: list[float]) -> None:
    found = discoveries(probabilities)
    told = [p for p, is_told in zip(probabilities, found, strict=True) if is_told]
    untold = [p for p, is_told in zip(probabilities, found, strict=True) if not is_told]
    assert not told or not untold or max(told) < min(untold)


def test_a_flag_needs_both_parted_intervals_and_the_discovery_rate() -> None:
    any_ = Estimate(0.1, 0.05, 0.2)
    strong, touching, chance = Change(any_, 1e-6, True), Change(any_, 1e-6, False), Change(any_, 0.5, True)
    assert flags([strong, None, touching, chance]) == [True, False, False, False]
    assert flags([]) == []
