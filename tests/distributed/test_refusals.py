"""When nearly all is refused, the worker stops; a bad sender among good ones does not stop it."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.distributed.refusals import LOOKED_AT, Refusals


def test_a_bad_release_is_noticed_with_the_first_thousand() -> None:
    assert Refusals(0.9).too_many(1_000, 1_000)


def test_few_records_say_nothing() -> None:
    refusals = Refusals(0.9)
    assert not any(refusals.too_many(100, 100) for _ in range(9))
    assert refusals.too_many(100, 100)


def test_what_was_good_long_ago_does_not_hide_what_is_bad_now() -> None:
    refusals = Refusals(0.9)
    assert not any(refusals.too_many(2_000, 0) for _ in range(50))
    assert refusals.too_many(2_000, 2_000)


def test_one_never_stops() -> None:
    assert not any(Refusals(1).too_many(5_000, 5_000) for _ in range(3))


@given(st.lists(st.tuples(st.integers(1, 3_000), st.floats(0, 0.89)), max_size=30))
def test_a_share_below_the_limit_never_stops(batches: list[tuple[int, float]]) -> None:
    refusals = Refusals(0.9)
    assert not any(refusals.too_many(records, int(records * share)) for records, share in batches)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_it_looks_back_no_further_than_it_must(sizes: list[int]) -> None:
    refusals = Refusals(0.5)
    for size in sizes:
        refusals.too_many(size, 0)
    assert refusals._records < LOOKED_AT + 400
