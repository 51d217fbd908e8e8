"""A topic of a real broker, filled, and what its group has committed; workers as processes."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import RetriableError

_T = TypeVar("_T")
Span = tuple[int, int, int]  # partition, first and last offset


@dataclass(frozen=True)
class Topic:
    servers: str
    name: str
    partitions: int

    def committed(self) -> dict[int, int]:
        """What the group of the topic's name has committed, by partition."""
        with closing(KafkaAdminClient(bootstrap_servers=self.servers)) as admin:
            offsets = _patiently(lambda: admin.list_group_offsets([self.name])[self.name])
            return {place.partition: found.offset for place, found in offsets.items() if found.offset >= 0}

    def forget(self, upto: dict[int, int]) -> None:
        """Delete the records below these offsets."""
        with closing(KafkaAdminClient(bootstrap_servers=self.servers)) as admin:
            admin.delete_records({TopicPartition(self.name, at): offset for at, offset in upto.items()})

    def fill(self, events: int, size: int = 100) -> None:
        """So many events, in equal shares."""
        asyncio.run(self._fill(events, size))

    async def _fill(self, events: int, size: int) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self.servers, max_batch_size=1 << 18, linger_ms=5)
        await producer.start()
        sent = [
            await producer.send(self.name, b"%0*d" % (size, number), partition=number % self.partitions)
            for number in range(events)
        ]
        await asyncio.gather(*sent)
        await producer.stop()


def _patiently(call: Callable[[], _T], seconds: float = 20.0) -> _T:
    """What `call` answers, asked again while a broker that has just begun says that it will know later."""
    end = time.monotonic() + seconds
    while True:
        try:
            return call()
        except RetriableError:
            if time.monotonic() > end:
                raise
        time.sleep(0.2)


def topic_on(servers: str, partitions: int = 4) -> Topic:
    name = f"transport.{uuid4().hex[:8]}"
    with closing(KafkaAdminClient(bootstrap_servers=servers)) as admin:
        admin.create_topics([NewTopic(name, partitions, 1)])
    return Topic(servers, name, partitions)


@contextmanager
def worker(topic: Topic, out: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; killed in the end if it still runs. What it says is in `said`."""
    program = Path(__file__).with_name("worker.py")
    command = [sys.executable, str(program), topic.servers, topic.name, str(out), *options]
    with (
        out.with_suffix(".log").open("a") as log,  # a pipe would fill up and stop it: aiokafka says much
        subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def said(out: Path) -> str:
    """What the workers that wrote `out` have logged."""
    return out.with_suffix(".log").read_text()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return holds()


def done(outs: Sequence[Path]) -> list[Span]:
    """The batches that workers wrote down."""
    lines = [line.split() for out in outs if out.exists() for line in out.read_text().splitlines()]
    return [
        (int(line[0]), int(line[1]), int(line[2])) for line in lines if line[0] != "late" and len(line) == 3
    ]


def prefix(spans: Sequence[Span], partition: int) -> int:
    """The offset below which every record of the partition was in some batch."""
    upto = 0
    for _, first, last in sorted(span for span in spans if span[0] == partition):
        if first > upto:
            break
        upto = max(upto, last + 1)
    return upto
