"""The life of the tally agent: the one owner of a window recounts it, at most every few seconds."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

from faust import Stream

from pipeline.distributed.engine import Engine, Thread
from pipeline.distributed.foreign import apart, touched
from pipeline.distributed.rounds import Rounds, batch_of, records_of
from pipeline.observing.names import Shown
from pipeline.ports import Warehouse
from pipeline.stages.tallying import NAME, windows_of


@dataclass(frozen=True, slots=True)
class TallyLife:
    """The tally agent on voc.touched."""

    engine: Engine
    warehouse: Warehouse
    thread: Thread
    freshness: float
    """Seconds from one recount to the next at least: what is touched again and again in between is recounted once."""

    async def live(self, stream: Stream[bytes]) -> None:
        rounds, began = Rounds(), 0.0
        self.engine.beside(rounds.pump(stream))
        while True:
            events = await rounds.take()
            await asyncio.sleep(began + self.freshness - time.monotonic())
            events += rounds.here()
            await self.engine.work.begin()
            began = time.monotonic()
            self.engine.reached("before_cells")
            records = [record for event in events for record in records_of(batch_of(event))]
            ours, foreign = apart(records, touched)
            await self.thread.do(partial(self.warehouse.recount, windows_of(ours)))
            self.engine.reached("after_cells")
            self.engine.voice.refused(NAME, ["$"] * len(foreign))
            await self.engine.send([letter for _, letter in foreign])
            await self.engine.acknowledge(stream, events)
            self.engine.voice.visible(Shown.FIGURES, records[0], time.time())
            self.engine.voice.handled(NAME, len(records), time.monotonic() - began)
