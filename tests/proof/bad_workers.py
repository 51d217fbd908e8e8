"""Workers whose steps are in an order that is known to be bad: what the proofs must catch. Run as a program, with the order's name.

They acknowledge and commit first and do the work afterwards; everything else is the shipped worker's.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Final

import uvloop
from faust import Stream
from faust.types import AppT

from pipeline.distributed.app import Life, application
from pipeline.distributed.engine import Engine, Thread
from pipeline.distributed.following import FollowingLife
from pipeline.distributed.outbox import Outbox
from pipeline.distributed.rounds import Rounds, batch_of, records_of
from pipeline.distributed.tallying import TallyLife
from pipeline.distributed.voice import Voice
from pipeline.failpoints import armed
from pipeline.observing.health import Vitals
from pipeline.observing.incidents import Incident
from pipeline.observing.logs import configure
from pipeline.observing.metrics import Metrics
from pipeline.operating.servers import kafka_settings
from pipeline.settings import Settings, load
from pipeline.stages.following import Following, Round
from pipeline.stages.tallying import windows_of
from pipeline.transport import Transport
from pipeline.worker import NAMES, _attended, ended, lives
from schemas.topics import TOUCHED
from tests.proof.rounds import Order

SILENCE: Final = 2.0
"""Seconds without new windows after which there will be none."""


@dataclass(frozen=True, slots=True)
class HastyStory:
    """Commits a batch of messages before their facts are stored."""

    engine: Engine
    agent: Following
    thread: Thread

    async def live(self, stream: Stream[bytes]) -> None:
        async for event in stream.noack().events():
            await stream.ack(event)
            await event.app.consumer.commit()
            this = Round()
            records = records_of(batch_of(event))
            await self.thread.do(partial(self.agent.store, records, this))
            await self.thread.do(partial(self.agent.derive, this))
            await self.engine.outbox.send(this.outputs())


def _behind(app: AppT) -> bool:
    """Whether any record but windows is still to be acknowledged."""
    progress = Transport.of(app).consumer.progress()
    return any(one.lag for place, one in progress.items() if place.topic != TOUCHED)


@dataclass(frozen=True, slots=True)
class HastyTally:
    """Commits touched windows before they are recounted."""

    engine: Engine
    honest: TallyLife

    async def live(self, stream: Stream[bytes]) -> None:
        rounds = Rounds()
        self.engine.beside(rounds.pump(stream))
        while True:
            events = list(await rounds.take())
            # Once the story agent has acknowledged all rounds nobody will send their windows again.
            while (more := await rounds.take(SILENCE)) or _behind(events[0].app):
                events += more
            for event in events:
                await stream.ack(event)
            await events[0].app.consumer.commit()
            self.engine.reached("before_cells")
            windows = windows_of([record for event in events for record in records_of(batch_of(event))])
            await self.honest.thread.do(partial(self.honest.warehouse.recount, windows))


def bent(engine: Engine, given: Iterator[Life], order: Order) -> Iterator[Life]:
    """The shipped agents, but for the one that the order is about."""
    for life in given:
        owner = getattr(life.live, "__self__", None)
        if order is Order.ACK_BEFORE_INSERT and isinstance(owner, FollowingLife):
            yield life._replace(live=HastyStory(engine, owner.agent, owner.thread).live)
        elif order is Order.COMMIT_BEFORE_RECOUNT and isinstance(owner, TallyLife):
            yield life._replace(live=HastyTally(engine, owner).live)
        else:
            yield life


def main(settings: Settings, order: Order) -> None:
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    journal = configure(sys.stderr)
    voice = Voice(Metrics(NAMES, version("earshot")), Vitals(), journal)
    reached = armed(os.environ, lambda point: journal.tell(Incident.FAILPOINT_REACHED, point=point))
    outbox = Outbox(kafka_settings(settings), lambda _error, _wait: None)
    engine = Engine(outbox, voice, reached, partial(ended, journal))
    agents = bent(engine, lives(settings, engine, NAMES), order)
    app = application(settings, engine, agents, _attended(engine, settings))
    app.Worker(loop=loop, quiet=True, loglevel="WARNING").execute_from_commandline()


if __name__ == "__main__":
    main(load(os.environ), Order(sys.argv[1]))
