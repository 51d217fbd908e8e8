"""Dead letters are filed: that something was refused, why, and where its bytes are. The bytes stay in the topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from agents.base import hour_of
from pipeline.moments import second_at
from pipeline.ports import Log, Record, Warehouse, is_blank
from schemas import tables, topics
from schemas.facts import DeadLetterRow
from schemas.interactions import DeadLetter

NAME: Final = "clerk"
BATCH: Final = 500
_DECODE: Final = msgspec.json.Decoder(DeadLetter).decode


@dataclass(frozen=True, slots=True)
class Clerk:
    """Files voc.dead-letters in the warehouse."""

    log: Log
    warehouse: Warehouse

    def lag(self) -> int:
        return self.log.end(topics.DEAD_LETTERS) - self.log.position(NAME, topics.DEAD_LETTERS)

    def advance(self) -> int:
        records = self.log.read(topics.DEAD_LETTERS, self.log.position(NAME, topics.DEAD_LETTERS), BATCH)
        if not records:
            return 0
        file(self.warehouse, records)
        self.warehouse.sync()
        self.log.advance(NAME, topics.DEAD_LETTERS, records[-1].offset + 1, [])
        return len(records)


def file(warehouse: Warehouse, records: Sequence[Record]) -> None:
    """Say in the warehouse what these records of voc.dead-letters refused."""
    warehouse.write(
        tables.DEAD_LETTERS, [_row(one, _DECODE(one.value)) for one in records if not is_blank(one)]
    )


def _row(record: Record, letter: DeadLetter) -> DeadLetterRow:
    arrived = second_at(record.appended)
    return DeadLetterRow(
        # A stage cut after its outputs appends them again: the origin, not the offset, says which letter it is.
        origin=letter.origin,
        source=letter.source,
        window=hour_of(arrived),
        arrived_at=arrived,
        reason=letter.reason,
        place=letter.place,
        size=letter.size,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        replays=letter.replays,
        version=record.appended,
    )
