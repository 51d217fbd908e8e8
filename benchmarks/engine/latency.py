"""Event to visible: how long after it was sent an event counts in the view `experience_daily`, at half of the full load.

    sent          heard        stored        recounted
      |-------------|------------|---------------|---> a question to the view shows it
      ^ the clock starts                         ^ and stops at the first answer that has it

Events of now are sent at a steady rate. Now and then one of them is a probe: an e-mail of a region of its own.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from threading import Event as Signal
from threading import Thread
from typing import Final, cast

import msgspec
from kafka import KafkaProducer

from benchmarks.engine.filling import Topics
from benchmarks.engine.runs import Place, until, warehouse_of, workers
from benchmarks.engine.work import read
from pipeline.warehouse.sql import SqlWarehouse
from schemas.envelope import Event, encode
from schemas.errors import Unavailable
from schemas.events import EmailReceived, Said
from schemas.topics import key_of, topic_of
from schemas.values import Context

_TICK: Final = 0.05
_PROBES_A_SECOND: Final = 4
_WARM: Final = 10.0  # seconds before the first probe that counts
_LAST_WITHIN: Final = 60.0
_ASK_EVERY: Final = 0.1
_WORDS: Final = "My parcel still has not come and nobody answers the telephone."


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from sending an event to the first answer of the view that counts it."""

    load: float  # events a second
    probes: int
    p50: float
    p99: float
    highest: float


def measure(place: Place, load: float, seconds: float, file: Path) -> Latency:
    """One worker, events at `load` a second for so long. Unavailable when a probe is never seen."""
    environment = place.environment("latency")
    with Topics(place.kafka.servers) as there, warehouse_of(environment) as warehouse:
        there.renew()
        there.skip(environment["EARSHOT_GROUP"])
        with (
            workers(place, environment, 1) as running,
            _sending(place.kafka.servers, load, seconds, file) as sender,
        ):
            until(lambda: there.joined(environment["EARSHOT_GROUP"]), running, 60)
            sender.begin.set()
            seen = _watch(warehouse, sender)
    waits = [seen[name] - sent for name, sent in sender.sent.items() if sent >= sender.began + _WARM]
    cuts = quantiles(waits, n=100)
    return Latency(load=load, probes=len(waits), p50=cuts[49], p99=cuts[98], highest=max(waits))


class Sender(Thread):
    """Sends events of now at a steady rate and remembers when each probe left."""

    def __init__(self, server: str, load: float, seconds: float, file: Path) -> None:
        super().__init__(name="sender", daemon=True)
        self._server, self._load, self._seconds, self._file = server, load, seconds, file
        self.begin, self.done = Signal(), Signal()
        self.began = 0.0
        self.sent: dict[str, float] = {}

    def run(self) -> None:
        self.begin.wait()
        producer = KafkaProducer(bootstrap_servers=self._server, acks="all", linger_ms=5)
        self.began = time.monotonic()
        events, sent = self._events(), 0
        while not self.done.is_set() and (passed := time.monotonic() - self.began) < self._seconds:
            for _ in range(int(passed * self._load) - sent):
                event = next(events)
                producer.send(topic_of(event), key=key_of(event), value=encode(event))
                sent += 1
            if len(self.sent) < passed * _PROBES_A_SECOND:
                self._probe(producer)
            time.sleep(_TICK)
        producer.flush()
        producer.close()
        self.done.set()

    def _probe(self, producer: KafkaProducer) -> None:
        name = f"probe-{len(self.sent)}"
        event = EmailReceived(
            id=name,
            source="probe",
            created_at=datetime.now(UTC),
            customer=name,
            text=_WORDS,
            context=Context(region=name),
        )
        self.sent[name] = time.monotonic()
        producer.send(topic_of(event), key=key_of(event), value=encode(event))

    def _events(self) -> Iterator[Event]:
        """What was said, over and over, each time as if it were said now."""
        told = [event for _, event in read(self._file) if isinstance(event, Said)]
        for number, event in enumerate(cycle(told)):
            yield msgspec.structs.replace(event, id=f"live-{number}", created_at=datetime.now(UTC))


@contextmanager
def _sending(server: str, load: float, seconds: float, file: Path) -> Iterator[Sender]:
    sender = Sender(server, load, seconds, file)
    sender.start()
    try:
        yield sender
    finally:
        sender.done.set()
        sender.begin.set()
        sender.join(10)


def _watch(warehouse: SqlWarehouse, sender: Sender) -> dict[str, float]:
    """When each probe was first seen."""
    seen: dict[str, float] = {}
    deadline: float | None = None
    while not sender.done.is_set() or len(seen) < len(sender.sent):
        asked = "SELECT region FROM experience_daily WHERE region LIKE 'probe-%' AND interactions > 0"
        answer = cast(list[tuple[str]], warehouse.select(asked).rows)
        now = time.monotonic()
        for (name,) in answer:
            seen.setdefault(name, now)
        if sender.done.is_set():
            deadline = deadline or now + _LAST_WITHIN
            if now > deadline:
                raise Unavailable(f"{len(sender.sent) - len(seen)} probes were never seen")
        time.sleep(_ASK_EVERY)
    return seen
