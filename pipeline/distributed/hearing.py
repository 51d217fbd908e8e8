"""The life of a channel agent: hear one batch while the one before is being delivered."""

import time
from asyncio import Task
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec
from faust import Stream
from faust.types import EventT

from agents.base import Agent
from pipeline.distributed.engine import Engine, Thread
from pipeline.distributed.refusals import Refusals, TooManyRefused
from pipeline.distributed.rounds import batch_of, records_of
from pipeline.ports import NewRecord
from pipeline.stages.hearing import hear
from schemas import topics
from schemas.interactions import DeadLetter

_DECODE: Final = msgspec.json.Decoder(DeadLetter).decode


@dataclass(frozen=True, slots=True)
class HearingLife:
    """A channel agent on its topic. All five share one thread: what they do is computing."""

    engine: Engine
    agent: Agent
    thread: Thread
    refusals: Refusals

    async def live(self, stream: Stream[bytes]) -> None:
        delivering: Task[None] | None = None
        async for event in stream.noack().events():
            await self.engine.work.begin()
            began = time.monotonic()
            records = records_of(batch_of(event))
            outputs = await self.thread.do(partial(hear, self.agent, records, at_the_door=True))
            self.engine.reached("after_decode")
            self._check(len(records), outputs)
            if delivering:
                await delivering  # one after the other: a customer's messages keep their order
            delivering = self.engine.beside(self._deliver(stream, event, outputs))
            self.engine.voice.handled(self.agent.name, len(records), time.monotonic() - began)

    def _check(self, records: int, outputs: Sequence[NewRecord]) -> None:
        letters = [_DECODE(output.value) for output in outputs if output.topic == topics.DEAD_LETTERS]
        self.engine.voice.refused(self.agent.name, [letter.place for letter in letters])
        if self.refusals.too_many(records, len(letters)):
            raise TooManyRefused(self.agent.name)

    async def _deliver(
        self, stream: Stream[bytes], event: EventT[bytes], outputs: Sequence[NewRecord]
    ) -> None:
        letters = [output for output in outputs if output.topic == topics.DEAD_LETTERS]
        if letters:
            self.engine.reached("before_dlq")
            await self.engine.outbox.send(letters)
            self.engine.reached("after_dlq")
        await self.engine.outbox.send([output for output in outputs if output.topic != topics.DEAD_LETTERS])
        self.engine.reached("after_produce")
        await self.engine.acknowledge(stream, [event])
