"""The worker's figures. Each method is one sentence about what happened; a call costs a microsecond or two.

Agents, tables, topics and services are closed sets: a name outside them is a bug and raises KeyError.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pipeline.observing import names
from pipeline.observing.names import Name, Service, Shown
from pipeline.observing.partitions import Partitions
from pipeline.observing.refusals import Refusal
from pipeline.watchdog import Place, Standing
from schemas import tables, topics

_TABLES: Final = tuple(table.name for table in tables.ALL)


class Metrics:
    """All metrics of `names`, on a registry of their own, for these agents. May be called from several threads."""

    def __init__(self, agents: Sequence[str], version: str) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        self._events = self._counters(names.EVENTS, agents)
        self._batches = self._histograms(names.BATCH, agents)
        self._rounds = self._histograms(names.ROUND, agents)
        rejects = self._counter(names.REJECTS)
        self._rejects = {(agent, kind): rejects.labels(agent, kind) for agent in agents for kind in Refusal}
        self._visible = self._histograms(names.VISIBLE, Shown)
        self._inserts = self._histograms(names.INSERT, _TABLES)
        self._inserted = self._counters(names.INSERTED, _TABLES)
        self._recounts = Histogram(
            names.RECOUNT.name, names.RECOUNT.help, registry=self._registry, buckets=names.RECOUNT.buckets
        )
        self._recounted = self._counter(names.RECOUNTED)
        self._produced = self._counters(names.PRODUCED, topics.ALL)
        self._retries = self._counters(names.RETRIES, Service)
        waiting = self._gauge(names.WAITING)
        self._waiting = {service: waiting.labels(service) for service in Service}
        self._assigned = self._gauge(names.ASSIGNED)
        self._rebalances = self._counter(names.REBALANCES)
        self._gauge(names.BUILD).labels(version).set(1)
        self._partitions = Partitions()
        self._registry.register(self._partitions)
        ProcessCollector(registry=self._registry)

    def batch(self, agent: str, records: int, seconds: float) -> None:
        """So many records of one partition were handled and acknowledged, in so many seconds."""
        self._events[agent].inc(records)
        self._batches[agent].observe(seconds)

    def round(self, agent: str, seconds: float) -> None:
        """What was gathered is computed, stored and acknowledged."""
        self._rounds[agent].observe(seconds)

    def rejected(self, agent: str, kind: Refusal, count: int = 1) -> None:
        """Records became dead letters; `refusal_of` knows the kind."""
        self._rejects[agent, kind].inc(count)

    def visible(self, shown: Shown, seconds: float) -> None:
        """So long after its append a batch's oldest record can be read in the warehouse."""
        self._visible[shown].observe(max(seconds, 0.0))

    def inserted(self, table: str, rows: int, seconds: float) -> None:
        """The warehouse has said yes to the rows."""
        self._inserted[table].inc(rows)
        self._inserts[table].observe(seconds)

    def recounted(self, windows: int, seconds: float) -> None:
        """The tallies of so many windows are recomputed."""
        self._recounted.inc(windows)
        self._recounts.observe(seconds)

    def produced(self, topic: str, records: int) -> None:
        """The brokers have acknowledged the records."""
        self._produced[topic].inc(records)

    def retried(self, service: Service) -> None:
        """The service is away and is asked again."""
        self._retries[service].inc()
        self._waiting[service].set(1)

    def answered(self, service: Service) -> None:
        """The service has answered."""
        self._waiting[service].set(0)

    def assigned(self, places: Iterable[Place]) -> None:
        """From now on the worker owns these places and no others."""
        self._assigned.set(self._partitions.keep(places))
        self._rebalances.inc()

    def progress(self, place: Place, standing: Standing, newest: float = 0.0) -> None:
        """How far a place is. `newest` is when its newest handled record was appended, in seconds since 1970; 0: none."""
        self._partitions.progress(place, standing, newest)

    def page(self, accept: str = "") -> tuple[bytes, str]:
        """All figures in the format that the header `Accept` asks for, and the content type."""
        encode, content_type = choose_encoder(accept)
        return encode(Slim(self._registry)), content_type

    def _counter(self, name: Name) -> Counter:
        return Counter(name.name, name.help, name.labels, registry=self._registry)

    def _gauge(self, name: Name) -> Gauge:
        return Gauge(name.name, name.help, name.labels, registry=self._registry)

    def _counters(self, name: Name, values: Iterable[str]) -> dict[str, Counter]:
        """With its child for each value of its one label: looked up once, and shown as 0 before the first event."""
        counter = self._counter(name)
        return {value: counter.labels(value) for value in values}

    def _histograms(self, name: Name, values: Iterable[str]) -> dict[str, Histogram]:
        histogram = Histogram(
            name.name, name.help, name.labels, registry=self._registry, buckets=name.buckets
        )
        return {value: histogram.labels(value) for value in values}


class Slim(Collector):
    """A registry without the moment each series was made: a third more lines that nobody reads."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterable[Metric]:
        for metric in self._registry.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric
