"""Touched windows are collapsed and recounted from the facts: late, doubled and re-heard events need no code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from pipeline.ports import Log, Record, Warehouse
from schemas import topics
from schemas.interactions import Touched

NAME: Final = "tally"
BATCH: Final = 50_000
_DECODE: Final = msgspec.json.Decoder(Touched).decode


@dataclass(frozen=True, slots=True)
class TallyStage:
    """The one owner of every window: the embedded log has one partition."""

    log: Log
    warehouse: Warehouse

    def lag(self) -> int:
        return self.log.end(topics.TOUCHED) - self.log.position(NAME, topics.TOUCHED)

    def advance(self) -> int:
        records = self.log.read(topics.TOUCHED, self.log.position(NAME, topics.TOUCHED), BATCH)
        if not records:
            return 0
        self.warehouse.recount(windows_of(records))
        self.warehouse.sync()
        self.log.advance(NAME, topics.TOUCHED, records[-1].offset + 1, [])
        return len(records)


def windows_of(records: Sequence[Record]) -> list[datetime]:
    """The windows that these records of voc.touched name, each once, in order."""
    return sorted({window for record in records for window in _DECODE(record.value).windows})
