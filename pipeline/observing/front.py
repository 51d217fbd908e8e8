"""The figures of a process that serves. Ages are computed when somebody asks: what is not learnt anew grows older."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pipeline.observing import names
from pipeline.observing.learnt import Here, Reader, Readers, Space, Stored
from pipeline.observing.metrics import Slim
from pipeline.observing.names import Door, Learning, Name

Series = Iterable[tuple[tuple[str, ...], float]]

_USUAL: Final = {
    Door.EVENTS: (202, 400, 401, 429, 500, 503),
    Door.PAGE: (200, 500, 503),
    Door.HEALTH: (200, 503),
}
"""Shown as 0 before the first, so that rates begin there."""
_PARTS: Final = ("received", "stored", "duplicates", "dead_lettered", "in_flight", "difference")


class FrontMetrics(Collector):
    """All metrics of `names.FRONT`, on a registry of their own. May be called from several threads.

    What was learnt is told until it is learnt anew, with the time at which it was learnt. `clock` gives seconds since 1970.
    `refresh_every`: seconds between refreshes; 0: never.
    """

    def __init__(
        self, version: str, refresh_every: float = 0.0, clock: Callable[[], float] = time.time
    ) -> None:
        self._clock = clock
        self._every = refresh_every
        self._refreshed_at = clock()
        self._at: dict[Learning, float] = {}
        self._readers: Readers | None = None
        self._stored: Stored | None = None
        self._here: Here | None = None
        self._registry = CollectorRegistry(auto_describe=True)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        Gauge(names.BUILD.name, names.BUILD.help, names.BUILD.labels, registry=self._registry).labels(
            version
        ).set(1)
        self._requests = Counter(
            names.REQUESTS.name, names.REQUESTS.help, names.REQUESTS.labels, registry=self._registry
        )
        self._seconds = Histogram(
            names.REQUEST.name,
            names.REQUEST.help,
            names.REQUEST.labels,
            registry=self._registry,
            buckets=names.REQUEST.buckets,
        )
        for door, statuses in _USUAL.items():
            self._seconds.labels(door)
            for status in statuses:
                self._requests.labels(door, str(status))

    def answered(self, door: Door, status: int, seconds: float) -> None:
        """A request has its answer."""
        self._requests.labels(door, str(status)).inc()
        self._seconds.labels(door).observe(seconds)

    def refreshed(self) -> None:
        """A refresh ended well just now."""
        self._refreshed_at = self._clock()

    def readers(self, readers: Readers) -> None:
        self._readers = readers
        self._at[Learning.READERS] = self._clock()

    def stored(self, stored: Stored) -> None:
        self._stored = stored
        self._at[Learning.WAREHOUSE] = self._clock()

    def here(self, here: Here) -> None:
        self._here = here
        self._at[Learning.PLACE] = self._clock()

    def page(self, accept: str = "") -> tuple[bytes, str]:
        """All figures in the format that the header `Accept` asks for, and the content type."""
        encode, content_type = choose_encoder(accept)
        return encode(Slim(self._registry)), content_type

    def collect(self) -> Iterable[Metric]:
        told = {name: (*series,) for name, series in self._told()}
        for name in names.FRONT:
            if name in told:
                yield _family(name, told[name])

    def describe(self) -> Iterable[Metric]:
        return [_family(name, ()) for name, _ in self._told()]

    def _told(self) -> Iterator[tuple[Name, Series]]:
        now, stored, here = self._clock(), self._stored, self._here
        yield names.LEARNT, [((what.value,), at) for what, at in [*self._at.items()]]
        every = self._every
        yield names.REFRESHED, [((), self._refreshed_at)] if every else []
        yield names.REFRESH_EVERY, [((), every)] if every else []
        yield from _of_readers(self._readers or Readers(()), now)
        yield from _of_sources(stored)
        owed = (now - stored.owed_since if stored.owed_since else 0.0) if stored else 0.0
        yield names.MESSAGES, [(("due",), stored.due), (("failed",), stored.failed)] if stored else []
        yield names.MESSAGE_AGE, [((), max(owed, 0.0))] if stored else []
        disks: tuple[Space, ...] = (*((here.home,) if here else ()), *(stored.disks if stored else ()))
        yield names.DISK_FREE, [((disk.disk,), disk.free) for disk in disks]
        yield names.DISK_SIZE, [((disk.disk,), disk.size) for disk in disks]
        yield names.CERTIFICATE, [((setting,), end) for setting, end in here.certificates] if here else []
        log = here.log if here else None
        yield names.LOG_USED, [((), log[0])] if log else []
        yield names.LOG_MOST, [((), log[1])] if log else []


def _of_readers(whole: Readers, now: float) -> Iterator[tuple[Name, Series]]:
    readers = whole.readers
    yield names.UNHANDLED, [((one.agent, one.topic), one.records) for one in readers]
    aged = [(one, _age(one, now)) for one in readers]
    yield names.UNHANDLED_AGE, [((one.agent, one.topic), age) for one, age in aged if age is not None]
    yield names.EXPIRED, [((one.agent, one.topic), one.expired) for one in readers]
    yield names.WORKERS, [] if whole.workers is None else [((), whole.workers)]


def _age(reader: Reader, now: float) -> float | None:
    if not reader.records:
        return 0.0
    return None if reader.oldest is None else max(now - reader.oldest, 0.0)


def _of_sources(stored: Stored | None) -> Iterator[tuple[Name, Series]]:
    sources = stored.sources if stored else ()
    yield names.ACCOUNT, [((one.source, part), getattr(one, part)) for one in sources for part in _PARTS]
    yield names.NEWEST_EVENT, [((one.source,), one.newest_event) for one in sources if one.newest_event]
    yield names.NEWEST_ARRIVAL, [((one.source,), one.newest_arrival) for one in sources if one.newest_arrival]


def _family(name: Name, series: Series) -> Metric:
    family = GaugeMetricFamily(name.name, name.help, labels=name.labels)
    for labels, value in series:
        family.add_metric(labels, value)
    return family
