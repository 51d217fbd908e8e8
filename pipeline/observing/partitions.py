"""How far each partition is, computed when somebody asks: a worker that stands still grows older in the figures too."""

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pipeline.observing import names
from pipeline.observing.names import Name
from pipeline.watchdog import Place, Standing


class _Far(NamedTuple):
    standing: Standing
    newest: float

    @property
    def lag(self) -> int:
        return max(self.standing.end - self.standing.position, 0)


class Partitions(Collector):
    """The places this worker owns. `clock` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._far: dict[Place, _Far] = {}

    def keep(self, places: Iterable[Place]) -> int:
        """Own these and no others; how many. What another worker handles must not stand in our figures."""
        owned = {*places}
        self._far = {place: far for place, far in self._far.items() if place in owned}
        return len(owned)

    def progress(self, place: Place, standing: Standing, newest: float) -> None:
        before = self._far.get(place)
        kept = newest or (before.newest if before else 0.0)
        self._far[place] = _Far(standing, kept)

    def collect(self) -> Iterable[Metric]:
        now, far = self._clock(), list(self._far.items())
        yield _family(names.LAG, ((place, found.lag) for place, found in far))
        told = [(place, found) for place, found in far if found.newest]
        yield _family(names.NEWEST, ((place, found.newest) for place, found in told))
        yield _family(
            names.BEHIND,
            ((place, max(now - found.newest, 0.0) if found.lag else 0.0) for place, found in told),
        )

    def describe(self) -> Iterable[Metric]:
        return [_family(name, ()) for name in (names.LAG, names.NEWEST, names.BEHIND)]


def _family(name: Name, values: Iterable[tuple[Place, float]]) -> Metric:
    family = GaugeMetricFamily(name.name, name.help, labels=name.labels)
    for (agent, topic, partition), value in values:
        family.add_metric((agent, topic, str(partition)), value)
    return family
