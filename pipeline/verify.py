"""Every figure can be recomputed: what the warehouse shows beside what follows from its facts."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from typing import Final, cast

import msgspec

from agents.channels import READERS
from agents.erasing import is_residue
from agents.facts import touchpoint_of
from agents.following.policies import Policies
from pipeline.ports import Log, Warehouse
from pipeline.stories import Settlement, derive, settlements
from pipeline.warehouse.fitting import whole_second
from schemas import tables, topics
from schemas.facts import Arrival, DeadLetterRow, InteractionRow, RecordRow, TouchpointRow
from schemas.stories import Row, Touchpoint
from schemas.tables import DERIVED, Table

CHUNK: Final = 4_000
_TOUCH: Final = msgspec.json.Decoder(Touchpoint).decode


Handed = Mapping[tuple[str, int], range]
"""Offsets of each raw topic and partition that were handled, and of which all that follows is settled."""


def handed(log: Log) -> Handed | None:
    """What the embedded log has handed out; None while something is on its way."""
    for reader, topic in READERS:
        if topic not in topics.RAW and log.position(reader, topic) < log.end(topic):
            return None
    return {
        (topic, 0): range(log.position(reader, topic)) for reader, topic in READERS if topic in topics.RAW
    }


def differences(handed_out: Handed | None, warehouse: Warehouse, policies: Policies) -> Iterator[str]:
    """One line for everything that does not follow from the facts; nothing when all agrees.

    The facts' touchpoints must be the ones stories rest on, stories and tallies are computed anew, and of each raw record
    that was `handed_out` there must be an arrival or a dead letter. Without them the last is left out.
    """
    yield from _touchpoints(warehouse)
    for settlement in settlements(warehouse, _customers(warehouse), policies):
        yield from _unlike(settlement)
    yield from warehouse.miscounted()
    yield from _missing(handed_out, warehouse) if handed_out else ()


def rebuild(warehouse: Warehouse, policies: Policies) -> None:
    """Write touchpoints, stories and tallies anew from the facts. May be stopped and started again."""
    windows: set[datetime] = set()
    for table in (tables.INTERACTIONS, tables.RECORDS):
        rows = cast(Iterator[InteractionRow | RecordRow], warehouse.rows(table))
        while chunk := list(islice(rows, CHUNK)):
            warehouse.write(tables.TOUCHPOINTS, [touchpoint_of(row) for row in chunk if not is_residue(row)])
            windows.update(row.window for row in chunk)
    derive(warehouse, _customers(warehouse), policies)
    warehouse.recount(sorted(windows))


def _touchpoints(warehouse: Warehouse) -> Iterator[str]:
    """Facts whose touchpoint is not the one kept for their customer, and touchpoints without a fact."""
    facts = 0
    for table in (tables.INTERACTIONS, tables.RECORDS):
        rows = cast(Iterator[InteractionRow | RecordRow], warehouse.rows(table))
        told = (row for row in rows if not is_residue(row))
        while chunk := list(islice(told, CHUNK)):
            kept = warehouse.touchpoints({row.customer for row in chunk})
            stored = {(customer, one.key): one for customer, some in kept.items() for one in some}
            facts += len(chunk)
            for row in chunk:
                if stored.get((row.customer, row.event_key)) != _TOUCH(row.touch):
                    yield f"touchpoints {row.customer} {row.event_key}: not what {table.name} says"

    kept_rows = sum(1 for _ in warehouse.rows(tables.TOUCHPOINTS))
    if kept_rows > facts:
        yield f"touchpoints: {kept_rows - facts} more than there are facts"


def _customers(warehouse: Warehouse) -> Iterator[str]:
    """Everybody who has a touchpoint or a derived row, each once, in order."""
    streams = [
        (cast(TouchpointRow | Row, row).customer for row in warehouse.rows(table))
        for table in (tables.TOUCHPOINTS, *DERIVED)
    ]
    return (customer for customer, _ in groupby(merge(*streams)))


def _unlike(settlement: Settlement) -> Iterator[str]:
    table = settlement.table
    stands = {_key(table, row): row for row in settlement.stands}
    follows = {_key(table, row): row for row in settlement.follows}
    for key in sorted(stands.keys() | follows.keys()):
        name = f"{table.name} {' '.join(key)}"
        if key not in follows:
            yield f"{name}: stands, but does not follow from the facts"
        elif key not in stands:
            yield f"{name}: follows from the facts, but does not stand"
        else:
            for column in table.columns:
                stood, now = getattr(stands[key], column), whole_second(getattr(follows[key], column))
                if column != "version" and stood != now:
                    yield f"{name}: {column} stands as {stood!r} and follows as {now!r}"


def _key(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(getattr(row, part) for part in table.key)


def _missing(handed_out: Handed, warehouse: Warehouse) -> Iterator[str]:
    """Raw records that were handled and of which nothing is stored."""
    seen = {place: bytearray(len(offsets)) for place, offsets in handed_out.items()}
    for topic, partition, offset in _stored(warehouse):
        offsets = handed_out.get((topic, partition), range(0))
        if offset in offsets:
            seen[topic, partition][offset - offsets.start] = 1
    for (topic, partition), marks in seen.items():
        if lost := marks.count(0):
            first = handed_out[topic, partition].start + marks.index(0)
            yield (
                f"{topic}/{partition}: {lost} records were handled, but are neither stored nor refused;"
                f" the first is {first}"
            )


def _stored(warehouse: Warehouse) -> Iterator[tuple[str, int, int]]:
    """Topic, partition and offset of every record that is stored or refused."""
    for arrived in cast(Iterator[Arrival], warehouse.rows(tables.ARRIVALS)):
        yield arrived.topic, arrived.partition, arrived.offset
    for letter in cast(Iterator[DeadLetterRow], warehouse.rows(tables.DEAD_LETTERS)):
        topic, _, place = letter.origin.partition("/")
        partition, _, offset = place.partition("/")
        if partition.isdigit() and offset.isdigit():
            yield topic, int(partition), int(offset)
