"""How fast records reach code: Faust one event at a time, Faust on record batches, aiokafka alone.

    python benchmarks/transport.py --brokers 127.0.0.1:9092

Writes 300,000 events of 250 bytes into a topic of 4 partitions, reads them with each contender in a process and a
group of its own, in turn, and prints the best and the median of the runs and the ratios. Nothing is decoded. A run is
timed from the first records in hand to the last; the first ones do not count. The topic is deleted afterwards.
"""

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Coroutine
from typing import cast

import faust
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from faust.streams import Stream
from faust.types import StreamT
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from pipeline.transport import Batch, Bounds, Transport

EVENTS, BYTES, PARTITIONS, LONGEST = 300_000, 250, 4, 180


class Clock:
    """Counts from the first records in hand on."""

    def __init__(self, events: int) -> None:
        self._left = events
        self._counted = 0
        self._since = 0.0
        self.done = asyncio.Event()
        self.rate = 0.0

    def saw(self, events: int) -> None:
        self._left -= events
        if not self._since:
            self._since = time.perf_counter()
        else:
            self._counted += events
        if self._left <= 0 and not self.done.is_set():
            self.rate = self._counted / (time.perf_counter() - self._since)
            self.done.set()


async def bare(brokers: str, topic: str, clock: Clock) -> None:
    """Aiokafka's getmany and nothing else: the limit."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=brokers,
        group_id=topic + uuid.uuid4().hex,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    while not clock.done.is_set():
        found = await consumer.getmany(timeout_ms=500)
        for records in found.values():
            clock.saw(len(records))
    await consumer.stop()


def app_of(scheme: str, brokers: str, topic: str) -> faust.App:
    return faust.App(
        topic + uuid.uuid4().hex,
        broker=";".join(f"{scheme}://{broker}" for broker in brokers.split(",")),
        value_serializer="raw",
        stream_wait_empty=False,
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        datadir=tempfile.mkdtemp(),
    )


async def one_by_one(brokers: str, topic: str, clock: Clock) -> None:
    """Faust as it comes."""
    app = app_of("kafka", brokers, topic)

    @app.agent(app.topic(topic, value_type=bytes))
    async def agent(stream: StreamT[bytes]) -> None:
        async for _ in stream:
            clock.saw(1)

    await run(app, clock)


async def batches(brokers: str, topic: str, clock: Clock) -> None:
    """Faust on record batches."""
    app = app_of("batches", brokers, topic)
    Transport.of(app).bounds = Bounds(records=1000)

    @app.agent(app.topic(topic, value_type=bytes))
    async def agent(stream: StreamT[bytes]) -> None:
        async for event in cast("Stream[bytes]", stream).noack().events():
            clock.saw(len(cast("Batch", event.value)))
            await stream.ack(event)

    await run(app, clock)


async def run(app: faust.App, clock: Clock) -> None:
    app.finalize()
    async with app:
        await clock.done.wait()


CONTENDERS: dict[str, Callable[[str, str, Clock], Coroutine[None, None, None]]] = {
    "aiokafka getmany": bare,
    "Faust, one event at a time": one_by_one,
    "Faust on record batches": batches,
}


async def contend(name: str, brokers: str, topic: str, events: int) -> None:
    clock = Clock(events)
    task = asyncio.ensure_future(CONTENDERS[name](brokers, topic, clock))
    await asyncio.wait(
        {task, asyncio.ensure_future(clock.done.wait())}, timeout=LONGEST, return_when="FIRST_COMPLETED"
    )
    if not clock.done.is_set():
        sys.exit(f"{name}: not done after {LONGEST} s")
    print(json.dumps({"rate": clock.rate}), flush=True)
    # Leaving the group properly takes seconds that measure nothing.
    os._exit(0)


async def fill(brokers: str, topic: str, events: int) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=brokers, acks="all", max_batch_size=1 << 19)
    await producer.start()
    batch, sent = producer.create_batch(), 0
    while sent < events:
        value = b"%0*d" % (BYTES, sent)
        if batch.append(key=b"%d" % sent, value=value, timestamp=None) is not None:
            sent += 1
            if sent < events:
                continue
        partition = sent * PARTITIONS // (events + 1)
        await (await producer.send_batch(batch, topic, partition=partition))
        batch = producer.create_batch()
    await producer.stop()


def measured(name: str, brokers: str, topic: str, events: int) -> float:
    """Events per second of one run in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--brokers",
        brokers,
        "--events",
        str(events),
        "--contend",
        name,
        topic,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST + 30, check=False)  # noqa: S603
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        sys.exit(f"{name}: {done.stderr[-2000:]}")
    return float(json.loads(lines[-1])["rate"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brokers", default=os.environ.get("EARSHOT_BROKERS", "").removeprefix("kafka://"))
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--contend", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if not told.brokers:
        parser.error("name the brokers: --brokers host:port")
    if told.contend:
        asyncio.run(contend(told.contend[0], told.brokers, told.contend[1], told.events))
    topic = f"bench.{uuid.uuid4().hex[:8]}"
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=told.brokers)) as admin:
        admin.create_topics([NewTopic(topic, PARTITIONS, 1)])
        try:
            asyncio.run(fill(told.brokers, topic, told.events))
            compare(told.brokers, topic, told.events, told.runs)
        finally:
            admin.delete_topics([topic])


def compare(brokers: str, topic: str, events: int, runs: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(runs):
        for name, seen in rates.items():
            seen.append(measured(name, brokers, topic, events))
    best = {name: max(seen) for name, seen in rates.items()}
    for name, seen in rates.items():
        print(f"{name:28} best {best[name]:9,.0f}  median {statistics.median(seen):9,.0f} events/s")
    ours = best["Faust on record batches"]
    print(f"record batches / one at a time: {ours / best['Faust, one event at a time']:.1f}")
    print(f"record batches / bare aiokafka: {ours / best['aiokafka getmany']:.2f}")


if __name__ == "__main__":
    main()
