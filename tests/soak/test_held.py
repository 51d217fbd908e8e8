"""Whether a worker's memory stands or grows, from looks at it."""

import pytest

from benchmarks.soak.memory import Held, Look


@pytest.mark.parametrize(
    ("slope", "grown"),
    [
        (0.0, 0.0),
        (
            1.0,
            25.0,
        ),  # MiB a second over 100 s: a quarter of them lies between the medians of the last two quarters
        (-1.0, -25.0),
    ],
)
def test_growth_is_that_of_the_last_half(slope: float, grown: float) -> None:
    looks = [Look(float(at), 1, 200.0 + slope * at) for at in range(100)]
    early = [Look(float(at), 2, 10.0 * at) for at in range(20)]  # another process, gone before
    assert Held([*looks, *early]).growth(0, 100) == pytest.approx(grown)


def test_one_high_moment_is_a_peak_and_no_growth() -> None:
    looks = [Look(float(at), 1, 900.0 if at == 80 else 200.0) for at in range(100)]
    assert Held(looks).growth(0, 100) == 0.0
    assert Held(looks).peak == 900


def test_nothing_seen_is_nothing_held() -> None:
    assert Held().peak == 0
    assert Held().growth(0, 1) == 0.0
