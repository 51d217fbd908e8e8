"""What the transport hands out and what it is told: bounds, batches, progress. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Record(Protocol):
    """What is used of an aiokafka ConsumerRecord. `timestamp` is in milliseconds; its type is 1 for append time."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def timestamp_type(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a batch may grow, and how much of one partition may wait unacknowledged.

    A batch is handed out as soon as it holds `records` records, or the next record would take it past `bytes`
    bytes of keys and values (one larger record is a batch of its own), or its first record has waited `wait`
    seconds. A partition is not read on while `batches_ahead` batches or `bytes_ahead` bytes of it are not
    acknowledged; what may lie in memory beyond that is one fetch of the partition (`consumer_max_fetch_size`). While
    `bytes_in_all` of all partitions wait, only those are read on of which nothing waits.
    `grace` is how many seconds a rebalance and a stop wait for batches that agents hold, if the app's
    `stream_wait_empty` is on.
    """

    records: int = 1000
    bytes: int = 1 << 20
    wait: float = 0.05
    batches_ahead: int = 4
    bytes_ahead: int = 4 << 20
    bytes_in_all: int = 128 << 20
    grace: float = 5.0

    def __post_init__(self) -> None:
        for name in ("records", "bytes", "batches_ahead", "bytes_ahead", "bytes_in_all"):
            if getattr(self, name) < 1:
                raise ValueError(f"Bounds.{name} must be at least 1")
        for name in ("wait", "grace"):
            if getattr(self, name) < 0:
                raise ValueError(f"Bounds.{name} must not be negative")


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one partition in the order of the log, never empty.

    `upto` is the position to read on from after it: above `last + 1` where transaction markers or compaction left
    a gap. `highwater` is the end of the partition when the records were fetched.
    """

    topic: str
    partition: int
    generation: int
    records: tuple[Record, ...]
    upto: int
    highwater: int

    @property
    def first(self) -> int:
        return self.records[0].offset

    @property
    def last(self) -> int:
        return self.records[-1].offset

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        """Without the records: they may hold what must not reach a log."""
        return f"<Batch {self.topic}-{self.partition} {self.first}..{self.last} generation {self.generation}>"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one partition has come since it was assigned. Positions are the next offset; times are monotonic.

    `read` <= `highwater`, `acked` <= `handed` <= `read`; `committed` is what the broker has confirmed, or None while
    the group has never committed. `read_at`, `handed_at` and `acked_at` are the assignment's time until something is
    read, handed out or acknowledged. `waiting` batches and `waiting_bytes` are handed out and not acknowledged.
    """

    read: int
    handed: int
    acked: int
    committed: int | None
    highwater: int
    waiting: int
    waiting_bytes: int
    read_at: float
    handed_at: float
    acked_at: float

    @property
    def lag(self) -> int:
        """Offsets up to the highwater that are not acknowledged."""
        return max(0, self.highwater - self.acked)


class RecordsGone(Exception):
    """The broker no longer has records that this group has not read. Going on would lose them silently."""

    def __init__(self, topic: str, partition: int, expected: int, found: int) -> None:
        super().__init__(
            f"{topic}-{partition}: offsets {expected} to {found - 1} were deleted before this group read them; "
            f"to accept the loss, move the group to {found} or later and start again"
        )
        self.topic = topic
        self.partition = partition
        self.expected = expected
        self.found = found
