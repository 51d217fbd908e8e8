"""One partition from its assignment to its revocation: what was read, handed out, acknowledged, committed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faust.types import TP

from pipeline.transport.gathering import Gathering
from pipeline.transport.tracker import Tracker
from pipeline.transport.values import Batch, Bounds, Progress, Record, RecordsGone


@dataclass(frozen=True, slots=True)
class Taken:
    """One read of a partition: the reader stood at `start` before it and at `upto` after it."""

    tp: TP
    generation: int
    start: int
    upto: int
    records: Sequence[Record]
    highwater: int


class Lane:
    """Batches of one partition in one generation, and how far they have come.

    `start` is the group's committed position, None if it has none. Pure: time is an argument.
    """

    def __init__(self, tp: TP, bounds: Bounds, start: int | None, now: float) -> None:
        self.tp = tp
        self.committed = start
        self._bounds = bounds
        self._read = start
        self._highwater = start or 0
        self._gathering = Gathering(bounds)
        self._tracker = Tracker(start or 0)
        self.handed_at = now
        self._read_at = self._acked_at = now

    @property
    def room(self) -> int:
        """Records that may be read now; 0 while the partition's buffer is full."""
        batches = self._tracker.held + len(self._gathering)
        if batches >= self._bounds.batches_ahead or self.size >= self._bounds.bytes_ahead:
            return 0
        return self._gathering.room

    @property
    def size(self) -> int:
        """Bytes of this partition in memory: gathered, or handed out and neither acknowledged nor released."""
        return self._tracker.waiting_size + self._gathering.size

    def admit(self, taken: Taken, now: float) -> bool:
        """Take in one read. Whether it goes on where the last one ended; RecordsGone if the broker skipped records.

        A read that begins below the last one (the topic was made anew) starts the lane afresh: batches handed
        out before no longer count.
        """
        if self._read is not None and taken.start > self._read:
            raise RecordsGone(self.tp.topic, self.tp.partition, self._read, taken.start)
        goes_on = self._read is None or self._read == taken.start
        if taken.start != self._read:
            self._begin(taken.start)
        if not taken.records and self._gathering.empty:
            self._tracker.pass_over(taken.upto)
        self._gathering.add(taken.records, taken.upto, taken.highwater, now)
        self._read = taken.upto
        self._read_at = now
        self._highwater = taken.highwater
        return goes_on

    def due_in(self, now: float) -> float | None:
        """Seconds until a batch may go out; None if that waits for a read or an acknowledgement."""
        return self._gathering.due_in(now) if self._tracker.held < self._bounds.batches_ahead else None

    def batches(self, generation: int, now: float) -> Iterator[tuple[Batch, "Ticket"]]:
        """What may go out now, handed out one at a time as it is asked for."""
        while self._tracker.held < self._bounds.batches_ahead and (cut := self._gathering.take(now)):
            ticket = Ticket(self._tracker, self._tracker.hand_out(cut.upto, cut.size))
            self.handed_at = now
            yield Batch(*self.tp, generation, cut.records, cut.upto, cut.highwater), ticket

    def acknowledge(self, ticket: "Ticket", now: float) -> bool:
        """Whether the batch counted: False if it was acknowledged before or belongs to an earlier start."""
        if ticket.tracker is not self._tracker or not self._tracker.acknowledge(ticket.number):
            return False
        self._acked_at = now
        return True

    def release(self, ticket: "Ticket") -> bool:
        """Whether there is more room now."""
        return ticket.tracker is self._tracker and self._tracker.release(ticket.number)

    def committable(self) -> int | None:
        """The position below which everything is acknowledged, if the broker does not know it yet."""
        return None if self._read is None or self._tracker.acked == self.committed else self._tracker.acked

    def progress(self, highwater: int | None) -> Progress:
        """`highwater`: a newer one than the last read's, if it is known."""
        return Progress(
            read=self._tracker.handed if self._read is None else self._read,
            handed=self._tracker.handed,
            acked=self._tracker.acked,
            committed=self.committed,
            highwater=self._highwater if highwater is None else highwater,
            waiting=len(self._tracker),
            waiting_bytes=self._tracker.waiting_size,
            read_at=self._read_at,
            handed_at=self.handed_at,
            acked_at=self._acked_at,
        )

    def _begin(self, start: int) -> None:
        # What the broker was found to have is as good as committed: nothing below it can be read again.
        self.committed = start
        self._gathering = Gathering(self._bounds)
        self._tracker = Tracker(start)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which span of which tracker a batch is."""

    tracker: Tracker
    number: int
