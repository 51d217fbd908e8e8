"""What agents decided, on its way: sent in batches by an idempotent producer, and known to be in Kafka before anything is acknowledged."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final
from zlib import crc32

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from pipeline.operating.plan import HEARD_BYTES
from pipeline.operating.servers import Servers
from pipeline.ports import NewRecord

BATCH_BYTES: Final = 1024**2
REQUEST_MS: Final = 30_000
LEAVE: Final = 5.0
"""Seconds a producer has for leaving."""
WAITS: Final = (0.1, 0.3, 1.0, 3.0, 10.0)
"""Seconds before the first tries anew; the last for all further ones."""

Told = Callable[[BaseException, float], None]
"""Told of each failed try, and the seconds until the next."""


def _unheard() -> None:
    """Nobody wants to know."""


class Outbox:
    """An idempotent producer that tries for ever. Not shared between event loops."""

    def __init__(self, brokers: Servers, retried: Told, arrived: Callable[[], None] = _unheard) -> None:
        """`arrived` is called when what had to be tried anew is in Kafka."""
        self._brokers = brokers
        self._retried = retried
        self._arrived = arrived
        self._producer: AIOKafkaProducer | None = None
        self._opening = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def send(self, records: Sequence[NewRecord]) -> None:
        """All of them, acknowledged by all in-sync replicas when this returns.

        What a try leaves open is sent again, so a record may stand in its topic twice; readers count it once.
        """
        left = list(records)
        tries = 0
        while left:
            try:
                left = await self._try(left)
            except KafkaError as error:
                # Whether Kafka has them is unknown. A new producer: the old one's sequence may be beyond repair.
                await self._drop()
                wait = WAITS[min(tries, len(WAITS) - 1)]
                self._retried(error, wait)
                await asyncio.sleep(wait)
                tries += 1
        if tries:
            self._arrived()

    async def close(self) -> None:
        """Let go of the connections. What was not awaited is given up: nothing was acknowledged for it."""
        await self._drop()
        await asyncio.gather(*self._leaving)

    async def _try(self, records: Sequence[NewRecord]) -> list[NewRecord]:
        """Send once; the records that are not known to have arrived. KafkaError when none is."""
        producer = await self._open()
        by_place: dict[tuple[str, int], list[NewRecord]] = defaultdict(list)
        counts = {topic: len(await producer.partitions_for(topic)) for topic in {r.topic for r in records}}
        for record in records:
            # Only our own agents write where these go: any fixed hash of the key will do, and this one is quick.
            by_place[record.topic, crc32(record.key) % counts[record.topic]].append(record)
        tried = await asyncio.gather(
            *(_deliver(producer, *place, some) for place, some in by_place.items()), return_exceptions=True
        )
        left: list[NewRecord] = []
        for outcome, some in zip(tried, by_place.values(), strict=True):
            if isinstance(outcome, KafkaError):
                left.extend(some)
                if len(left) == len(records):
                    raise outcome
            elif outcome is not None:
                raise outcome
        return left

    async def _open(self) -> AIOKafkaProducer:
        async with self._opening:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=list(self._brokers.hosts),
                    enable_idempotence=True,
                    acks="all",
                    compression_type="lz4",
                    max_batch_size=BATCH_BYTES,
                    max_request_size=HEARD_BYTES,
                    request_timeout_ms=REQUEST_MS,
                    **self._brokers.access(),
                )
                try:
                    await producer.start()
                except KafkaError:
                    await _stop(producer)
                    raise
                self._producer = producer
            return self._producer

    async def _drop(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            # It would wait for the broker to answer; whoever sends now gets a producer of its own.
            task = asyncio.ensure_future(_stop(producer))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)


async def _stop(producer: AIOKafkaProducer) -> None:
    # One that is thrown away may fail at leaving; that is why it was thrown away.
    with suppress(KafkaError, TimeoutError):
        await asyncio.wait_for(producer.stop(), LEAVE)


async def _deliver(
    producer: AIOKafkaProducer, topic: str, partition: int, records: Sequence[NewRecord]
) -> None:
    sent = []
    batch = producer.create_batch()
    for record in records:
        if not _fits(batch, record):
            sent.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            _fits(batch, record)
    sent.append(await producer.send_batch(batch, topic, partition=partition))
    for outcome in await asyncio.gather(*sent, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


def _fits(batch: BatchBuilder, record: NewRecord) -> bool:
    headers = [(name, value.encode()) for name, value in record.headers.items()]
    # The broker sets the time of append.
    return batch.append(timestamp=None, key=record.key, value=record.value, headers=headers) is not None
