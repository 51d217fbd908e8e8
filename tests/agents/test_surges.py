"""When a topic's count is too much: the tail, the usual, the windows, the surge; and how often all of it is wrong."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agents.noticing.surges import LONGEST, Heard, Seen, examined, level, seen, surges
from agents.noticing.tails import FLOOR, Numbers, at_least, critical, least_usual
from agents.noticing.usual import HOURS, trend_of, usual
from benchmarks.noticing import WORLDS, detected, false_alarms, rhythm

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEVEL = level(20)


@given(st.integers(0, 400), st.floats(0.01, 200), st.floats(0.001, 3))
def test_the_tail_is_the_one_that_scipy_sums_up(count: int, mean: float, spread: float) -> None:
    size = 1 / spread
    known = stats.nbinom.sf(count - 1, size, size / (size + mean))
    assert float(at_least(count, mean, spread)) == pytest.approx(known, rel=1e-6, abs=1e-12)


@given(st.integers(0, 300), st.floats(0.01, 100))
def test_without_spread_it_is_poissons(count: int, mean: float) -> None:
    assert float(at_least(count, mean, 0)) == pytest.approx(
        stats.poisson.sf(count - 1, mean), rel=1e-4, abs=1e-12
    )


@given(st.floats(0.01, 5_000), st.floats(0, 2))
def test_the_critical_count_is_the_smallest_that_is_rare_and_large(mean: float, spread: float) -> None:
    (found,) = critical(np.array([mean]), np.array([spread]), LEVEL)
    assert at_least(found, mean, spread) <= LEVEL
    assert found >= FLOOR * mean
    assert at_least(found - 1, mean, spread) > LEVEL or found - 1 < FLOOR * mean


def test_the_wilder_the_counts_the_more_of_them_a_decision_needs() -> None:
    needed = [least_usual(spread, 0.2, LEVEL) for spread in (0, 0.01, 0.02)]
    assert needed == sorted(needed, key=lambda each: each or 0)
    assert all(each and 10 < each < 60 for each in needed)
    assert least_usual(1.0, 0.2, LEVEL) is None


def weeks_of(size: float, weeks: int, seed: int = 3) -> Numbers:
    chance = np.random.default_rng(seed)
    return chance.poisson(np.tile(rhythm(chance) * size, (weeks, 1))).astype(float)


@pytest.mark.parametrize("size", [0.5, 30, 700, 5_000, 100_000])
def test_windows_cover_the_week_and_stay_within_their_days(size: float) -> None:
    known = usual(weeks_of(size, 8), LEVEL)
    if known is None:
        assert size < 1
        return
    covered = [
        hour
        for first, hours in zip(known.starts, known.hours, strict=True)
        for hour in range(first, first + hours)
    ]
    assert covered == [*range(HOURS)]
    assert all(
        first // 24 == (first + hours - 1) // 24
        for first, hours in zip(known.starts, known.hours, strict=True)
    )


def test_the_more_is_said_the_closer_it_is_watched() -> None:
    windows = [
        len(known.starts)
        for size in (100, 1_000, 10_000, 100_000)
        if (known := usual(weeks_of(size, 8), LEVEL))
    ]
    assert windows[0] == 7
    assert windows == sorted(windows)
    assert windows[-1] == HOURS


def test_one_week_or_silence_teaches_nothing() -> None:
    assert usual(weeks_of(5_000, 1), LEVEL) is None
    assert usual(np.zeros((1, HOURS)), LEVEL) is None


def test_what_was_never_heard_before_is_a_surge_when_a_day_is_full_of_it() -> None:
    known = usual(np.zeros((8, HOURS)), LEVEL)
    assert known is not None
    assert (known.able, known.least, set(known.hours)) == ([], None, {24})
    few, many = np.zeros(HOURS), np.zeros(HOURS)
    few[[9, 33]], many[[9, 10, 11]] = 1, (4, 5, 6)
    monday = datetime(2026, 8, 3, tzinfo=UTC)
    assert surges(seen(known, few, monday)) == []
    (found,) = surges(seen(known, many, monday))
    assert (found.first.start, found.first.count) == (monday, 15)
    assert found.ended_at == monday + timedelta(days=1)


def test_a_surge_in_the_past_is_not_learnt() -> None:
    history = weeks_of(5_000, 8)
    calm = usual(history, LEVEL)
    history[3] *= 5
    after = usual(history, LEVEL)
    assert calm
    assert after
    assert after.mean.sum() == pytest.approx(calm.mean.sum(), rel=0.1)


def test_a_trend_is_followed() -> None:
    trend = trend_of(1000 * np.exp(0.04 * np.arange(8)))
    assert trend.next == pytest.approx(1000 * np.exp(0.04 * 8), rel=0.01)


def window(hour: int, count: int, usual_: float = 20.0, *, crossed: bool, complete: bool = True) -> Seen:
    start = MONDAY + hour * HOUR
    return Seen(start, 1, usual_, 0.01, 50, 15.0, 8, count, complete, start + HOUR if crossed else None)


def test_a_surge_begins_where_it_crossed_and_ends_where_it_is_back() -> None:
    windows = [
        window(0, 22, crossed=False),
        window(1, 49, crossed=False),
        window(2, 60, crossed=True),
        window(3, 40, crossed=False),  # still up
        window(4, 21, crossed=False),
        window(5, 55, crossed=True, complete=False),
    ]
    first, second = surges(windows)
    assert (first.first.start, first.ended_at) == (MONDAY + 2 * HOUR, MONDAY + 4 * HOUR)
    assert (first.total, first.total_usual) == (100, 40)
    assert (second.first.start, second.ended_at) == (MONDAY + 5 * HOUR, None)


def test_what_stays_high_becomes_the_usual() -> None:
    days = LONGEST.days
    windows = [window(24 * day, 80, crossed=True) for day in range(days + 6)]
    windows += [window(24 * (days + 6), 20, crossed=False), window(24 * (days + 7), 80, crossed=True)]
    first, second = surges(windows)
    assert first.ended_at == MONDAY + LONGEST
    assert second.first.start == MONDAY + timedelta(days=days + 7)


def test_a_window_that_is_not_over_can_cross_and_cannot_end() -> None:
    history = weeks_of(700, 8)
    known = usual(history, LEVEL)
    assert known
    assert known.hours[0] > 2
    so_far = seen(known, [int(known.critical[0]), 0], MONDAY)
    assert [(each.crossed_at, each.complete) for each in so_far] == [(MONDAY + HOUR, False)]
    (up,) = surges(so_far)
    assert up.ended_at is None
    quiet = seen(known, [0], MONDAY)
    assert surges([*so_far, *quiet])[0].ended_at is None


def test_weeks_in_which_nothing_was_heard_are_no_history() -> None:
    counts = weeks_of(5_000, 9)
    counts[:5] = 0
    heard = [False] * 5 + [True] * 4
    found, (known,) = examined(Heard(MONDAY, counts.ravel(), heard), LEVEL, last=1)
    assert known
    assert known.weeks == 3
    assert found == []


@pytest.mark.slow
def test_of_two_hundred_quiet_weeks_at_most_five_in_a_hundred_flag_anything() -> None:
    """Forty of each world; `python -m benchmarks.noticing` looks at two hundred of each."""
    told = [false_alarms(world, 40, seed) for seed, world in enumerate(WORLDS)]
    assert sum(each.n for each in told) == 200
    assert sum(each.found for each in told) <= 10


@pytest.mark.slow
@pytest.mark.parametrize("world", [name for name in WORLDS if name != "few counts"])
def test_three_times_the_usual_is_flagged_within_two_windows(world: str) -> None:
    told = detected(world, 400, seed=[*WORLDS].index(world))
    assert told.n >= 150
    assert told.share >= 0.95


def test_topics_too_rare_are_not_promised_anything() -> None:
    assert detected("few counts", 40, seed=1).n == 0
