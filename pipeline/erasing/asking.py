"""What `earshot erase` asks, answered by the process that holds the home: this one, or the one that runs there."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Final

import msgspec

from pipeline.embedded import open_identify
from pipeline.erasing.erase import Erasing
from pipeline.erasing.receipt import Receipt
from pipeline.ports import Record
from pipeline.settings import Settings
from pipeline.station import Front, Station
from pipeline.warehouse.removing import left_behind
from schemas import topics
from schemas.errors import Misused

ERASE: Final = "erase"
PATIENCE: Final = 3_600.0
"""Seconds that whoever asks waits for an answer: tables may have to be rewritten."""
_WITH_PEOPLE: Final = tuple(name for name in topics.ALL if name != topics.TOUCHED)
_SETTLING: Final = 30.0
"""Seconds that agents are given to handle what has come, before it is erased as well."""


class Asked(msgspec.Struct, frozen=True):
    """Whom to erase, by id or by handle, or the receipt to check."""

    customer: str = ""
    handle: str = ""
    dry_run: bool = False
    receipt: Receipt | None = None


class Answered(msgspec.Struct, frozen=True):
    """Rows and records by table and topic; the receipt; or, one line each, what is left."""

    counts: dict[str, int] = {}
    receipt: Receipt | None = None
    left: tuple[str, ...] = ()


def answered(front: Front, asked: Asked) -> Answered:
    """Do it. Misused where the settings do not allow it; Unavailable where a store is."""
    erasing = erasing_of(front)
    if asked.receipt:
        return Answered(left=tuple(left(front, erasing, asked.receipt)))
    if isinstance(front, Station):
        _settle(front)
    person = erasing.person(asked.customer, asked.handle)
    counts = erasing.counts(person, datetime.now(UTC))
    if asked.dry_run:
        return Answered(counts)
    return Answered(counts, erasing.erase(person, lambda: datetime.now(UTC)))


def left(front: Front, erasing: Erasing, receipt: Receipt) -> Iterator[str]:
    """One line for everything of the receipt's person that a query, the log or the disk still holds."""
    yield from erasing.left(receipt)
    if files := files_left(front, receipt):
        yield f"disk: {files} files that were replaced are not dropped yet; the server does so within minutes"


def files_left(front: Front, receipt: Receipt) -> int:
    return left_behind(lambda sql: front.warehouse.select(sql).rows, receipt.done_at)


def erasing_of(front: Front) -> Erasing:
    """The erasure's view of an open home."""
    chosen = front.settings
    if isinstance(front, Station):
        return _erasing(front, kept={}, letters=lambda: iter(()))
    if not chosen.handle_secret:
        raise Misused("EARSHOT_HANDLE_SECRET is empty; without the workers' secret nobody is found by it")
    servers = import_module("pipeline.operating.servers").kafka_settings(chosen)
    return _erasing(front, kept=_kept(chosen), letters=lambda: _letters(servers))


def _erasing(front: Front, **kafka: object) -> Erasing:
    return Erasing(
        warehouse=front.warehouse,
        identify=open_identify(front.settings),
        policies=front.policies,
        log=front.log if isinstance(front, Station) else None,
        **kafka,  # type: ignore[arg-type]  # `kept` and `letters`, as the two callers above give them
    )


def _letters(servers: object) -> Iterator[Record]:
    letters = import_module("pipeline.operating.kafka_letters").KafkaLetters(servers)
    try:
        for found in letters.newest(0):
            yield found.record
    finally:
        letters.close()


def _kept(chosen: Settings) -> dict[str, timedelta | None]:
    """How long after now a record of each topic may lie there: its age, and the segment that holds it.

    What agents write may be written once more by a rewind, until the raw records are gone.
    """
    brokers = import_module("pipeline.operating.brokers")
    servers = import_module("pipeline.operating.servers").kafka_settings(chosen)
    with brokers.Brokers(servers) as asked:
        found = import_module("pipeline.operating.topics").found(asked, _WITH_PEOPLE)
    own = {name: _longest(there.configs) for name, there in found.items()}
    raw = [own[name] for name in topics.RAW if name in own]
    longest = None if None in raw else max((one for one in raw if one), default=timedelta())
    return {name: kept if name in topics.RAW else _sum(kept, longest) for name, kept in own.items()}


def _longest(configs: Mapping[str, str]) -> timedelta | None:
    age, segment = int(configs.get("retention.ms", "-1")), int(configs.get("segment.ms", "0"))
    return None if age < 0 else timedelta(milliseconds=age + segment)


def _sum(one: timedelta | None, other: timedelta | None) -> timedelta | None:
    return None if one is None or other is None else one + other


def _settle(front: Station) -> None:
    """Agents in another thread of this process handle what is waiting; alone, we do it ourselves."""
    until = time.monotonic() + _SETTLING
    while front.engine.lag() and time.monotonic() < until:
        time.sleep(0.1)
