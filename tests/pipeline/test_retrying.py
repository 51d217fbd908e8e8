"""Calls that must succeed in the end."""

import time
from threading import Event, Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.retrying import Pauses, Retry, persistently
from schemas.errors import LogUnavailable, Misused, Unavailable, WarehouseUnavailable

SHORT = Pauses(least=0.001, most=0.002)


class Busy:
    """Away for some calls, then back."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> str:
        if self.left:
            self.left -= 1
            raise WarehouseUnavailable(f"{self.left} to come")
        return "done"


def test_it_is_tried_until_it_succeeds_and_each_retry_is_told() -> None:
    told: list[Retry] = []
    assert persistently(Busy(3), told.append, Event(), SHORT) == "done"
    assert [(retry.tries, str(retry.error)) for retry in told] == [
        (1, "2 to come"),
        (2, "1 to come"),
        (3, "0 to come"),
    ]
    assert all(SHORT.least <= retry.pause <= SHORT.most for retry in told)


def test_what_succeeds_at_once_is_told_to_nobody() -> None:
    told: list[Retry] = []
    stopped = Event()
    stopped.set()
    assert persistently(Busy(0), told.append, stopped) == "done"
    assert told == []


@pytest.mark.parametrize("error", [Misused("wrong"), ValueError("a bug")])
def test_every_other_error_passes_at_once(error: Exception) -> None:
    def call() -> None:
        raise error

    told: list[Retry] = []
    with pytest.raises(type(error)):
        persistently(call, told.append, Event())
    assert told == []


def test_a_stop_ends_a_long_pause_with_the_last_error() -> None:
    def call() -> None:
        raise LogUnavailable("away")

    stopped = Event()
    timer = Timer(0.05, stopped.set)
    timer.start()
    started = time.monotonic()
    with pytest.raises(Unavailable, match="away"):
        persistently(call, lambda _: None, stopped, Pauses(least=20, most=30))
    assert time.monotonic() - started < 5
    timer.join()


def test_once_stopped_nothing_is_tried_twice() -> None:
    stopped = Event()
    stopped.set()
    busy = Busy(5)
    with pytest.raises(Unavailable):
        persistently(busy, lambda _: None, stopped)
    assert busy.left == 4


@given(tries=st.integers(1, 10_000), share=st.floats(0, 1, exclude_max=True))
def test_pauses_stay_within_their_bounds_and_grow(tries: int, share: float) -> None:
    usual = Pauses()
    assert 0.2 <= usual.after(tries, share) <= 30
    assert usual.after(tries, share) <= usual.after(tries + 1, share)
    assert usual.after(1, 0) == 0.2
    assert usual.after(10_000, 1) == 30


def test_pauses_differ_so_that_workers_do_not_come_back_together() -> None:
    told: list[Retry] = []
    for _ in range(20):
        persistently(Busy(1), told.append, Event(), SHORT)
    assert len({retry.pause for retry in told}) > 10
