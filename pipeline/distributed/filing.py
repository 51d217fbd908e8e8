"""The life of the clerk: dead letters are filed in the warehouse; their bytes stay in the topic."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from faust import Stream

from pipeline.distributed.engine import Engine, Thread
from pipeline.distributed.foreign import filed
from pipeline.distributed.rounds import batch_of, records_of
from pipeline.ports import Record, Warehouse
from pipeline.stages.clerk import NAME, file


@dataclass(frozen=True, slots=True)
class FilingLife:
    """The clerk on voc.dead-letters."""

    engine: Engine
    warehouse: Warehouse
    thread: Thread

    async def live(self, stream: Stream[bytes]) -> None:
        async for event in stream.noack().events():
            await self.engine.work.begin()
            began = time.monotonic()
            records = records_of(batch_of(event))
            await self.thread.do(partial(self._file, records))
            await self.engine.acknowledge(stream, [event])
            self.engine.voice.handled(NAME, len(records), time.monotonic() - began)

    def _file(self, records: Sequence[Record]) -> None:
        file(self.warehouse, filed(records))
