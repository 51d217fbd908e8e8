"""An agent that stands still for long: memory stays flat, the member stays in the group, other agents go on."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import faust
import pytest
from faust.streams import Stream
from faust.types import TP, StreamT

from deploy.services.kafka import Kafka
from pipeline.transport import Batch, Bounds, Progress, Transport
from tests.transport.cluster import Topic, topic_on

pytestmark = pytest.mark.slow

BOUNDS = Bounds(records=200, bytes=1 << 18, wait=0.02, batches_ahead=4, bytes_ahead=1 << 19)
FETCH = 1 << 20  # what Faust asks for at once, of a partition


def _app(topic: Topic, folder: Path, queue: int = 4096) -> faust.App:
    app = faust.App(
        topic.name,
        broker=f"batches://{topic.servers}",
        value_serializer="raw",
        stream_wait_empty=False,
        stream_buffer_maxsize=queue,
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        broker_commit_interval=0.2,
        broker_max_poll_interval=3.0,
        datadir=str(folder),
    )
    Transport.of(app).bounds = BOUNDS
    return app


@asynccontextmanager
async def _running(app: faust.App) -> AsyncIterator[None]:
    app.finalize()
    async with app:
        yield


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def _until(seconds: float, records: list[int], wanted: int) -> None:
    async with asyncio.timeout(seconds):
        while sum(records) < wanted:  # noqa: ASYNC110  # counted by an agent
            await asyncio.sleep(0.1)


def _held(progress: Progress) -> int:
    """Records read and not acknowledged."""
    return progress.read - progress.acked


async def test_while_an_agent_stands_still_memory_does_too(kafka: Kafka, tmp_path: Path) -> None:
    topic = topic_on(kafka.servers, 2)
    await asyncio.to_thread(topic.fill, 40_000, 1_000)
    app, go_on, seen = _app(topic, tmp_path), asyncio.Event(), list[int]()

    @app.agent(app.topic(topic.name, value_type=bytes))
    async def stuck(stream: StreamT[bytes]) -> None:
        async for event in cast("Stream[bytes]", stream).noack().events():
            await go_on.wait()
            seen.append(len(cast("Batch", event.value)))
            await stream.ack(event)

    async with _running(app):
        await asyncio.sleep(4)
        consumer = Transport.of(app).consumer
        before, at_first, generation = _resident(), consumer.progress(), app.consumer_generation_id
        await asyncio.sleep(6)
        assert _resident() - before < 4 << 20
        assert consumer.progress() == at_first
        assert len(at_first) == 2
        for progress in at_first.values():
            assert 1 <= progress.waiting <= BOUNDS.batches_ahead
            assert progress.waiting_bytes <= BOUNDS.bytes_ahead + BOUNDS.bytes
            assert _held(progress) * 1_000 <= BOUNDS.bytes_ahead + FETCH
            assert progress.lag == 20_000
        assert app.consumer_generation_id == generation  # twice the poll interval has passed
        go_on.set()
        await _until(20, seen, 40_000)
        await asyncio.sleep(0.5)
        assert [progress.committed for progress in consumer.progress().values()] == [20_000] * 2
    assert sum(seen) == 40_000


async def test_an_agent_that_stands_still_does_not_hold_up_another(kafka: Kafka, tmp_path: Path) -> None:
    blocked, free = topic_on(kafka.servers, 4), topic_on(kafka.servers, 4)
    for topic in (blocked, free):
        await asyncio.to_thread(topic.fill, 8_000)
    app, seen = _app(blocked, tmp_path, queue=2), list[int]()

    @app.agent(app.topic(blocked.name, value_type=bytes))
    async def stuck(stream: StreamT[bytes]) -> None:
        async for _ in cast("Stream[bytes]", stream).noack().events():
            await asyncio.Event().wait()

    @app.agent(app.topic(free.name, value_type=bytes))
    async def runs(stream: StreamT[bytes]) -> None:
        async for event in cast("Stream[bytes]", stream).noack().events():
            seen.append(len(cast("Batch", event.value)))
            await stream.ack(event)

    async with _running(app):
        await _until(20, seen, 8_000)
        progress = Transport.of(app).consumer.progress()
        assert [progress[TP(free.name, number)].read for number in range(4)] == [2_000] * 4
        assert all(progress[TP(blocked.name, number)].acked == 0 for number in range(4))


async def test_a_released_batch_makes_room_and_is_not_committed(kafka: Kafka, tmp_path: Path) -> None:
    topic = topic_on(kafka.servers, 1)
    await asyncio.to_thread(topic.fill, 5_000)
    app, seen = _app(topic, tmp_path), list[int]()

    @app.agent(app.topic(topic.name, value_type=bytes))
    async def gathers(stream: StreamT[bytes]) -> None:
        async for event in cast("Stream[bytes]", stream).noack().events():
            seen.append(len(cast("Batch", event.value)))
            Transport.of(app).consumer.release(event)

    async with _running(app):
        await _until(20, seen, 5_000)
        await asyncio.sleep(0.5)
        (progress,) = Transport.of(app).consumer.progress().values()
        assert (progress.handed, progress.acked, progress.waiting_bytes) == (5_000, 0, 0)
    assert topic.committed() == {}


async def test_partitions_take_turns(kafka: Kafka, tmp_path: Path) -> None:
    """However few batches an agent's queue takes, none of its partitions waits for the others' end."""
    topic = topic_on(kafka.servers, 6)
    await asyncio.to_thread(topic.fill, 36_000)
    app, seen = _app(topic, tmp_path, queue=2), list[int]()

    @app.agent(app.topic(topic.name, value_type=bytes))
    async def slow(stream: StreamT[bytes]) -> None:
        async for event in cast("Stream[bytes]", stream).noack().events():
            await asyncio.sleep(0.02)
            seen.append(len(cast("Batch", event.value)))
            await stream.ack(event)

    async with _running(app):
        await _until(30, seen, 15_000)
        acked = [progress.acked for progress in Transport.of(app).consumer.progress().values()]
        assert max(acked) - min(acked) <= 2 * BOUNDS.batches_ahead * BOUNDS.records, acked


async def test_many_partitions_share_one_bound(kafka: Kafka, tmp_path: Path) -> None:
    topic = topic_on(kafka.servers, 8)
    await asyncio.to_thread(topic.fill, 16_000, 1_000)
    app = _app(topic, tmp_path)
    Transport.of(app).bounds = replace(BOUNDS, bytes_in_all=1 << 18)

    @app.agent(app.topic(topic.name, value_type=bytes))
    async def stuck(stream: StreamT[bytes]) -> None:
        async for _ in cast("Stream[bytes]", stream).noack().events():
            await asyncio.Event().wait()

    async with _running(app):
        await asyncio.sleep(4)
        held = [_held(progress) * 1_000 for progress in Transport.of(app).consumer.progress().values()]
        assert len(held) == 8
        assert all(held), "each partition has something to go on with"
        assert sum(held) <= 8 * (BOUNDS.records + 1) * 1_000, held  # without the bound: 8 times 512 KiB
