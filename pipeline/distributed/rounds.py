"""Batches of a stream, taken in rounds: what has come by the time an agent is free again."""

import asyncio
from typing import Final

from faust import Stream
from faust.types import EventT

from pipeline.operating.reading import record_of
from pipeline.ports import Record
from pipeline.transport import Batch

WAITING: Final = 64
"""Batches that wait here for the agent. Under light load they are small, and many come while a round is at work; what bounds
memory is the transport, which fetches no more when too many bytes are on their way."""
MOST: Final = 20_000
"""Records from which on a round takes no further batch."""


class Rounds:
    """The batches of one stream. `pump` runs beside and fills it; one agent takes."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[EventT[bytes]] = asyncio.Queue(WAITING)

    async def pump(self, stream: Stream[bytes]) -> None:
        async for event in stream.noack().events():
            await self._events.put(event)

    async def take(self, seconds: float | None = None) -> list[EventT[bytes]]:
        """All batches that are here, at least one; none only after `seconds` without any. None: wait for ever."""
        try:
            first = await asyncio.wait_for(self._events.get(), seconds)
        except TimeoutError:
            return []
        return [first, *self.here()]

    def here(self) -> list[EventT[bytes]]:
        """The batches that are here, without waiting, up to as many as a round takes."""
        found: list[EventT[bytes]] = []
        records = 0
        while not self._events.empty() and records < MOST:
            found.append(self._events.get_nowait())
            records += len(batch_of(found[-1]))
        return found


def batch_of(event: EventT[bytes]) -> Batch:
    batch = event.value
    assert isinstance(batch, Batch)  # noqa: S101 - what our transport promises
    return batch


def records_of(batch: Batch) -> list[Record]:
    """The records as our agents know them."""
    return list(map(record_of, batch.records))
