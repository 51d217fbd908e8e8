"""Faust's consumer with messages that are record batches of one partition."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from operator import attrgetter
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from faust.exceptions import ImproperlyConfigured
from faust.transport.conductor import Conductor
from faust.transport.drivers import aiokafka
from faust.types import TP, EventT, Message
from faust.types.transports import TPorTopicSet
from faust.types.tuples import ack_lock
from mode.utils.futures import notify

from pipeline.transport.fetching import FetchingThread
from pipeline.transport.lane import Lane, Taken
from pipeline.transport.message import BatchMessage
from pipeline.transport.values import Bounds, Progress

if TYPE_CHECKING:
    from pipeline.transport.driver import Transport

_HANDED_AT: Final = attrgetter("handed_at")


class Consumer(aiokafka.Consumer):
    """Reads by partition within bounds and commits acknowledged prefixes only.

    A batch counts as acknowledged only by `stream.ack(event)` from a `stream.noack()`, after a stream took it, in the
    generation and after the seek it was read in. Everything else is delivered again.
    """

    _thread: FetchingThread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.app.in_transaction:
            raise ImproperlyConfigured("record batches need processing_guarantee=at_least_once")
        self._lanes: dict[TP, Lane] = {}
        self._generation = -1
        self._moves = 0

    @property
    def _driver(self) -> "Transport":
        return cast("Transport", self.transport)

    @property
    def _bounds(self) -> Bounds:
        return self._driver.bounds

    def _new_consumer_thread(self) -> FetchingThread:
        return FetchingThread(self, loop=self.loop, beacon=self.beacon)

    @property
    def joined(self) -> bool:
        """Whether the group has told this member its partitions, of which there may be none. From the app's loop only."""
        return self._generation >= 0

    def progress(self) -> Mapping[TP, Progress]:
        """How far each assigned partition has come; read-only, of this moment. From the app's loop only."""
        return MappingProxyType(
            {tp: lane.progress(self._thread.end_of(tp)) for tp, lane in self._lanes.items()}
        )

    # ---- reading

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109  # Faust's own
        """Batches that may go out now, after at most so many seconds of waiting for one."""
        if not self.flow_active:
            await self.wait(self.can_resume_flow)  # type: ignore[arg-type]  # it waits on any event
        self._check_acks()
        generation, moves = self._generation, self._moves
        taken = await self._thread.take(self._rooms(), self._patience(timeout))
        if not self.flow_active or (generation, moves) != (self._generation, self._moves):
            await self._thread.put_back(taken)
            return
        self._admit(taken)
        # Who waits longest goes first: an agent's queue is full before the last of its partitions is asked.
        for lane in sorted(self._lanes.values(), key=_HANDED_AT):
            for message in self._messages(lane):
                # Faust would drop batches that begin below what it saw last: positions are the lane's business.
                self._read_offset[lane.tp] = None
                yield lane.tp, message
                if not self.flow_active or generation != self._generation:
                    return

    def _check_acks(self) -> None:
        if self._n_acked:
            raise ImproperlyConfigured("record batches need stream.noack() and stream.ack(event)")

    def _rooms(self) -> dict[TP, int]:
        active = self._get_active_partitions()
        full = sum(lane.size for lane in self._lanes.values()) >= self._bounds.bytes_in_all
        return {
            tp: lane.room
            for tp, lane in self._lanes.items()
            if tp in active and lane.room and not (full and lane.size)
        }

    def _patience(self, timeout: float) -> float:
        now = monotonic()
        due = (lane.due_in(now) for lane in self._lanes.values() if not self._is_crowded(lane.tp))
        return min((seconds for seconds in due if seconds is not None), default=timeout)

    def _admit(self, taken: list[Taken]) -> None:
        for one in taken:
            lane = self._lanes.get(one.tp)
            if lane is None or one.generation != self._generation:
                continue  # revoked since: whoever has the partition now reads it from the committed position
            if not lane.admit(one, monotonic()):
                self.log.warning(
                    "%s begins anew at %d: was the topic deleted and created again?", one.tp, one.start
                )
            self.app.monitor.track_tp_end_offset(one.tp, one.highwater)
        if taken:
            self._driver.failpoint("after_fetch")

    def _messages(self, lane: Lane) -> Iterator[BatchMessage]:
        batches = lane.batches(self._generation, monotonic())
        while not self._is_crowded(lane.tp) and (found := next(batches, None)):
            yield BatchMessage(*found)

    def _is_crowded(self, tp: TP) -> bool:
        """Whether the queue of an agent is full: to wait for it would hold up all other agents."""
        channels = cast("Conductor", self.app.topics)._tp_index[tp]  # noqa: SLF001  # the queues Faust will put it in
        return any(channel.queue.full() for channel in channels)

    def on_buffer_full(self, tp: TP) -> None:
        """Nothing: a partition's buffer is bounded by its lane, not by the agents' common queue."""

    def on_buffer_drop(self, tp: TP) -> None:
        """Nothing, see `on_buffer_full`."""

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Nothing: `progress` says more, and Faust's check fails while a partition has no position."""

    # ---- acknowledging

    def ack(self, message: Message) -> bool:
        """Whether this acknowledgement counts."""
        with ack_lock:
            if message.acked:
                return False
            message.acked = True
            self._unacked_messages.discard(message)
            counted = self._acknowledge(cast("BatchMessage", message))
            notify(self._waiting_for_ack)
        if counted:
            self._driver.failpoint("after_ack")
            self._thread.wake()
        return counted

    def _acknowledge(self, message: BatchMessage) -> bool:
        # A stream that skips a batch, when the flow stops, acknowledges it without having taken (tracked) it.
        lane = self._lanes.get(message.tp)
        if lane is None or not message.tracked or message.generation_id != self._generation:
            return False
        return lane.acknowledge(message.ticket, monotonic())

    def release(self, event: EventT[bytes]) -> None:
        """The agent needs the batch's records no more, though it cannot acknowledge it yet: read on in their place.

        For agents that gather many batches before what follows from all of them is written. The event's value is gone
        after this; its acknowledgement is still awaited.
        """
        message = cast("BatchMessage", event.message)
        message.value = event.value = cast("bytes", None)
        lane = self._lanes.get(message.tp)
        if lane and message.generation_id == self._generation and lane.release(message.ticket):
            self._thread.wake()

    async def wait_empty(self) -> None:
        """Commit, after waiting at most `Bounds.grace` seconds for the batches that agents hold."""
        end = monotonic() + self._bounds.grace
        while self._held() and monotonic() < end and not self.should_stop:
            await self._wait_for_ack(timeout=1)
        await self.commit()

    def _held(self) -> bool:
        return any(
            not message.acked and message.generation_id == self._generation
            for message in list(self._unacked_messages)
        )

    # ---- committing

    def _filter_tps_with_pending_acks(self, topics: TPorTopicSet | None = None) -> Iterator[TP]:
        return (tp for tp in self._lanes if topics is None or tp in topics or tp.topic in topics)

    async def _commit_tps(self, tps: Iterable[TP], start_new_transaction: bool) -> bool:
        """Whether the broker confirmed what these partitions have acknowledged, in the generation of this call."""
        del start_new_transaction
        generation, lanes = self._generation, {tp: self._lanes[tp] for tp in tps if tp in self._lanes}
        offsets = {tp: at for tp, lane in lanes.items() if (at := lane.committable()) is not None}
        if not offsets:
            return False
        await self._handle_attached(offsets)
        await self.app.producer.flush()
        self._driver.failpoint("before_commit")
        if not await self._thread.commit_within(generation, offsets):
            return False
        for tp, at in offsets.items():
            lanes[tp].committed = at
        self.app.monitor.on_tp_commit(offsets)
        return True

    # ---- the group

    async def perform_seek(self) -> None:
        """Begin every assigned partition at its committed position; what was read before no longer counts."""
        generation = self._generation
        self._moves += 1
        committed = await self.seek_to_committed()
        if generation == self._generation:
            now = monotonic()
            self._lanes = {TP(*tp): Lane(TP(*tp), self._bounds, at, now) for tp, at in committed.items()}

    async def _seek(self, partition: TP, offset: int) -> None:
        self._moves += 1
        await super()._seek(partition, offset)
        if partition in self._lanes:
            self._lanes[partition] = Lane(partition, self._bounds, offset, monotonic())

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Commit what is acknowledged, then forget: batches still held are finished, and do not count."""
        self.stop_flow()
        self._driver.failpoint("in_revoke")
        await super().on_partitions_revoked(revoked)
        await self.force_commit()
        self._generation = -1
        self._lanes.clear()

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        # Faust leaves the flow on if nothing was assigned before; nothing may be read until the seek that follows.
        self.stop_flow()
        self._lanes.clear()
        self._generation = generation_id
        self._driver.failpoint("in_assign")
        await super().on_partitions_assigned(assigned, generation_id)
