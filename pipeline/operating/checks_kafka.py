"""Checks of Kafka: brokers, topics, the group, and the clock that record times come from."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from pipeline.loopback import LOOPBACK
from pipeline.operating.brokers import Brokers
from pipeline.operating.checks import Check, ok, warn, wrong
from pipeline.operating.clocks import Clock
from pipeline.operating.knocking import knock
from pipeline.operating.lag import GroupLag, lag_of
from pipeline.operating.plan import REPLAYED, Action, Step, keep_hours, planned
from pipeline.operating.positions import places
from pipeline.operating.sending import Sender
from pipeline.operating.servers import Servers
from pipeline.operating.topics import difference
from pipeline.ports import NewRecord
from pipeline.settings import Settings
from schemas.errors import EarshotError, LogUnavailable, Misused

OLDEST_KAFKA: Final = (2, 4)
"""Older ones lack what the plan sets and what the commands ask."""
_TIMES: Final = {"message.timestamp.type"}
"""Settings that make figures wrong when they differ; the others cost safety, room or privacy."""


def broker_checks(brokers: Brokers, settings: Settings) -> Iterator[Check]:
    cluster = brokers.ask(lambda client: client.describe_cluster())
    ids = [broker["broker_id"] for broker in cluster["brokers"]]
    version = brokers.ask(lambda client: client.get_broker_version_data(ids[0])).broker_version
    says = f"Kafka {'.'.join(map(str, version))}, {len(ids)} broker{'s' if len(ids) > 1 else ''}"
    if version < OLDEST_KAFKA:
        yield wrong("kafka", says, "upgrade Kafka to 2.4 or later")
    else:
        yield ok("kafka", says)
    if settings.replication > len(ids):
        then = f"set EARSHOT_REPLICATION to {len(ids)} at most, or add brokers"
        yield wrong("replication", f"{settings.replication} copies need as many brokers", then)
    yield _privacy(brokers.servers, settings)
    for server in brokers.servers.hosts:
        try:
            knock(replace(brokers.servers, hosts=(server,)))
        except (LogUnavailable, Misused) as error:
            yield warn("kafka", str(error), "start it, or take it out of EARSHOT_BROKERS")


def _privacy(servers: Servers, settings: Settings) -> Check:
    """Whether others on the way can read along, and to whom we speak."""
    if servers.tls is None:
        says = "not encrypted: whoever is on the network between can read and change what customers say"
        if all(urlsplit(f"//{host}").hostname in LOOPBACK for host in servers.hosts):
            return ok("kafka access", "not encrypted, on this machine alone")
        return warn("kafka access", says, "use kafkas:// in EARSHOT_BROKERS; see docs/security.md")
    trusted = settings.kafka_ca or "the system's authorities"
    if servers.user:
        us = f"as {servers.user} by {servers.mechanism}"
    else:
        us = f"with the certificate {settings.kafka_cert}" if servers.shows else "as nobody"
    return ok(
        "kafka access", f"encrypted, to {servers} as {trusted} vouch{'es' if settings.kafka_ca else ''}, {us}"
    )


def topic_checks(brokers: Brokers, settings: Settings) -> Iterator[Check]:
    steps = difference(brokers, planned(settings))
    missing = [step.topic for step in steps if step.action is Action.CREATE]
    if missing:
        yield wrong("topics", f"missing: {', '.join(missing)}", "run `earshot topics apply`")
    differing: dict[Step, list[str]] = {}
    for step in steps:
        if step.action is not Action.CREATE:
            differing.setdefault(msgspec.structs.replace(step, topic=""), []).append(step.topic)
    for step, names in differing.items():
        yield _differs(step, ", ".join(names))
    if not steps:
        yield ok("topics", "as planned")


def _differs(step: Step, names: str) -> Check:
    says = f"{step.what} is {step.have}, should be {step.want}: {names}"
    if step.what in _TIMES:
        return wrong("topics", says, "run `earshot topics apply`; versions of facts come from record times")
    if step.action is Action.CANNOT:
        return warn("topics", says, step.note)
    return warn("topics", says, "run `earshot topics apply`")


def group_checks(brokers: Brokers, settings: Settings, now: datetime) -> Iterator[Check]:
    found = lag_of(brokers, settings.group)
    says = f"{found.group}: {found.state}, {found.members} members, lag {found.lag:,}"
    if not found.members:
        yield warn("group", says, "start `earshot worker`")
    elif found.state != "Stable":
        yield warn("group", says, "wait: partitions are just being shared out; look again in a minute")
    else:
        yield ok("group", says)
    yield from _lost(found)
    waits = max(
        ((now - one.oldest_at).total_seconds() for one in found.partitions if one.oldest_at), default=0
    )
    if waits > keep_hours(settings) * 3600 / 4:
        says = f"the oldest record has waited {waits / 3600:,.0f} of {keep_hours(settings):,} hours"
        yield warn(
            "retention", says, "start more workers, or raise EARSHOT_LOG_KEEP_HOURS and apply the topics"
        )


def _lost(found: GroupLag) -> Iterator[Check]:
    if found.expired:
        says = f"{found.expired:,} records were dropped by retention before they were handled"
        then = "send them again from their sources; raise EARSHOT_LOG_KEEP_HOURS and apply the topics"
        yield wrong("retention", says, then)
    ahead = [f"{one.topic}/{one.partition}" for one in found.partitions if (one.committed or 0) > one.end]
    if ahead:
        says = f"positions beyond the end of {', '.join(ahead)}: topics were deleted and made anew"
        yield wrong("positions", says, "stop the workers and run `earshot rewind --to earliest`")


def broker_clock(brokers: Brokers) -> Clock | None:
    """How far the broker's clock is ahead; None while topics are missing.

    Kafka tells its time only on records, so one without a value is sent to the compacted voc.replayed, which drops it.
    """
    if not places(brokers, [REPLAYED]):
        return None
    record = NewRecord(REPLAYED, b"clock", b"")
    with Sender(brokers.servers) as sender:
        _told(sender, record)  # the first one waits for connections
        before = time.time()
        stamp = _told(sender, record)
        after = time.time()
    return Clock("broker", stamp / 1000 - (before + after) / 2, (after - before) / 2)


def _told(sender: Sender, record: NewRecord) -> int:
    (outcome,) = sender.send([record])
    if isinstance(outcome, EarshotError):
        raise outcome
    return outcome


def today() -> datetime:
    return datetime.now(UTC)
