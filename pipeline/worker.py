"""A worker of the distributed engine: the agents it was asked for, joined with Kafka and the warehouse.

`earshot worker` runs it; so does `faust -A pipeline.worker worker`, with all agents and settings from the environment.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Collection, Iterator
from functools import partial
from importlib.metadata import version
from threading import Timer
from typing import Any, Final, NoReturn

import faust
import uvloop
from mode import ServiceT

from agents.channels import READERS, channel_agents
from agents.erasing import Naming
from pipeline.choices.policies import policies_of
from pipeline.distributed.app import Life, application
from pipeline.distributed.engine import Engine
from pipeline.distributed.filing import FilingLife
from pipeline.distributed.following import FollowingLife
from pipeline.distributed.hearing import HearingLife
from pipeline.distributed.observed import Observed
from pipeline.distributed.outbox import Outbox
from pipeline.distributed.pulse import BeatingRaw
from pipeline.distributed.refusals import Refusals, TooManyRefused
from pipeline.distributed.tallying import TallyLife
from pipeline.distributed.voice import Voice
from pipeline.distributed.watching import Watching
from pipeline.ear import topic_names
from pipeline.embedded import open_hearing
from pipeline.erasing.listing import ErasureList
from pipeline.failpoints import armed
from pipeline.garbage import settle_memory
from pipeline.observing.health import Vitals
from pipeline.observing.incidents import Incident
from pipeline.observing.logs import Journal, configure
from pipeline.observing.metrics import Metrics
from pipeline.observing.names import Service
from pipeline.operating.brokers import Brokers
from pipeline.operating.plan import APPEND_TIME, TIMESTAMP_TYPE
from pipeline.operating.reading import RawRecords
from pipeline.operating.servers import kafka_settings
from pipeline.operating.topics import found
from pipeline.ports import Warehouse
from pipeline.settings import Settings, load
from pipeline.stages.following import Following
from pipeline.transport import Transport
from pipeline.warehouse.migrate import require_current
from pipeline.warehouse.open import open_warehouse
from pipeline.watchdog import Place
from schemas import tables, topics
from schemas.errors import Misused

NAMES: Final = tuple(name for name, _ in READERS)
"""All agents, in the data's order."""
CHANNELS: Final = frozenset(name for name, topic in READERS if topic in topics.RAW)
STORING: Final = frozenset({*NAMES} - CHANNELS)
DRAIN_SECONDS: Final = 6.0
LONGEST_LEAVE: Final = 9.5
"""Seconds from SIGTERM to the end, whatever does not answer."""
MISUSED: Final = 2
WRONG: Final = 1  # exit status when the worker ends itself; its supervisor starts it again


def worker(settings: Settings, names: Collection[str] = NAMES) -> faust.App:
    """The application of a worker with these agents. Misused where a setting, a table or a name is wrong."""
    _check(settings, names)
    journal = configure(sys.stderr)
    voice = Voice(Metrics(NAMES, version("earshot")), Vitals(), journal)
    reached = armed(os.environ, lambda point: journal.tell(Incident.FAILPOINT_REACHED, point=point))
    outbox = Outbox(
        kafka_settings(settings), partial(voice.away, Service.KAFKA), partial(voice.back, Service.KAFKA)
    )
    engine = Engine(outbox, voice, reached, partial(ended, journal))
    app = application(settings, engine, lives(settings, engine, names), _attended(engine, settings))
    settle_memory()
    return app


def _check(settings: Settings, names: Collection[str]) -> None:
    """Misused, in a line that says what to do, where a worker could not work rightly."""
    if unknown := sorted({*names} - {*NAMES}):
        raise Misused(f"no agent is called {unknown[0]!r}; known are: {', '.join(NAMES)}")
    if STORING & {*names} and not settings.on_server:
        raise Misused(
            "a worker needs a ClickHouse server: set EARSHOT_WAREHOUSE to clickhouse://user:password@host:port/database"
        )
    if not settings.handle_secret:
        raise Misused(
            "EARSHOT_HANDLE_SECRET is empty; all workers must share one, or the same handle is other people to each:"
            " for example from `openssl rand -hex 16`"
        )
    with Brokers(kafka_settings(settings)) as brokers:
        there = found(brokers, topics.ALL)
    if missing := sorted({*topics.ALL} - {*there}):
        raise Misused(f"Kafka has no topic {missing[0]}; run `earshot topics apply`")
    for name, topic in sorted(there.items()):
        # Versions of facts come from the time of a record: were it the sender's, a sender could make his rows win.
        if topic.configs.get(TIMESTAMP_TYPE) != APPEND_TIME:
            raise Misused(f"{name} has its senders' times, not the broker's; run `earshot topics apply`")


def lives(settings: Settings, engine: Engine, names: Collection[str]) -> Iterator[Life]:
    """What each of these agents does with its stream."""
    if CHANNELS & {*names}:
        thread = engine.thread("hear")
        for agent in channel_agents(open_hearing(settings)):
            if agent.name in names:
                refusals = Refusals(settings.most_refused)
                yield Life(agent.name, agent.reads, HearingLife(engine, agent, thread, refusals).live)
    if STORING & {*names}:
        yield from _storing(settings, engine, names)


def _storing(settings: Settings, engine: Engine, names: Collection[str]) -> Iterator[Life]:
    warehouse, metrics = _warehouse(settings, engine), engine.voice.metrics
    if "story" in names:
        policies = policies_of(settings)
        beat = partial(engine.pulse.beat, "story")
        raw = BeatingRaw(RawRecords(kafka_settings(settings)), beat)
        observed = Observed(warehouse, metrics, beat)
        erased = ErasureList(observed, Naming(settings.handle_secret.encode()))
        story = Following(raw, observed, policies, engine.reached, erased)
        following = FollowingLife(engine, story, engine.thread("story"), settings.freshness)
        yield Life("story", topics.INTERACTIONS, following.live)
    if "tally" in names:
        observed = Observed(warehouse, metrics, partial(engine.pulse.beat, "tally"))
        tallying = TallyLife(engine, observed, engine.thread("tally"), settings.freshness)
        yield Life("tally", topics.TOUCHED, tallying.live)
    if "clerk" in names:
        observed = Observed(warehouse, metrics, partial(engine.pulse.beat, "clerk"))
        yield Life("clerk", topics.DEAD_LETTERS, FilingLife(engine, observed, engine.thread("clerk")).live)


def _warehouse(settings: Settings, engine: Engine) -> Warehouse:
    warehouse = open_warehouse(settings, engine.reached)
    require_current(warehouse)
    warehouse.write(tables.TOPIC_NAMES, topic_names(settings))
    engine.voice.vitals.warehouse = True
    return warehouse


def ended(journal: Journal, error: BaseException) -> NoReturn:
    """What nobody expected ends the process at once: nothing more is acknowledged, and all of it is done again."""
    if isinstance(error, Misused):
        print(f"earshot: {error}", file=sys.stderr)
    elif isinstance(error, TooManyRefused):
        journal.tell(Incident.TOO_MANY_REJECTS, agent=error.agent)
        print(f"earshot: {error}", file=sys.stderr)
    else:
        journal.crashed(error)
    journal.flush(all_=True)
    os._exit(MISUSED if isinstance(error, Misused) else WRONG)


def _stuck(journal: Journal, places: list[Place]) -> None:
    if places:
        first = places[0]
        journal.tell(
            Incident.WORKER_STALLED,
            agent=first.agent,
            topic=first.topic,
            partition=first.partition,
            partitions=len(places),
        )
    else:
        journal.tell(Incident.WORKER_STALLED, partitions=0)
    journal.flush(all_=True)
    os._exit(WRONG)


def _gone(journal: Journal) -> None:
    journal.flush(all_=True)
    os._exit(0)


def _attended(engine: Engine, settings: Settings) -> type[faust.Worker]:
    """Faust's worker with a watch beside it, which lets the rounds at hand come to their end at SIGTERM and SIGINT."""

    class Attended(faust.Worker):
        def __init__(self, app: faust.App, *services: ServiceT, **options: Any) -> None:
            watch = Watching(app, settings, engine, partial(_stuck, engine.voice.journal))
            super().__init__(app, watch, *services, **options)
            self.spinner = None  # it would write to a file or a pipe as well

        def _on_sigterm(self) -> None:
            self._drain(super()._on_sigterm)

        def _on_sigint(self) -> None:
            # Faust's own would cry "-INT-" on the terminal; what follows is the same.
            self._drain(super()._on_sigterm)

        def _drain(self, stop: Callable[[], None]) -> None:
            if engine.work.closing.is_set():
                stop()  # asked twice: at once
                return
            if not Transport.of(self.app).consumer.progress():
                # Not yet in the group: nothing to bring to an end, and Faust in the midst of its start.
                os._exit(0)
            # A broker that is away keeps Faust from leaving; there is nothing left then that could be lost.
            last = Timer(LONGEST_LEAVE, _gone, [engine.voice.journal])
            last.daemon = True
            last.start()

            async def drain_and_stop() -> None:
                engine.voice.journal.tell(Incident.WORKER_STOPPING)
                if await engine.work.drain(DRAIN_SECONDS):
                    await self.app.consumer.commit()
                await engine.outbox.close()
                stop()

            engine.beside(drain_and_stop())

    return Attended


def run(settings: Settings, names: Collection[str]) -> NoReturn:
    """Run until SIGTERM or SIGINT; ends the process."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app = worker(settings, names)
    code = 0
    print(f"earshot worker {os.getpid()}: {', '.join(names)}; group {settings.group}", file=sys.stderr)
    try:
        app.Worker(loop=loop, quiet=True, loglevel="WARNING").execute_from_commandline()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else WRONG
    finally:
        sys.stderr.flush()
        # Threads that wait for a service are left to their fate: what they do was not acknowledged.
        os._exit(code)


def __getattr__(name: str) -> faust.App:
    """`app`, for Faust's own command line: made when it is asked for, since importing changes nothing."""
    if name == "app":
        return worker(load(os.environ))
    raise AttributeError(name)
