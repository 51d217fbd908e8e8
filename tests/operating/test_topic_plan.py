"""The plan of the topics, and the steps from what is there to what should be."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from pipeline.operating.plan import HEARD_BYTES, RAW_BYTES, REPLAYED, Action, Step, TopicFound, planned, steps
from pipeline.settings import Settings
from schemas import topics
from schemas.envelope import MAX_EVENT_BYTES

SETTINGS = st.builds(
    Settings,
    partitions=st.integers(1, 64),
    replication=st.integers(1, 5),
    log_keep_hours=st.integers(0, 9_000),
)


@st.composite
def clusters(draw: st.DrawFn) -> dict[str, TopicFound]:
    """Some of the topics, each as some settings would have made it, or by other hands."""
    found = {}
    for plan in planned(draw(SETTINGS)):
        if draw(st.booleans()):
            configs = dict(plan.configs)
            for name in draw(st.lists(st.sampled_from(sorted(configs)), max_size=3)):
                configs[name] = draw(st.sampled_from(["", "1", "CreateTime", "compact"]))
            found[plan.topic] = TopicFound(plan.topic, plan.partitions, plan.replication, configs)
    return found


def after(found: dict[str, TopicFound], settings: Settings, done: list[Step]) -> dict[str, TopicFound]:
    """What Kafka has when the steps were taken."""
    plans = {plan.topic: plan for plan in planned(settings)}
    for step in done:
        have = found.get(step.topic)
        if step.action is Action.CREATE:
            plan = plans[step.topic]
            have = TopicFound(plan.topic, plan.partitions, plan.replication, plan.configs)
        elif have and step.action is Action.GROW:
            have = msgspec.structs.replace(have, partitions=int(step.want))
        elif have and step.action is Action.SET:
            have = msgspec.structs.replace(have, configs={**have.configs, step.what: step.want})
        if have:
            found = {**found, step.topic: have}
    return found


@given(clusters(), SETTINGS)
def test_when_the_steps_are_taken_only_what_cannot_be_changed_is_left(
    found: dict[str, TopicFound], settings: Settings
) -> None:
    todo = steps(planned(settings), found)
    left = steps(planned(settings), after(found, settings, todo))
    assert left == [step for step in todo if step.action is Action.CANNOT]


@given(clusters(), SETTINGS)
def test_no_step_takes_partitions_away_or_moves_copies(
    found: dict[str, TopicFound], settings: Settings
) -> None:
    then = after(found, settings, steps(planned(settings), found))
    for topic, was in found.items():
        assert then[topic].partitions >= was.partitions
        assert then[topic].replication == was.replication


def test_every_topic_of_the_schemas_is_planned_with_the_times_of_the_broker() -> None:
    plans = {plan.topic: plan for plan in planned(Settings(partitions=8, replication=3))}
    assert set(plans) == {*topics.ALL, REPLAYED}
    assert {plan.configs["message.timestamp.type"] for plan in plans.values()} == {"LogAppendTime"}
    assert {plan.configs["min.insync.replicas"] for plan in plans.values()} == {"2"}
    assert {plans[topic].partitions for topic in (*topics.RAW, topics.INTERACTIONS)} == {8}


def test_only_the_memory_of_replays_is_compacted() -> None:
    compacted = [plan.topic for plan in planned(Settings()) if "compact" in plan.configs["cleanup.policy"]]
    assert compacted == [REPLAYED]


def test_the_memory_of_replays_outlives_the_letters() -> None:
    kept = {plan.topic: int(plan.configs["retention.ms"]) for plan in planned(Settings())}
    assert kept[REPLAYED] > kept[topics.DEAD_LETTERS]


def test_a_record_as_large_as_a_raw_topic_takes_fits_its_dead_letter() -> None:
    assert MAX_EVENT_BYTES < RAW_BYTES
    assert RAW_BYTES * 4 / 3 < HEARD_BYTES


def test_kafka_keeps_records_for_a_week_at_least() -> None:
    plan, *_ = planned(Settings(log_keep_hours=0))
    assert plan.configs["retention.ms"] == str(7 * 24 * 3_600_000)


def test_several_values_of_one_setting_have_no_order() -> None:
    plan = planned(Settings())[-1]
    turned = {**plan.configs, "cleanup.policy": "delete,compact"}
    assert steps([plan], {plan.topic: TopicFound(plan.topic, 1, 1, turned)}) == []
