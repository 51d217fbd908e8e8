"""Events on their way while other things happen: a thread that sends at a given rate and goes on after Kafka was away."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self
from zlib import crc32

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from pipeline.ports import NewRecord, Record
from tests.proof.broker import MOST_BYTES, Broker, Silence

_TICK: Final = 0.2
_LOT: Final = 2_000
_LEAVES: Final = 5.0
"""Seconds in which a producer leaves that may have lost its broker."""


@dataclass(slots=True)
class Flow:
    """Sends `records` in their order, `rate` a second. Use it with `with`; `finish` waits.

    It sends by the workers' client: kafka-python computes its checksums in Python, and the cores are the workers'.
    """

    broker: Broker
    records: Sequence[NewRecord]
    rate: float
    acknowledged: list[Record] = field(default_factory=list)
    """What Kafka said it has. What it took without saying so is sent again, and stands in the log twice."""
    tries_lost: int = 0
    _flowed: float = 0.0
    """Seconds in which it could send, the pauses left out."""
    _paused: Event = field(default_factory=Event)
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> Self:
        self._thread = Thread(target=lambda: asyncio.run(self._send_all()), name="flow", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(60)

    @property
    def flows(self) -> bool:
        return bool(self._thread and self._thread.is_alive())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is sent while the block lasts, so that a lag of 0 can be waited for."""
        self._paused.set()
        try:
            yield
        finally:
            self._paused.clear()

    def finish(self, seconds: float) -> None:
        """Wait until all were sent; Silence when they are not within `seconds`."""
        assert self._thread  # noqa: S101 - it is used inside `with`
        self._thread.join(seconds)
        if self.flows or len(self.acknowledged) < len(self.records):
            raise Silence(f"{len(self.acknowledged)} of {len(self.records)} events were sent")

    async def _send_all(self) -> None:
        while self._more:
            try:
                async with _producer(self.broker.address) as producer:
                    await self._send(producer)
            except (KafkaError, TimeoutError):
                self.tries_lost += 1
                await asyncio.sleep(1)

    async def _send(self, producer: AIOKafkaProducer) -> None:
        looked = time.monotonic()
        while self._more:
            now = time.monotonic()
            self._flowed += 0 if self._paused.is_set() else now - looked
            looked, done = now, len(self.acknowledged)
            due = int(self._flowed * self.rate)
            if due > done and not self._paused.is_set():
                # A lot that fails half way is sent again as a whole.
                self.acknowledged += await _sent(producer, self.records[done : min(due, done + _LOT)])
            await asyncio.sleep(_TICK if due - done < _LOT else 0)

    @property
    def _more(self) -> bool:
        return len(self.acknowledged) < len(self.records) and not self._stop.is_set()


@asynccontextmanager
async def _producer(address: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(
        bootstrap_servers=address,
        acks="all",
        linger_ms=5,
        max_request_size=MOST_BYTES,
        request_timeout_ms=10_000,
    )
    try:
        await producer.start()
        yield producer
    finally:
        with suppress(KafkaError, TimeoutError):
            await asyncio.wait_for(producer.stop(), _LEAVES)


async def _sent(producer: AIOKafkaProducer, records: Sequence[NewRecord]) -> list[Record]:
    """All of them, acknowledged by Kafka."""
    promises = []
    for one in records:
        partition = crc32(one.key) % len(await producer.partitions_for(one.topic))
        headers = [(name, value.encode()) for name, value in one.headers.items()]
        promises.append(
            await producer.send(
                one.topic, one.value or None, key=one.key, partition=partition, headers=headers
            )
        )
    kept = await asyncio.gather(*promises)
    return [
        Record(r.topic, at.partition, at.offset, at.timestamp * 1000, r.key, r.value, dict(r.headers))
        for r, at in zip(records, kept, strict=True)
    ]
