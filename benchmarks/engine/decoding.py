"""Reading alone: how many events a second come out of a Kafka client and are decoded. Nothing is heard or written.

python -m benchmarks.engine.decoding aiokafka|batches|faust EVENTS [worker]

aiokafka   `getmany` of the bare client: what Faust and our transport are built on
batches    Faust over Earshot's transport, whose messages are batches of records
faust      Faust as it comes, one event at a time
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Final, cast

import faust
import msgspec
from aiokafka import AIOKafkaConsumer
from faust import Stream
from faust.types import StreamT

from benchmarks.engine.contender import Timed, brokers, settings
from pipeline.settings import Settings
from pipeline.transport import Batch
from schemas import topics

_RECORDS: Final = 5_000


class _Envelope(msgspec.Struct):
    """As little of an event as makes the decoder read all of it."""

    id: str
    source: str


_DECODE: Final = msgspec.json.Decoder(_Envelope).decode


class Count:
    """Counts up to the last event, then says how long it took."""

    def __init__(self, wanted: int) -> None:
        self._wanted, self._began, self.seen = wanted, 0.0, 0

    def add(self, number: int) -> bool:
        """Whether these were the last."""
        self.seen += number
        if self.seen < self._wanted:
            return False
        Timed(events=self.seen, first_fetch=self._began, last_row=time.monotonic()).tell()
        return True

    def begin(self) -> None:
        self._began = self._began or time.monotonic()


def main() -> None:
    chosen, count = settings(), Count(int(sys.argv[2]))
    if sys.argv[1] == "aiokafka":
        asyncio.run(_bare(chosen, count))
        return
    joined: dict[str, Callable[[Settings, Count], faust.App]] = {"batches": _batches, "faust": _single}
    app = joined[sys.argv[1]](chosen, count)
    sys.argv = [sys.argv[0], "worker", "--loglevel=error"]
    app.main()


async def _bare(chosen: Settings, count: Count) -> None:
    consumer = AIOKafkaConsumer(
        *topics.RAW,
        bootstrap_servers=brokers(chosen),
        group_id=chosen.group,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    last = False
    while not last:
        found = await consumer.getmany(timeout_ms=200, max_records=_RECORDS)
        count.begin()
        for records in found.values():
            for record in records:
                _DECODE(record.value)
            last = count.add(len(records))
    await consumer.stop()


def _app(chosen: Settings, scheme: str) -> faust.App:
    return faust.App(
        chosen.group,
        broker=";".join(f"{scheme}://{one}" for one in brokers(chosen).split(",")),
        value_serializer="raw",
        key_serializer="raw",
        consumer_auto_offset_reset="earliest",
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        datadir=chosen.home,
    )


def _batches(chosen: Settings, count: Count) -> faust.App:
    app = _app(chosen, "batches")

    async def read(given: StreamT[bytes]) -> None:
        stream = cast("Stream[bytes]", given)  # what an app's agents get
        async for event in stream.noack().events():
            count.begin()
            batch = cast("Batch", event.value)
            for record in batch.records:
                _DECODE(record.value or b"")
            await stream.ack(event)
            _leave(count.add(len(batch.records)))

    for topic in topics.RAW:
        app.agent(app.topic(topic, value_type=bytes, value_serializer="raw"), name=topic)(read)
    return app


def _single(chosen: Settings, count: Count) -> faust.App:
    app = _app(chosen, "kafka")

    async def read(stream: StreamT[bytes]) -> None:
        async for value in stream:
            count.begin()
            _DECODE(value)
            _leave(count.add(1))

    app.agent(app.topic(*topics.RAW, value_type=bytes, value_serializer="raw"))(read)
    return app


def _leave(last: bool) -> None:
    if last:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
