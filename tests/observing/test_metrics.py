"""What the figures say, under which names, and what they never say."""

import timeit
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from pipeline.observing import names
from pipeline.observing.document import document
from pipeline.observing.metrics import Metrics
from pipeline.observing.names import Kind, Service, Shown
from pipeline.observing.partitions import Partitions
from pipeline.observing.refusals import MEANINGS, Refusal, refusal_of
from pipeline.watchdog import Place, Standing
from schemas.envelope import decode
from schemas.errors import Rejected, Unstorable
from tests.bad_input import CORPUS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
CALLS = Place("calls", "voc.calls", 3)
STORY = Place("story", "voc.interactions", 0)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(["calls", "story"], "0.1.0")


def everything_happened(metrics: Metrics) -> None:
    metrics.batch("calls", 2_000, 0.3)
    metrics.round("story", 1.5)
    metrics.rejected("calls", Refusal.MOMENT, 3)
    metrics.visible(Shown.FACTS, 0.4)
    metrics.inserted("interactions", 900, 0.02)
    metrics.recounted(24, 0.2)
    metrics.produced("voc.interactions", 1_997)
    metrics.retried(Service.WAREHOUSE)
    metrics.assigned([CALLS, STORY])
    metrics.progress(CALLS, Standing(60, 100), 1_700_000_000.0)


def samples(metrics: Metrics) -> Iterator[Sample]:
    for family in text_string_to_metric_families(metrics.page()[0].decode()):
        yield from family.samples


def value(metrics: Metrics, name: str, **labels: str) -> float:
    (found,) = [s.value for s in samples(metrics) if s.name == name and s.labels == labels]
    return found


def test_each_call_tells_what_happened(metrics: Metrics) -> None:
    everything_happened(metrics)
    assert value(metrics, "earshot_events_total", agent="calls") == 2_000
    assert value(metrics, "earshot_batch_seconds_count", agent="calls") == 1
    assert value(metrics, "earshot_batch_seconds_sum", agent="calls") == 0.3
    assert value(metrics, "earshot_round_seconds_count", agent="story") == 1
    assert value(metrics, "earshot_rejects_total", agent="calls", kind="moment") == 3
    assert value(metrics, "earshot_visible_seconds_bucket", shown="facts", le="0.5") == 1
    assert value(metrics, "earshot_visible_seconds_bucket", shown="facts", le="0.25") == 0
    assert value(metrics, "earshot_inserted_rows_total", table="interactions") == 900
    assert value(metrics, "earshot_insert_seconds_count", table="interactions") == 1
    assert value(metrics, "earshot_recounted_windows_total") == 24
    assert value(metrics, "earshot_recount_seconds_count") == 1
    assert value(metrics, "earshot_produced_records_total", topic="voc.interactions") == 1_997
    assert value(metrics, "earshot_retries_total", service="warehouse") == 1
    assert value(metrics, "earshot_assigned_partitions") == 2
    assert value(metrics, "earshot_rebalances_total") == 1
    assert value(metrics, "earshot_build_info", version="0.1.0") == 1


def test_a_service_that_was_away_answers_again(metrics: Metrics) -> None:
    metrics.retried(Service.KAFKA)
    assert value(metrics, "earshot_waiting", service="kafka") == 1
    assert value(metrics, "earshot_waiting", service="warehouse") == 0
    metrics.answered(Service.KAFKA)
    assert value(metrics, "earshot_waiting", service="kafka") == 0


def test_what_did_not_happen_yet_is_a_zero_that_rates_can_start_from(metrics: Metrics) -> None:
    assert value(metrics, "earshot_rejects_total", agent="story", kind="whole") == 0
    assert value(metrics, "earshot_insert_seconds_count", table="journeys") == 0


def test_a_name_outside_the_closed_set_is_a_bug(metrics: Metrics) -> None:
    calls: tuple[Callable[[], None], ...] = (
        lambda: metrics.batch("cals", 1, 0.1),
        lambda: metrics.inserted("customers' words", 1, 0.1),
        lambda: metrics.produced("voc.other", 1),
    )
    for call in calls:
        with pytest.raises(KeyError):
            call()


def behind(partitions: Partitions) -> dict[str, list[tuple[dict[str, str], float]]]:
    return {
        family.name: [(sample.labels, sample.value) for sample in family.samples]
        for family in partitions.collect()
    }


def test_lag_and_age_are_as_old_as_the_question() -> None:
    now = 1_000.0
    partitions = Partitions(lambda: now)
    labels = {"agent": "calls", "topic": "voc.calls", "partition": "3"}
    partitions.progress(CALLS, Standing(60, 100), 990.0)
    assert behind(partitions) == {
        "earshot_lag_records": [(labels, 40.0)],
        "earshot_newest_handled_timestamp_seconds": [(labels, 990.0)],
        "earshot_behind_seconds": [(labels, 10.0)],
    }
    now = 1_100.0
    assert behind(partitions)["earshot_behind_seconds"] == [(labels, 110.0)]
    partitions.progress(CALLS, Standing(100, 100), 0.0)  # no newer record is known: the former one stays
    assert behind(partitions)["earshot_behind_seconds"] == [(labels, 0.0)]
    assert behind(partitions)["earshot_newest_handled_timestamp_seconds"] == [(labels, 990.0)]


def test_nothing_handled_is_no_age_and_a_rewound_end_no_negative_lag() -> None:
    partitions = Partitions(lambda: 1_000.0)
    partitions.progress(CALLS, Standing(9, 5), 0.0)
    assert [value for _, value in behind(partitions)["earshot_lag_records"]] == [0.0]
    assert behind(partitions)["earshot_behind_seconds"] == []


def test_a_partition_that_went_to_another_worker_is_not_in_our_figures(metrics: Metrics) -> None:
    everything_happened(metrics)
    metrics.assigned([STORY])
    assert not [sample for sample in samples(metrics) if sample.name == "earshot_lag_records"]
    assert value(metrics, "earshot_rebalances_total") == 2


def test_the_names_are_all_there_is(metrics: Metrics) -> None:
    everything_happened(metrics)
    written = {
        line.split()[2] for line in metrics.page()[0].decode().splitlines() if line.startswith("# TYPE")
    }
    named = {name.name for name in names.ALL}
    assert written - named <= {name for name, _ in names.PROCESS}
    assert named <= written
    assert len(named) == len(names.ALL)


def test_labels_and_kinds_are_those_of_the_names(metrics: Metrics) -> None:
    everything_happened(metrics)
    known = {name.name: name for name in names.ALL}
    for family in text_string_to_metric_families(metrics.page()[0].decode()):
        name = known.get(family.name) or known.get(f"{family.name}_total")
        if name is None:
            continue
        assert family.type == name.kind
        assert family.documentation == name.help
        for sample in family.samples:
            assert {*sample.labels} - {"le"} == {*name.labels}


def test_names_follow_the_conventions_of_prometheus() -> None:
    for name in names.ALL:
        assert name.name.startswith("earshot_")
        assert name.name.endswith("_total") == (name.kind is Kind.COUNTER)
        assert bool(name.buckets) == (name.kind is Kind.HISTOGRAM)
        assert [*name.buckets] == sorted(name.buckets)
        assert name.help.endswith(".")


def test_open_metrics_is_spoken_where_it_is_asked_for(metrics: Metrics) -> None:
    body, content_type = metrics.page("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")
    assert b"_created" not in body


def test_two_workers_in_one_process_do_not_share_figures(metrics: Metrics) -> None:
    other = Metrics(["calls"], "0.1.0")
    metrics.batch("calls", 5, 0.1)
    assert value(other, "earshot_events_total", agent="calls") == 0


def test_every_refusal_has_a_class_whatever_the_sender_wrote() -> None:
    for poison in CORPUS.values():
        with pytest.raises(Rejected) as refused:
            decode(poison)
        assert refusal_of(refused.value.place) is not Refusal.UNSTORABLE
    stuck = Unstorable("interactions", (3,), ("voice: half of a surrogate pair",))
    assert refusal_of(stuck.place) is Refusal.UNSTORABLE
    assert refusal_of("$.created_at") is Refusal.MOMENT
    assert refusal_of("$.turns[0].text") is Refusal.FIELD
    assert refusal_of("header ce_id") is Refusal.ENVELOPE
    assert refusal_of("") is Refusal.WHOLE
    assert {*MEANINGS} == {*Refusal}


def test_a_call_costs_next_to_nothing(metrics: Metrics) -> None:
    """Measured alone: 0.4 to 1.4 microseconds. The bound leaves room for a machine that is busy."""
    standing = Standing(60, 100)
    calls: tuple[Callable[[], None], ...] = (
        lambda: metrics.batch("calls", 2_000, 0.3),
        lambda: metrics.rejected("calls", Refusal.WHOLE),
        lambda: metrics.inserted("interactions", 900, 0.02),
        lambda: metrics.progress(CALLS, standing, 3.0),
    )
    for call in calls:
        assert min(timeit.repeat(call, number=1_000, repeat=10)) / 1_000 < 10e-6


def test_the_page_of_the_documentation_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), (
        "run `python -m pipeline.observing.document > docs/metrics.md`"
    )
