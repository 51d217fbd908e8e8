"""Batches of a stream, taken in rounds: what has come by the time an agent is free again."""

import asyncio
from typing import Final

from faust import Stream
from faust.types import EventT

from pipeline.ports import Record
from pipeline.transport import Batch

WAITING: Final = 4
"""Batches that wait here for the agent; more wait in the transport, which then stops fetching."""


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
        """All batches that are here, without waiting."""
        found = []
        while not self._events.empty():
            found.append(self._events.get_nowait())
        return found


def batch_of(event: EventT[bytes]) -> Batch:
    batch = event.value
    assert isinstance(batch, Batch)  # noqa: S101 - what our transport promises
    return batch


def records_of(batch: Batch) -> list[Record]:
    """The records as our agents know them. Kafka keeps time in milliseconds; header names are lower case here."""
    return [
        Record(
            each.topic,
            each.partition,
            each.offset,
            each.timestamp * 1_000,
            each.key or b"",
            each.value or b"",
            {name.lower(): (value or b"").decode(errors="replace") for name, value in each.headers},
        )
        for each in batch.records
    ]
