"""The life of a channel agent: hear one round while the one before is being delivered."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec
from faust import Stream
from faust.types import EventT

from agents.base import Agent
from pipeline.distributed.engine import Engine, Thread
from pipeline.distributed.refusals import Refusals, TooManyRefused
from pipeline.distributed.rounds import Rounds, batch_of, records_of
from pipeline.ports import NewRecord, Record
from pipeline.stages.hearing import hear
from schemas import topics
from schemas.interactions import DeadLetter

PIECE: Final = 500_000
"""Bytes that are heard at once, about; one larger record is a piece of its own."""
_DECODE: Final = msgspec.json.Decoder(DeadLetter).decode


@dataclass(frozen=True, slots=True)
class HearingLife:
    """A channel agent on its topic. All five share one thread: what they do is computing."""

    engine: Engine
    agent: Agent
    thread: Thread
    refusals: Refusals

    async def live(self, stream: Stream[bytes]) -> None:
        rounds, delivering = Rounds(), None
        self.engine.beside(rounds.pump(stream))
        while True:
            events = await rounds.take()
            await self.engine.work.begin()
            began = time.monotonic()
            # Batches of all partitions at once: under light load they are small, and each delivery has its price.
            records = [record for event in events for record in records_of(batch_of(event))]
            outputs = await self._heard(records)
            self.engine.reached("after_decode")
            letters = [output for output in outputs if output.topic == topics.DEAD_LETTERS]
            self._check(len(records), letters)
            if delivering:
                await delivering  # one after the other: a customer's messages keep their order
            messages = [output for output in outputs if output.topic != topics.DEAD_LETTERS]
            delivering = self.engine.beside(self._deliver(stream, events, letters, messages))
            self.engine.voice.handled(self.agent.name, len(records), time.monotonic() - began)

    async def _heard(self, records: Sequence[Record]) -> list[NewRecord]:
        """In pieces: another channel's agent may come between, and each is a sign of life."""
        outputs: list[NewRecord] = []
        for some in _pieces(records):
            outputs += await self.thread.do(partial(hear, self.agent, some, at_the_door=True))
            self.engine.pulse.beat(self.agent.name)
        return outputs

    def _check(self, records: int, letters: Sequence[NewRecord]) -> None:
        self.engine.voice.refused(self.agent.name, [_DECODE(letter.value).place for letter in letters])
        if self.refusals.too_many(records, len(letters)):
            raise TooManyRefused(self.agent.name)

    async def _deliver(
        self,
        stream: Stream[bytes],
        events: Sequence[EventT[bytes]],
        letters: Sequence[NewRecord],
        messages: Sequence[NewRecord],
    ) -> None:
        if letters:
            self.engine.reached("before_dlq")
            await self.engine.send(letters)
            self.engine.reached("after_dlq")
        await self.engine.send(messages)
        self.engine.reached("after_produce")
        await self.engine.acknowledge(stream, events)


def _pieces(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    start = size = 0
    for place, record in enumerate(records):
        if size and size + len(record.value) > PIECE:
            yield records[start:place]
            start, size = place, 0
        size += len(record.value)
    yield records[start:]
