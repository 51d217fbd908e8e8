"""Beside the agents: figures and health on their own address, and the watchdog that ends a worker which stands still."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

import faust
import mode
from faust.types import TP

from agents.channels import READERS
from pipeline.distributed.voice import Voice
from pipeline.observing.health import listening, observatory
from pipeline.observing.incidents import Incident
from pipeline.operating.brokers import Brokers, kafka_settings
from pipeline.operating.positions import Place as Spot
from pipeline.operating.positions import ends
from pipeline.settings import Settings
from pipeline.transport import Progress, Transport
from pipeline.watchdog import LONGEST_LOOK, Place, Standing, first_look, look, stalled
from schemas.errors import Unavailable

_AGENT_OF: Final = {topic: name for name, topic in READERS}


class Watching(mode.Service):
    """Looks every few seconds. `stuck` is called with the places that had work and stood still for too long."""

    def __init__(
        self,
        app: faust.App,
        settings: Settings,
        voice: Voice,
        stuck: Callable[[list[Place]], None],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._app = app
        self._settings = settings
        self._voice = voice
        self._stuck = stuck
        self._open = AsyncExitStack()
        self._brokers: Brokers | None = None

    async def on_start(self) -> None:
        if self._settings.metrics_port:
            page = observatory(self._voice.metrics, self._voice.vitals)
            place = (self._settings.host, self._settings.metrics_port)
            await self._open.enter_async_context(listening(page, *place))

    async def on_stop(self) -> None:
        await self._open.aclose()

    @mode.Service.task
    async def _watch(self) -> None:
        seen, places = first_look(time.monotonic()), set[Place]()
        pause = min(LONGEST_LOOK, self._settings.stall_seconds / 4)
        while not self.should_stop:
            await self.sleep(pause)
            progress = Transport.of(self._app).consumer.progress()
            standing = await asyncio.to_thread(self._standing, progress)
            if places != standing.keys():
                places = set(standing)
                self._assigned(places)
            for place, one in standing.items():
                self._voice.metrics.progress(place, one)
            away = self._voice.vitals.warehouse is False
            seen = look(seen, standing, time.monotonic(), waiting=away)
            if found := stalled(seen, self._settings.stall_seconds):
                self._voice.vitals.stalled = tuple(found)
                self._stuck(found)

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
        if not spots:
            return {}
        try:
            self._brokers = self._brokers or Brokers(kafka_settings(self._settings))
            return ends(self._brokers, spots)
        except Unavailable:
            self._brokers = None
            return {}
