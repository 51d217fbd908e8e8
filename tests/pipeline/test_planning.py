import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.commands.plan import Planned, lines
from pipeline.planning.costs import Costs, shipped
from pipeline.planning.sizing import Load, size
from tests.cli import earshot

COSTS = Costs(
    events=1,
    event_bytes=500,
    raw_topic_bytes=100,
    heard_topic_bytes=100,
    hear_us=200,
    follow_us=90,
    tally_us=10,
    warehouse_us=50,
    fact_bytes=400,
    story_bytes=50,
    tally_bytes=50,
    rows=5,
)
DAY = 86_400


def test_sizes_are_those_of_the_busiest_hour_and_of_all_that_is_kept() -> None:
    found = size(Load(events_per_day=1_000 * DAY, peak=4, topic_days=10, fact_days=100), COSTS)
    assert (found.mean_rate, found.peak_rate) == (1_000, 4_000)
    assert found.workers == 2  # 4,000/s of 300 µs are 1.2 cores, 60 % busy
    assert (found.hearing_workers, found.story_workers, found.tally_workers) == (2, 1, 1)
    assert found.partitions == 8
    assert found.topic_bytes == 200 * 1_000 * DAY * 10 * 3 * 1.5
    assert found.node_bytes == 500 * 1_000 * DAY * 100 * 1.5
    assert not found.embedded
    assert (found.nodes, found.node_cores, found.fits) == (2, 4, True)
    assert found.rows_per_second == 20_000


def test_longer_events_want_more_disk_and_the_same_stories() -> None:
    usual = size(Load(events_per_day=DAY), COSTS)
    longer = size(Load(events_per_day=DAY, event_bytes=1_000), COSTS)
    assert longer.topic_bytes == 2 * usual.topic_bytes
    assert longer.node_bytes == usual.node_bytes * 900 / 500


def test_a_small_company_needs_one_machine() -> None:
    assert size(Load(events_per_day=20_000), shipped()).embedded


@given(st.integers(1, 10**11), st.integers(1, 10**11), st.floats(1, 100), st.integers(1, 5))
def test_more_events_never_want_less(few: int, more: int, peak: float, replicas: int) -> None:
    load = Load(events_per_day=few, peak=peak, replicas=replicas)
    small, large = size(load, COSTS), size(replace(load, events_per_day=few + more), COSTS)
    for name in ("partitions", "workers", "brokers", "topic_bytes", "node_cores", "node_bytes"):
        assert getattr(small, name) <= getattr(large, name), name
    assert large.nodes == replicas
    assert small.fits or not large.fits
    assert small.partitions >= 2 * small.workers


def test_the_command_prints_what_it_rests_on(tmp_path: Path) -> None:
    done = earshot(tmp_path, "plan", "--events-per-day", "1000000", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["load"]["events_per_day"]) == (0, 1_000_000)
    assert said["costs"]["hear_us"] == shipped().hear_us
    assert b"1,000,000 events a day" in earshot(tmp_path, "plan", "--events-per-day", "1000000").stdout


@pytest.mark.parametrize(
    ("events", "rate"),
    [
        (1, "1.0/day, at the peak 4.0/day"),
        (1_000, "41.7/h, at the peak 2.8/min"),
        (100_000, "1.2/s, at the peak 4.6/s"),
        (20_000_000, "231/s, at the peak 926/s"),
    ],
)
def test_a_rate_is_told_by_a_span_in_which_something_happens(events: int, rate: str) -> None:
    load = Load(events_per_day=events)
    told = {what: amount for what, amount, _ in lines(Planned(load, size(load, COSTS), COSTS))}
    assert told["rate"] == rate
    assert not told["  rows"].startswith("0")


@pytest.mark.parametrize(
    "wrong", [("--events-per-day", "0"), ("--events-per-day", "10", "--peak", "nan"), ()]
)
def test_what_cannot_be_planned_is_refused(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert earshot(tmp_path, "plan", *wrong).returncode == 2
