"""A partition that has work and does not move is found; nothing else is."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.watchdog import LONGEST_LOOK, Look, Place, Standing, first_look, look, stalled

CALLS = Place("calls", "voc.calls", 0)
STORY = Place("story", "voc.interactions", 3)


def looked(standings: Sequence[Standing], step: float = 1.0) -> Look:
    seen = first_look(100.0)
    for count, standing in enumerate(standings, start=1):
        seen = look(seen, {CALLS: standing}, 100.0 + count * step)
    return seen


def test_standing_still_with_work_counts_from_the_first_look_that_saw_it() -> None:
    idle = [Standing(10, 10)] * 50
    stuck = [Standing(10, 14)] * 6
    assert stalled(looked([*idle, *stuck]), 5.0) == [CALLS]
    assert stalled(looked([*idle, *stuck]), 5.1) == []


def test_work_that_keeps_coming_does_not_hide_that_none_is_done() -> None:
    assert stalled(looked([Standing(10, 11 + count) for count in range(7)]), 6.0) == [CALLS]


def test_any_move_is_progress_a_rewind_too() -> None:
    assert stalled(looked([Standing(10, 20)] * 9 + [Standing(0, 20)]), 1.0) == []


def test_an_idle_reader_never_stalls() -> None:
    assert stalled(looked([Standing(10, 10)] * 500), 0.5) == []


def test_one_stuck_partition_is_found_among_those_that_run() -> None:
    seen = first_look(0.0)
    for at in range(1, 8):
        seen = look(seen, {STORY: Standing(5, 9), CALLS: Standing(at, 99)}, float(at))
    assert stalled(seen, 6.0) == [STORY]


def test_a_partition_that_comes_back_starts_anew() -> None:
    seen = looked([Standing(10, 14)] * 9)
    seen = look(seen, {}, 110.0)
    assert seen.places == {}
    seen = look(seen, {CALLS: Standing(10, 14)}, 111.0)
    assert stalled(seen, 1.0) == []


def test_a_stopped_process_that_goes_on_has_its_time_again() -> None:
    seen = looked([Standing(10, 14)] * 2)
    seen = look(seen, {CALLS: Standing(10, 14)}, 100_000.0)
    assert seen.places[CALLS].stood == 1.0 + LONGEST_LOOK


def test_waiting_for_a_service_is_no_stall_and_the_clock_goes_on_after_it() -> None:
    seen = looked([Standing(10, 14)] * 3)
    for at in range(104, 404):
        seen = look(seen, {CALLS: Standing(10, 14)}, float(at), waiting=True)
    assert seen.places[CALLS].stood == 2.0
    assert look(seen, {CALLS: Standing(10, 14)}, 405.0).places[CALLS].stood == 4.0


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(-1.0, 20.0), st.booleans()), max_size=40
    )
)
def test_it_never_claims_more_than_was_seen(steps: list[tuple[int, int, float, bool]]) -> None:
    """The time it says is at most the time since the place last moved or had nothing to do."""
    seen, at, since, before = first_look(0.0), 0.0, 0.0, -1
    for position, end, passed, waiting in steps:
        at += passed
        seen = look(seen, {CALLS: Standing(position, end)}, at, waiting=waiting)
        if position != before or position >= end:
            since = 0.0
        elif not waiting:
            since += max(passed, 0.0)
        before = position
        assert 0.0 <= seen.places[CALLS].stood <= since + 1e-9
        if position >= end:
            assert stalled(seen, 0.1) == []
