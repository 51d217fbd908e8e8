"""The life of the story agent: facts of all that has come, then their windows on their way, then the stories they touch."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from faust import Stream
from faust.types import EventT

from pipeline.distributed.engine import Engine, Thread
from pipeline.distributed.foreign import UNREADABLE, apart, message
from pipeline.distributed.rounds import Rounds, batch_of, records_of
from pipeline.observing.names import Shown
from pipeline.ports import Record
from pipeline.stages.following import NAME, Following, Round
from pipeline.transport import Transport

STORE: Final = 8_000
"""Records whose facts are written at once."""
ROUND: Final = 250_000
"""Records of one round at most: what it keeps of them are names of customers and windows."""
BEHIND: Final = timedelta(seconds=30)
BACKLOG: Final = 20_000
"""Who is later than this with so many records left is catching up: stories then wait for more facts, since each is derived
once a round. With fewer records left short rounds are sooner fresh again."""
LONGEST: Final = 90.0
"""Seconds that stories wait so, at most."""
FIRST: Final = 10.0
"""The same in the first round after an assignment; each round that is acknowledged doubles it. A worker that is killed, or loses
its partitions, again and again must still get something acknowledged."""


@dataclass(slots=True)
class _Gathered:
    """A round of batches: what it owes, where it ends, and what will be acknowledged."""

    owed: Round = field(default_factory=Round)
    events: list[EventT[bytes]] = field(default_factory=list)
    ends: dict[int, tuple[int, int]] = field(default_factory=dict)  # partition: upto, end
    records: int = 0
    began: float = field(default_factory=time.monotonic)

    def waits(self, backlog: int, longest: float) -> bool:
        """Whether more facts should come before stories are derived.

        `backlog` is what this worker has not acknowledged; this round's records are among it, and come no more.
        """
        late = datetime.now(UTC) - self.owed.settled > BEHIND and backlog - self.records >= BACKLOG
        return late and self.records < ROUND and time.monotonic() - self.began < longest


@dataclass(frozen=True, slots=True)
class FollowingLife:
    """The story agent on voc.interactions."""

    engine: Engine
    agent: Following
    thread: Thread
    patience: float
    """Seconds without anything new after which a round that waits for more ends."""

    async def live(self, stream: Stream[bytes]) -> None:
        rounds, longest, generation = Rounds(), FIRST, -1
        self.engine.beside(rounds.pump(stream))
        while True:
            events = await rounds.take()
            newest = batch_of(events[-1]).generation
            longest = min(LONGEST, longest * 2) if newest == generation else FIRST
            generation = newest
            await self._round(stream, rounds, events, longest)

    async def _round(
        self, stream: Stream[bytes], rounds: Rounds, events: Sequence[EventT[bytes]], longest: float
    ) -> None:
        await self.engine.work.begin()
        this = _Gathered()
        while events:
            await self._store(events, this)
            events = await rounds.take(self.patience) if this.waits(_backlog(stream), longest) else []
        # Tallies rest on facts alone, and are recounted elsewhere while stories are derived here.
        await self.engine.send(this.owed.touched())
        await self.thread.do(partial(self.agent.derive, this.owed))
        await self.thread.do(partial(self.agent.report, this.ends, this.owed))
        await self.engine.send(this.owed.refused)
        self.engine.reached("after_produce")
        await self.engine.acknowledge(stream, this.events)
        self.engine.voice.metrics.round(NAME, time.monotonic() - this.began)

    async def _store(self, events: Sequence[EventT[bytes]], this: _Gathered) -> None:
        began = time.monotonic()
        batches = [batch_of(event) for event in events]
        records = [record for batch in batches for record in records_of(batch)]
        for some in _pieces(records):
            await self.thread.do(partial(self._stored, some, this.owed))
        self.engine.voice.visible(Shown.FACTS, records[0], time.time())
        self.engine.voice.handled(NAME, len(records), time.monotonic() - began)
        for batch in batches:
            this.ends[batch.partition] = (batch.upto, batch.highwater)
            this.records += len(batch.records)
        for event in events:
            Transport.of(event.app).consumer.release(event)
        this.events.extend(events)

    def _stored(self, records: Sequence[Record], owed: Round) -> None:
        try:
            self.agent.store(records, owed)
        except UNREADABLE:  # before anything was stored: messages are read first
            ours, foreign = apart(records, message)
            self.agent.store(ours, owed)
            # Told when the rest is stored: a store that finds the warehouse away is called again.
            self.engine.voice.refused(NAME, ["$"] * len(foreign))
            owed.refused += [letter for _, letter in foreign]


def _backlog(stream: Stream[bytes]) -> int:
    """Records that this worker has not acknowledged, raw ones too: their messages will be here soon."""
    return sum(one.lag for one in Transport.of(stream.app).consumer.progress().values())


def _pieces(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    for start in range(0, len(records), STORE):
        yield records[start : start + STORE]
