"""The thread that talks to the broker: takes records with their real positions, commits within one generation."""
# ruff: noqa: SLF001
# Faust's own driver reads these parts of aiokafka (both versions are pinned): its public calls say neither where a
# read began nor in which generation a commit is sent.

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError, ConsumerStoppedError, IllegalStateError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from faust.types import TP

from pipeline.transport.lane import Taken

_COMMIT_SECONDS: Final = 5.0


class FetchingThread(AIOKafkaConsumerThread):
    """Faust's consumer thread, one call a read and one a commit."""

    _woken: asyncio.Event | None = None
    _committing: "set[asyncio.Task[None]]"

    async def on_start(self) -> None:
        self._committing = set()
        self._woken = asyncio.Event()
        await super().on_start()

    def wake(self) -> None:
        """End a waiting `take` now. From any thread."""
        if self._woken is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
                self.thread_loop.call_soon_threadsafe(self._woken.set)

    async def take(self, rooms: Mapping[TP, int], seconds: float) -> list[Taken]:
        """Up to so many records of each of these partitions; waits so long for the first, or until woken."""
        taken: list[Taken] = await self.call_thread(self._take, rooms, seconds)
        return taken

    async def put_back(self, taken: Iterable[Taken]) -> None:
        """Read these again later: they were taken and not handed out."""
        await self.call_thread(self._put_back, list(taken))

    async def commit_within(self, generation: int, offsets: Mapping[TP, int]) -> bool:
        """Whether the broker confirmed these positions for that generation of the group.

        False after a rebalance, or when the broker did not answer in time; other errors of the broker are raised.
        """
        confirmed: bool = await self.call_thread(self._commit_within, generation, offsets)
        return confirmed

    def end_of(self, tp: TP) -> int | None:
        """The end of the partition at its last fetch, if it is assigned and was fetched."""
        subscription = self._ensure_consumer()._subscription.subscription
        assignment = subscription.assignment if subscription else None
        state = assignment.state_value(TopicPartition(*tp)) if assignment else None
        return state.highwater if state else None

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        self._end_commits()
        await super().on_partitions_revoked(revoked)
        # No attempt may outlive its generation: aiokafka would send it again under the next one.
        self._end_commits()

    def _end_commits(self) -> None:
        for task in self._committing:
            task.cancel()

    async def _take(self, rooms: Mapping[TP, int], seconds: float) -> list[Taken]:
        consumer = self._ensure_consumer()
        if consumer._closed or consumer._fetcher._closed:
            raise ConsumerStoppedError
        # Inside this context the group sees a live member also while every buffer is full.
        with consumer._fetcher._subscriptions.fetch_context():
            waiter = consumer._fetcher._create_fetch_waiter()  # first, so that no arrival is missed
            try:
                if taken := await self._take_now(consumer, rooms):
                    return taken
                await self._wait(waiter, seconds)
            finally:
                waiter.cancel()
            return await self._take_now(consumer, rooms)

    async def _wait(self, waiter: "asyncio.Future[None]", seconds: float) -> None:
        assert self._woken is not None  # noqa: S101  # set when the thread starts
        woken = asyncio.ensure_future(self._woken.wait())
        either: set[asyncio.Future[Any]] = {waiter, woken}
        try:
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            self._woken.clear()
        if waiter.done():
            waiter.result()  # an authorization error, for one

    async def _take_now(self, consumer: AIOKafkaConsumer, rooms: Mapping[TP, int]) -> list[Taken]:
        subscriptions = consumer._fetcher._subscriptions
        if not self.consumer.flow_active or subscriptions.reassignment_in_progress:
            return []
        found = [await self._take_one(consumer, tp, room) for tp, room in rooms.items()]
        return [taken for taken in found if taken is not None]

    async def _take_one(self, consumer: AIOKafkaConsumer, tp: TP, room: int) -> Taken | None:
        """Without suspending: no rebalance or seek can come between the two positions."""
        key = TopicPartition(*tp)
        state = consumer._subscription.subscription.assignment.state_value(key)
        if state is None or not state.has_valid_position:
            return None
        start = state.position
        found = await consumer._fetcher.fetched_records({key}, timeout=0, max_records=room)
        if state.position == start:
            return None
        generation = consumer._coordinator.generation
        return Taken(tp, generation, start, state.position, found.get(key, ()), state.highwater or 0)

    async def _put_back(self, taken: Iterable[Taken]) -> None:
        consumer = self._ensure_consumer()
        subscription = consumer._subscription.subscription
        for one in taken:
            state = subscription.assignment.state_value(TopicPartition(*one.tp))
            same = consumer._coordinator.generation == one.generation
            if same and state is not None and state.has_valid_position and state.position == one.upto:
                consumer._fetcher.seek_to(TopicPartition(*one.tp), one.start)

    async def _commit_within(self, generation: int, offsets: Mapping[TP, int]) -> bool:
        consumer = self._ensure_consumer()
        if consumer._coordinator.generation != generation:
            return False
        task = asyncio.ensure_future(
            consumer.commit({TopicPartition(*tp): OffsetAndMetadata(at, "") for tp, at in offsets.items()})
        )
        self._committing.add(task)
        await asyncio.wait({task}, timeout=_COMMIT_SECONDS)
        self._committing.discard(task)
        return _confirmed(task)


def _confirmed(task: "asyncio.Task[None]") -> bool:
    if not task.done():
        task.cancel()
        return False
    if task.cancelled():
        return False
    error = task.exception()
    if error is None:
        return True
    if isinstance(error, CommitFailedError | IllegalStateError):
        return False  # the group has moved on: the records are delivered again
    raise error
