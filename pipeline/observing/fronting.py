"""Joins metrics with a process that serves: requests are counted, refreshes told, and looks taken, at `metrics_port`."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from pipeline.observing import looking
from pipeline.observing.front import FrontMetrics
from pipeline.observing.health import figures, listening
from pipeline.observing.learner import Learner, Look
from pipeline.observing.names import Door, Learning
from pipeline.settings import Settings
from pipeline.station import Front, Station

_DOORS: Final = {"/v1/events": Door.EVENTS, "/healthz": Door.HEALTH, "/readyz": Door.HEALTH}
_EVERY: Final = {Learning.READERS: 15.0, Learning.WAREHOUSE: 60.0, Learning.PLACE: 60.0}
"""Seconds between looks, at least."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What serving tells of itself; nothing where there is no `metrics_port`."""

    settings: Settings
    metrics: FrontMetrics | None = None
    learner: Learner | None = None

    def refreshed(self) -> None:
        if self.metrics:
            self.metrics.refreshed()

    def hang(self, application: web.Application) -> None:
        """Count the requests of this application, also those that others before its handlers answer."""
        if not (metrics := self.metrics):
            return

        @web.middleware
        async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
            began, door = time.monotonic(), _DOORS.get(request.path, Door.PAGE)
            status = 500
            try:
                answer = await handler(request)
                status = answer.status
            except web.HTTPException as refused:
                status = refused.status
                raise
            finally:
                metrics.answered(door, status, time.monotonic() - began)
            return answer

        application.middlewares.insert(0, counted)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """`/metrics` on an address of its own, while the block lasts. Misused where the address cannot be had."""
        if not (metrics := self.metrics):
            yield
            return
        application = web.Application()
        application.add_routes([figures(metrics.page)])
        async with listening(application, self.settings.host, self.settings.metrics_port):
            yield


def watch_of(front: Front, failed: Callable[[BaseException], None]) -> Watch:
    """The watch for these settings, its thread not yet started."""
    settings = front.settings
    if not settings.metrics_port:
        return Watch(settings)
    metrics = FrontMetrics(version("earshot"), settings.refresh_minutes * 60)
    return Watch(settings, metrics, Learner(_looks(front, metrics), failed))


def _looks(front: Front, metrics: FrontMetrics) -> tuple[Look, ...]:
    settings, log = front.settings, front.log if isinstance(front, Station) else None
    at_readers = partial(looking.at_log, log) if log else partial(looking.at_brokers, settings)
    takes: dict[Learning, Callable[[], None]] = {
        Learning.READERS: lambda: metrics.readers(at_readers()),
        Learning.WAREHOUSE: lambda: metrics.stored(
            looking.at_warehouse(front.warehouse, disks=settings.on_server)
        ),
        Learning.PLACE: lambda: metrics.here(looking.around(settings, log)),
    }
    return tuple(Look(what, _EVERY[what], take) for what, take in takes.items())
