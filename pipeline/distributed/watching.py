"""Beside the agents: figures and health on their own address, and the watchdog that ends a worker which stands still."""

import asyncio
import faulthandler
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

import faust
import mode
from faust.types import TP

from agents.channels import READERS
from pipeline.distributed.engine import Engine
from pipeline.observing.health import listening, observatory
from pipeline.observing.incidents import Incident
from pipeline.operating.brokers import Brokers
from pipeline.operating.positions import Place as Spot
from pipeline.operating.positions import ends
from pipeline.operating.servers import kafka_settings
from pipeline.settings import Settings
from pipeline.transport import Progress, Transport
from pipeline.watchdog import LONGEST_LOOK, Place, Standing, first_look, look, stalled
from schemas.errors import Misused, Unavailable

_AGENT_OF: Final = {topic: name for name, topic in READERS}
_LEAST_SILENCE: Final = 60.0
"""Seconds, at least, after which a loop that has not moved stands still, and for which joining the group may take."""


class Watching(mode.Service):
    """Looks every few seconds. `stuck` is called with the places that had work and stood still for too long.

    Without any place, where the group has given this worker none of its partitions for so long, nor said that there are
    none left. Where the loop itself stands still nobody looks; then a timer outside of Python ends the process, and says
    on standard error where each thread stood.
    """

    def __init__(
        self,
        app: faust.App,
        settings: Settings,
        engine: Engine,
        stuck: Callable[[list[Place]], None],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._app = app
        self._settings = settings
        self._engine = engine
        self._voice = engine.voice
        self._stuck = stuck
        self._open = AsyncExitStack()
        self._brokers: Brokers | None = None
        self._silence = max(_LEAST_SILENCE, settings.stall_seconds)
        self._apart = 0.0  # seconds without a place in the group

    async def on_start(self) -> None:
        if self._settings.metrics_port:
            page = observatory(self._voice.metrics, self._voice.vitals)
            place = (self._settings.host, self._settings.metrics_port)
            try:
                await self._open.enter_async_context(listening(page, *place))
            except Misused as error:
                self._engine.failed(error)

    async def on_stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()
        await self._open.aclose()

    @mode.Service.task
    async def _run_on(self) -> None:
        """While the loop runs, the timer never does."""
        while not self.should_stop:
            faulthandler.dump_traceback_later(self._silence, exit=True, file=sys.stderr)
            await self.sleep(LONGEST_LOOK)

    @mode.Service.task
    async def _watch(self) -> None:
        seen, places = first_look(time.monotonic()), set[Place]()
        pause = min(LONGEST_LOOK, self._settings.stall_seconds / 4)
        while not self.should_stop:
            await self.sleep(pause)
            consumer = Transport.of(self._app).consumer
            progress, joined = consumer.progress(), consumer.joined
            standing = await asyncio.to_thread(self._standing, progress)
            self._join(joined=joined, passed=pause)
            if places != standing.keys():
                places = set(standing)
                self._assigned(places)
            for place, one in standing.items():
                newest = self._engine.pulse.newest.get(place[1:], 0.0)
                self._voice.metrics.progress(place, one, newest)
            away = self._voice.vitals.warehouse is False
            seen = look(seen, standing, time.monotonic(), waiting=away)
            still = stalled(seen, self._settings.stall_seconds)
            if found := [place for place in still if not self._goes_on(place, progress)]:
                self._voice.vitals.stalled = tuple(found)
                self._stuck(found)

    def _goes_on(self, place: Place, progress: Mapping[TP, Progress]) -> bool:
        """Whether the agent has records of the place in hand and still gets further with what it has in hand."""
        one = progress[TP(place.topic, place.partition)]
        return one.read > one.acked and self._engine.pulse.beats(place.agent, self._settings.stall_seconds)

    def _join(self, *, joined: bool, passed: float) -> None:
        """Count the time in which the group, though its brokers answer, has said nothing of partitions."""
        self._apart = 0.0 if joined or self._brokers is None else self._apart + passed
        if self._apart >= self._silence:
            self._stuck([])

    def _assigned(self, places: set[Place]) -> None:
        self._voice.vitals.assigned = len(places)
        self._voice.metrics.assigned(places)
        self._voice.journal.tell(Incident.PARTITIONS_ASSIGNED, partitions=len(places))

    def _standing(self, progress: Mapping[TP, Progress]) -> dict[Place, Standing]:
        """Where each partition stands; its end by another client, since a consumer that is stuck knows an old one."""
        known = {Spot(tp.topic, tp.partition): one for tp, one in progress.items()}
        newest = self._ends(known)
        return {
            Place(_AGENT_OF[spot.topic], *spot): Standing(one.acked, max(one.highwater, newest.get(spot, 0)))
            for spot, one in known.items()
        }

    def _ends(self, spots: Mapping[Spot, Progress]) -> dict[Spot, int]:
        try:
            self._brokers = self._brokers or Brokers(kafka_settings(self._settings))
            return ends(self._brokers, spots)
        except (Unavailable, Misused):  # a password or a certificate that is just being exchanged
            if self._brokers:
                self._brokers.close()
            self._brokers = None
            return {}
