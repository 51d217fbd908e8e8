"""The oracle's judgement of a trial, in counts; and what must hold at any moment of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import msgspec
from clickhouse_driver import Client

from agents.base import hour_of
from benchmarks.soak.results import Outcome
from pipeline.ports import Record
from schemas import topics
from schemas.envelope import Event
from schemas.events import Said
from schemas.interactions import Message
from tests.proof.contents import Contents
from tests.proof.differences import Fault, differences, report
from tests.proof.field import Field
from tests.proof.material import oracle
from tests.proof.oracle import Oracle, origin_of
from tests.proof.safety import uncovered

_MESSAGE = msgspec.json.Decoder(Message).decode


def judge(
    trial: Field,
    acknowledged: Iterable[Record] = (),
    *,
    gone: Iterable[Record] = (),
    by: Oracle | None = None,
) -> Outcome:
    """What is lost, doubled and wrong now that nothing waits.

    `acknowledged` are records that Kafka had taken: one that is not in its log counts as lost, as does one that is committed
    and nowhere. `gone` are raw records that were handled once and are no longer in their topic.
    """
    committed, stored = trial.broker.committed(), trial.stored()
    records = trial.broker.read(topics.ALL)
    there = [one for one in records if one.topic in topics.RAW]
    raw = [*{(origin_of(one), one.value): one for one in [*gone, *there]}.values()]
    found = differences((by or oracle()).expect(raw, stored), stored)
    nowhere = [*uncovered(committed, records, stored), *_vanished(acknowledged, raw)]
    faults = Counter(one.fault for one in found)
    return Outcome(
        events=len(raw),
        lost=faults[Fault.LOST] + len(nowhere),
        doubled=faults[Fault.DOUBLED],
        wrong=faults[Fault.WRONG],
        redelivered=redelivered(records),
        faulty="\n".join(filter(None, [report(found) if found else "", *nowhere[:20]])),
    )


def redelivered(records: Iterable[Record]) -> int:
    """Messages on voc.interactions that were heard from a raw record once more."""
    origins = Counter(_origin(one.value) for one in records if one.topic == topics.INTERACTIONS)
    return origins.total() - len(origins)


def most_an_hour(events: Iterable[Event]) -> Mapping[datetime, int]:
    """Interactions of each window: no figure may ever be above it."""
    return Counter(hour_of(event.created_at.astimezone(UTC)) for event in events if isinstance(event, Said))


def above(trial: Field, most: Mapping[datetime, int]) -> str:
    """The windows whose figures are above what there is to count, at this moment; empty when none is."""
    rows = ask(
        trial, "SELECT toUInt32(window), toUInt64(sum(interactions)) FROM signals FINAL GROUP BY window"
    )
    over = [(at, n) for at, n in rows if n > most.get(datetime.fromtimestamp(at, UTC), 0)]
    return "\n".join(f"{n} interactions counted at {datetime.fromtimestamp(at, UTC)}" for at, n in over[:5])


def arrived(trial: Field) -> int:
    """Raw records whose facts are stored."""
    ((count,),) = ask(trial, "SELECT toUInt64(uniqExact(topic, partition, offset)) FROM arrivals")
    return count


def ask(trial: Field, sql: str) -> Sequence[tuple[int, ...]]:
    parts = urlsplit(trial.url)
    client = Client(
        parts.hostname, port=parts.port, user=parts.username or "default", database=parts.path.strip("/")
    )
    try:
        rows: Sequence[tuple[int, ...]] = client.execute(sql)
        return rows
    finally:
        client.disconnect()


def stored_as(stored: Contents) -> Mapping[str, str]:
    """By event key, the version of topics and cues an interaction was heard with."""
    return {
        str(key[1]): str(getattr(row, "taxonomy", "")) for key, row in stored.rows["interactions"].items()
    }


def _vanished(acknowledged: Iterable[Record], raw: Iterable[Record]) -> list[str]:
    there = {origin_of(one): one.value for one in raw}
    return [
        f"{origin_of(one)} was acknowledged and is not in the log"
        for one in acknowledged
        if there.get(origin_of(one)) != one.value
    ]


def _origin(value: bytes) -> tuple[str, int, int]:
    at = _MESSAGE(value).origin
    return at.topic, at.partition, at.offset
