"""The topics as they should be, and what has to be done where Kafka differs. Nothing here speaks to Kafka.

No topic that agents read is compacted: two records of one key say different things (two events of a customer, two
sets of windows of a day), and compaction would drop the first unread. `voc.replayed`, which only remembers, is.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from pipeline.settings import Settings
from schemas import topics

REPLAYED: Final = "voc.replayed"
"""Which dead letters were sent again: a memory of `earshot dead-letters replay`, read by nothing else."""

TIMESTAMP_TYPE: Final = "message.timestamp.type"
APPEND_TIME: Final = "LogAppendTime"
MEBIBYTE: Final = 1024**2
RAW_BYTES: Final = 2 * MEBIBYTE
"""An event may have 1 MiB; its headers and the batch around it come on top."""
HEARD_BYTES: Final = 8 * MEBIBYTE
"""The same event heard, or refused: base64 in a dead letter makes 4 bytes of 3."""
TOUCHED_PARTITIONS: Final = 4
"""Windows are owned by day, and most of what comes belongs to a few days: more owners would stand idle."""
HOUR_MS: Final = 3_600_000
LEAST_HOURS: Final = 7 * 24
"""Kafka drops records by age, read or not: time enough for any outage must remain."""


class TopicPlan(msgspec.Struct, frozen=True):
    """One topic as it should be; of its settings those that matter to Earshot."""

    topic: str
    partitions: int
    replication: int
    configs: Mapping[str, str]


class TopicFound(msgspec.Struct, frozen=True):
    """One topic as Kafka has it, with all its settings."""

    topic: str
    partitions: int
    replication: int
    configs: Mapping[str, str]


class Action(StrEnum):
    CREATE = "create"
    GROW = "grow"
    SET = "set"
    CANNOT = "cannot"


class Step(msgspec.Struct, frozen=True):
    """One difference. `have` is empty for a topic that is not there; `note` says why we cannot, or what follows."""

    topic: str
    action: Action
    what: str
    have: str
    want: str
    note: str = ""


def planned(settings: Settings) -> tuple[TopicPlan, ...]:
    """Every topic of a deployment with these settings, in the data's order."""
    made = [_plan(settings, topic, settings.partitions, RAW_BYTES) for topic in topics.RAW]
    made.append(_plan(settings, topics.INTERACTIONS, settings.partitions, HEARD_BYTES))
    made.append(_plan(settings, topics.TOUCHED, min(TOUCHED_PARTITIONS, settings.partitions), RAW_BYTES))
    made.append(_plan(settings, topics.DEAD_LETTERS, 1, HEARD_BYTES))
    return (*made, _memory(settings))


def _plan(settings: Settings, topic: str, partitions: int, largest: int) -> TopicPlan:
    configs = {
        # Versions of facts come from the time of a record, so that time must be the broker's.
        TIMESTAMP_TYPE: APPEND_TIME,
        "max.message.bytes": str(largest),
        "cleanup.policy": "delete",
        "retention.ms": str(keep_hours(settings) * HOUR_MS),
        "retention.bytes": "-1",
        # Kafka drops whole segments: with the default of a week, words of customers would stay that much longer.
        "segment.ms": str(24 * HOUR_MS),
        # An acknowledged record must outlive one broker; and a broker that fell behind must not become the leader.
        "min.insync.replicas": "2" if settings.replication > 2 else "1",
        "unclean.leader.election.enable": "false",
    }
    return TopicPlan(topic, partitions, settings.replication, configs)


def _memory(settings: Settings) -> TopicPlan:
    plan = _plan(settings, REPLAYED, 1, RAW_BYTES)
    longer = {"cleanup.policy": "compact,delete", "retention.ms": str(2 * keep_hours(settings) * HOUR_MS)}
    return msgspec.structs.replace(plan, configs={**plan.configs, **longer})


def keep_hours(settings: Settings) -> int:
    """How long Kafka keeps records: `log_keep_hours`, but never under a week."""
    return max(settings.log_keep_hours, LEAST_HOURS)


def steps(plans: Sequence[TopicPlan], found: Mapping[str, TopicFound]) -> list[Step]:
    """All that differs, topic by topic; empty when Kafka is as planned."""
    return [step for plan in plans for step in _steps(plan, found.get(plan.topic))]


def _steps(plan: TopicPlan, have: TopicFound | None) -> Iterator[Step]:
    if have is None:
        yield Step(plan.topic, Action.CREATE, "topic", "", _summary(plan))
        return
    yield from _partitions(plan, have)
    if have.replication != plan.replication:
        note = (
            "Kafka moves replicas by kafka-reassign-partitions; or set EARSHOT_REPLICATION to what is there"
        )
        yield Step(
            plan.topic, Action.CANNOT, "replication", str(have.replication), str(plan.replication), note
        )
    for name, want in plan.configs.items():
        is_now = have.configs.get(name, "")
        if _listed(is_now) != _listed(want):
            yield Step(plan.topic, Action.SET, name, is_now, want)


def _partitions(plan: TopicPlan, have: TopicFound) -> Iterator[Step]:
    if have.partitions < plan.partitions:
        note = "customers move between partitions; workers notice within minutes, no figure changes"
        yield Step(plan.topic, Action.GROW, "partitions", str(have.partitions), str(plan.partitions), note)
    elif have.partitions > plan.partitions:
        note = "partitions cannot be taken away without losing records; more than planned do no harm"
        yield Step(plan.topic, Action.CANNOT, "partitions", str(have.partitions), str(plan.partitions), note)


def _listed(value: str) -> frozenset[str]:
    """A setting with several values has no order."""
    return frozenset(value.split(","))


def _summary(plan: TopicPlan) -> str:
    """Partitions by copies, and what becomes of old records."""
    hours = int(plan.configs["retention.ms"]) // HOUR_MS
    return f"{plan.partitions} x {plan.replication}, {plan.configs['cleanup.policy']} after {hours} h"
