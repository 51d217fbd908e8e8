"""What all agents of a worker share: threads of their own, the outbox, and how a worker comes to its end."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import TypeVar

from faust import Stream
from faust.types import EventT

from pipeline.distributed.outbox import Outbox
from pipeline.distributed.pulse import Pulse
from pipeline.distributed.voice import Voice
from pipeline.failpoints import Reach
from pipeline.observing.names import Service
from pipeline.ports import NewRecord
from pipeline.retrying import Retry, persistently
from schemas.errors import Unavailable, WarehouseUnavailable

_T = TypeVar("_T")


class Work:
    """How many rounds are at hand, and whether no more may begin."""

    def __init__(self) -> None:
        self.closing = Event()
        self._at_hand = 0
        self._free = asyncio.Event()

    async def begin(self) -> None:
        """One round more. While the worker is closing this never returns: the loop's end ends it."""
        if self.closing.is_set():
            await asyncio.Event().wait()
        self._at_hand += 1
        self._free.clear()

    def end(self) -> None:
        self._at_hand -= 1
        if not self._at_hand:
            self._free.set()

    async def drain(self, seconds: float) -> bool:
        """Begin nothing more and let what is at hand come to its end; whether it did in time."""
        self.closing.set()
        if not self._at_hand:
            return True
        try:
            await asyncio.wait_for(self._free.wait(), seconds)
        except TimeoutError:
            return False
        return True


class Thread:
    """A thread of one agent. A call that finds a service away is made again, for ever or until the worker is closing."""

    def __init__(self, name: str, work: Work, voice: Voice) -> None:
        self._executor = ThreadPoolExecutor(1, name)
        self._work = work
        self._voice = voice

    async def do(self, call: Callable[[], _T]) -> _T:
        """What the call returns. Where a service is away while the worker closes, the round is given up: this never returns."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._executor, self._persist, call)
        except Unavailable:
            self._work.end()
            return await loop.create_future()  # type: ignore[no-any-return]  # the loop's end ends it

    def _persist(self, call: Callable[[], _T]) -> _T:
        away: set[Service] = set()

        def told(retry: Retry) -> None:
            lost = isinstance(retry.error, WarehouseUnavailable)
            away.add(Service.WAREHOUSE if lost else Service.KAFKA)
            self._voice.away(Service.WAREHOUSE if lost else Service.KAFKA, retry.error, retry.pause)

        result = persistently(call, told, self._work.closing)
        for service in away:
            self._voice.back(service)
        return result


@dataclass(frozen=True, slots=True)
class Engine:
    """The worker as its agents see it. `failed` is told what nobody expected, and ends the process."""

    outbox: Outbox
    voice: Voice
    reached: Reach
    failed: Callable[[BaseException], None]
    work: Work = field(default_factory=Work)
    pulse: Pulse = field(default_factory=Pulse)

    def thread(self, name: str) -> Thread:
        return Thread(name, self.work, self.voice)

    def beside(self, work: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        """Run it as a task of its own, whose failure is the worker's."""
        task = asyncio.ensure_future(work)
        task.add_done_callback(self._ended)
        return task

    async def guarded(self, live: Coroutine[None, None, None]) -> None:
        """The life of an agent: whatever ends it ends the worker. Faust would start the agent anew, past its batch."""
        try:
            await live
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self.failed(error)
            raise

    async def send(self, records: Sequence[NewRecord]) -> None:
        """What an agent decided; in Kafka when this returns."""
        await self.outbox.send(records)
        for topic, count in Counter(record.topic for record in records).items():
            self.voice.metrics.produced(topic, count)

    async def acknowledge(self, stream: Stream[bytes], events: Sequence[EventT[bytes]]) -> None:
        """The end of a round: all it decided is stored or sent."""
        self.reached("before_ack")
        for event in events:
            await stream.ack(event)
            self.pulse.handled(event.message.topic, event.message.partition, event.message.timestamp)
        self.work.end()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()):
            self.failed(error)
