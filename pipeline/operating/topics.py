"""Topics in Kafka: what is there, and bringing it to the plan. Nothing is ever deleted or made smaller."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import NoError, TopicAlreadyExistsError, for_code

from pipeline.operating.brokers import PATIENCE_SECONDS, Brokers, fate
from pipeline.operating.plan import Action, Step, TopicFound, TopicPlan, steps
from schemas.errors import LogUnavailable, Misused

_WAIT_MS: Final = int(PATIENCE_SECONDS * 1000)


def found(brokers: Brokers, names: Sequence[str]) -> dict[str, TopicFound]:
    """Those of `names` that exist."""
    there = brokers.topics(names)
    if not there:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic["name"]) for topic in there]
    configs = brokers.ask(lambda client: client.describe_configs(resources, config_filter="all"))["topic"]
    return {topic["name"]: _found(topic, configs.get(topic["name"], {})) for topic in there}


def _found(topic: Mapping[str, Any], configs: Mapping[str, Mapping[str, str]]) -> TopicFound:
    replicas = [len(partition["replica_nodes"]) for partition in topic["partitions"]]
    values = {name: str(entry["value"]) for name, entry in configs.items()}
    return TopicFound(topic["name"], len(replicas), min(replicas, default=0), values)


def difference(brokers: Brokers, plans: Sequence[TopicPlan]) -> list[Step]:
    """What differs now."""
    return steps(plans, found(brokers, [plan.topic for plan in plans]))


def apply(brokers: Brokers, plans: Sequence[TopicPlan]) -> list[Step]:
    """Do all that can be done, wait until Kafka shows it, and return what was there to do.

    Killed, or called again: only the rest is done. LogUnavailable when Kafka does not show the changes in time.
    """
    todo = difference(brokers, plans)
    _create(brokers, [plan for plan in plans if (plan.topic, Action.CREATE) in _kinds(todo)])
    _grow(brokers, [step for step in todo if step.action is Action.GROW])
    _configure(brokers, [step for step in todo if step.action is Action.SET])
    _settle(brokers, plans)
    return todo


def _settle(brokers: Brokers, plans: Sequence[TopicPlan]) -> None:
    """The controller answers before the brokers have heard of it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(step.action is not Action.CANNOT for step in difference(brokers, plans)):
        if time.monotonic() > deadline:
            raise LogUnavailable(
                "Kafka took the changes and does not show all of them yet; `earshot topics plan` tells"
            )
        time.sleep(0.1)


def _kinds(todo: Sequence[Step]) -> set[tuple[str, Action]]:
    return {(step.topic, step.action) for step in todo}


def _create(brokers: Brokers, plans: Sequence[TopicPlan]) -> None:
    if not plans:
        return
    wanted = {
        plan.topic: {
            "num_partitions": plan.partitions,
            "replication_factor": plan.replication,
            "configs": dict(plan.configs),
        }
        for plan in plans
    }

    def create(client: KafkaAdminClient) -> Any:
        return client.create_topics(wanted, timeout_ms=_WAIT_MS, raise_errors=False)["topics"]

    for topic in brokers.ask(create):
        error = for_code(topic["error_code"])
        # Somebody else may have made it since we looked.
        if error not in {NoError, TopicAlreadyExistsError}:
            raise fate(error(f"{topic['name']}: {topic['error_message']}"), brokers.servers)
    brokers.ask(lambda client: client.wait_for_topics(list(wanted), timeout_ms=_WAIT_MS))


def _grow(brokers: Brokers, todo: Sequence[Step]) -> None:
    counts = {step.topic: int(step.want) for step in todo}
    if counts:
        brokers.ask(lambda client: client.create_partitions(counts, timeout_ms=_WAIT_MS))


def _configure(brokers: Brokers, todo: Sequence[Step]) -> None:
    by_topic: dict[str, dict[str, str]] = {}
    for step in todo:
        by_topic.setdefault(step.topic, {})[step.what] = step.want
    if not by_topic:
        return
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic, dict(v)) for topic, v in by_topic.items()]
    answers = brokers.ask(lambda client: client.alter_configs(resources))["topic"]
    refused = [f"{topic}: {said}" for topic, said in answers.items() if said != "OK"]
    if refused:
        raise Misused(f"Kafka refused settings of {'; '.join(refused)}")
