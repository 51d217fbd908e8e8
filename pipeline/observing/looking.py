"""Looks at the warehouse, the readers and the place of a process that serves. Each may raise Unavailable or Misused."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from agents.channels import READERS
from pipeline.log import SqliteLog
from pipeline.observing.learnt import OTHERS, Here, Reader, Readers, Source, Space, Stored
from pipeline.ports import Asks
from pipeline.settings import Settings
from pipeline.tls import certificate_in
from schemas.errors import Misused

MOST_SOURCES: Final = 100
"""Told by name; a label of Prometheus must not grow with what senders write."""

_SOURCES: Final = """
SELECT source, sum(received), sum(stored), sum(duplicates), sum(dead_lettered), sum(in_flight), sum(difference),
    max(event_at), max(arrived_at), sum(known) AS size
FROM (
    SELECT source, received, stored, duplicates, dead_lettered, in_flight, difference,
        materialize(toUInt32(0)) AS event_at, materialize(toUInt32(0)) AS arrived_at, materialize(toUInt64(0)) AS known
    FROM accounts
    UNION ALL
    SELECT source, materialize(toUInt64(0)) AS received, materialize(toUInt64(0)) AS stored, materialize(toUInt64(0)) AS duplicates,
        materialize(toUInt64(0)) AS dead_lettered, materialize(toUInt64(0)) AS in_flight, materialize(toInt64(0)) AS difference,
        toUInt32(ifNull(newest_event_at, toDateTime(0, 'UTC'))) AS event_at,
        toUInt32(ifNull(newest_stored_at, toDateTime(0, 'UTC'))) AS arrived_at, interactions + records AS known
    FROM freshness
)
GROUP BY source
ORDER BY size DESC, source
"""
_MESSAGES: Final = """
SELECT countIf(state = 'due'), countIf(state = 'failed' AND ifNull(ended_at > now() - 86400, 0)),
    minIf(toUInt32(owed_at), state = 'due')
FROM alert_messages
"""
_HAS_DISKS: Final = "SELECT count() FROM system.tables WHERE database = 'system' AND name = 'disks'"
_DISKS: Final = "SELECT name, free_space, total_space FROM system.disks WHERE total_space > 0 ORDER BY name"


def at_warehouse(warehouse: Asks, *, disks: bool) -> Stored:
    """`disks`: also those of the server."""
    ((due, failed, since),) = cast(list[tuple[int, int, int]], warehouse.ask(_MESSAGES).rows)
    return Stored(
        sources=_sources(warehouse),
        due=due,
        failed=failed,
        owed_since=float(since) if due else None,
        disks=_disks(warehouse) if disks else (),
    )


def _sources(warehouse: Asks) -> tuple[Source, ...]:
    rows = cast(list[tuple[str, int, int, int, int, int, int, int, int, int]], warehouse.ask(_SOURCES).rows)
    named = [row for row in rows if row[-1]][:MOST_SOURCES]
    others = rows[len(named) :]
    found = [Source(*row[:7], float(row[7]) or None, float(row[8]) or None) for row in named]
    if others:
        received, stored, duplicates, dead, flying, difference = (
            sum(column) for column in zip(*(row[1:7] for row in others), strict=True)
        )
        found.append(Source(OTHERS, received, stored, duplicates, dead, flying, difference, None, None))
    return tuple(found)


def _disks(warehouse: Asks) -> tuple[Space, ...]:
    """None where the server is older than its table of disks, or does not let us read it."""
    with suppress(Misused):
        if warehouse.ask(_HAS_DISKS).rows[0][0]:
            rows = cast(list[tuple[str, int, int]], warehouse.ask(_DISKS).rows)
            return tuple(Space(f"warehouse {name}", free, size) for name, free, size in rows)
    return ()


def at_log(log: SqliteLog) -> Readers:
    """The agents of this process."""
    found = []
    for agent, topic in READERS:
        position = log.position(agent, topic)
        first = log.read(topic, position, 1)
        found.append(
            Reader(agent, topic, log.end(topic) - position, first[0].appended / 1e6 if first else None)
        )
    return Readers(tuple(found))


def at_brokers(settings: Settings) -> Readers:
    """The agents of all workers."""
    # Loaded when asked for: the embedded engine does without Kafka's libraries.
    brokers = import_module("pipeline.operating.brokers")
    servers = import_module("pipeline.operating.servers").kafka_settings(settings)
    with brokers.Brokers(servers) as asked:
        whole = import_module("pipeline.operating.lag").lag_of(asked, settings.group)
    found = []
    for agent, topic in READERS:
        places = [place for place in whole.partitions if place.agent == agent]
        oldest: Sequence[datetime] = [place.oldest_at for place in places if place.oldest_at]
        found.append(
            Reader(
                agent,
                topic,
                sum(place.lag for place in places),
                min(oldest).timestamp() if oldest else None,
                sum(place.expired for place in places),
            )
        )
    return Readers(tuple(found), whole.members)


def around(settings: Settings, log: SqliteLog | None) -> Here:
    """Disk, certificates and log of this process."""
    size, _, free = shutil.disk_usage(settings.home)
    shown = (("tls_cert", settings.tls_cert), ("kafka_cert", settings.kafka_cert))
    return Here(
        home=Space("home", free, size),
        certificates=tuple((setting, _end(Path(file))) for setting, file in shown if file),
        log=(log.used(), settings.log_max_bytes) if log else None,
    )


def _end(file: Path) -> float:
    return certificate_in(file).not_valid_after_utc.timestamp()
