"""`earshot topics` on a real broker."""

import json

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from pipeline.commands.topics import command
from pipeline.operating.plan import REPLAYED
from schemas.errors import Misused
from schemas.topics import ALL, CALLS, RAW
from tests.operating.conftest import Cluster

pytestmark = pytest.mark.slow


def settings_of(cluster: Cluster, topic: str) -> dict[str, str]:
    resource = ConfigResource(ConfigResourceType.TOPIC, topic)
    found = cluster.admin.describe_configs([resource], config_filter="all")["topic"][topic]
    return {name: entry["value"] for name, entry in found.items()}


def test_a_plan_changes_nothing_and_what_is_applied_is_as_planned(cluster: Cluster) -> None:
    planned = cluster.run(command, "plan", "--json")
    steps = [json.loads(line) for line in planned.stdout.splitlines()]
    assert {step["topic"]: step["action"] for step in steps} == dict.fromkeys((*ALL, REPLAYED), "create")
    assert not {*cluster.admin.list_topics()} & {*ALL, REPLAYED}
    assert cluster.run(command, "apply").exit_code == 0
    assert {*cluster.admin.list_topics()} >= {*ALL, REPLAYED}
    assert settings_of(cluster, CALLS)["message.timestamp.type"] == "LogAppendTime"
    assert "as planned" in cluster.run(command, "plan").stdout
    assert cluster.run(command, "apply", "--json").stdout == ""


def test_partitions_grow_and_never_shrink(cluster: Cluster) -> None:
    cluster.run(command, "apply")
    assert cluster.run(command, "apply", EARSHOT_PARTITIONS="3").exit_code == 0
    refused = cluster.run(command, "apply", EARSHOT_PARTITIONS="1")
    assert refused.exit_code == 1
    assert "partitions cannot be taken away" in refused.stdout
    counts = {topic["name"]: len(topic["partitions"]) for topic in cluster.admin.describe_topics([*RAW])}
    assert counts == dict.fromkeys(RAW, 3)


def test_a_topic_made_by_other_hands_is_set_right(cluster: Cluster) -> None:
    cluster.admin.create_topics({CALLS: {"num_partitions": 2, "replication_factor": 1}})
    cluster.admin.wait_for_topics([CALLS])
    steps = map(json.loads, cluster.run(command, "plan", "--json").stdout.splitlines())
    assert ("message.timestamp.type", "CreateTime", "LogAppendTime") in {
        (step["what"], step["have"], step["want"]) for step in steps if step["topic"] == CALLS
    }
    assert cluster.run(command, "apply").exit_code == 0
    assert settings_of(cluster, CALLS)["message.timestamp.type"] == "LogAppendTime"
    assert "as planned" in cluster.run(command, "plan").stdout


def test_more_copies_than_brokers_is_a_mistake_in_one_line(cluster: Cluster) -> None:
    with pytest.raises(Misused, match="InvalidReplicationFactor") as refused:
        cluster.run(command, "apply", EARSHOT_REPLICATION="3")
    assert "\n" not in str(refused.value)
