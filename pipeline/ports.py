"""What the runner asks of the world, as small promises. Each is kept by at least two shipped stores."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from pipeline.warehouse.engine import Answer
from schemas.facts import IdentityRow
from schemas.interactions import Struct
from schemas.stories import Touchpoint
from schemas.tables import Table


class Record(NamedTuple):
    """One record of a topic, as the log keeps it. `appended` is microseconds, growing within a partition."""

    topic: str
    partition: int
    offset: int
    appended: int
    key: bytes
    value: bytes
    headers: Mapping[str, str]


BLANKED: Final = "earshot-erased"
"""Header of a record whose key and value were erased."""


def is_blank(record: Record) -> bool:
    """Whether the record was erased: its place is all that is left, and there is nothing to be done about it."""
    return not record.value and BLANKED in record.headers


class NewRecord(NamedTuple):
    """One record to be appended."""

    topic: str
    key: bytes
    value: bytes
    headers: Mapping[str, str] = {}


class Seen(NamedTuple):
    """What an event came with when it arrived. The creation time is in whole seconds."""

    created_at: datetime
    customer: str


class RawRecords(Protocol):
    """Records that were read before, by their place."""

    def raw(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record at this place as it came; None when retention has dropped it."""


class Intake(Protocol):
    """Where raw records are handed in."""

    def append(self, records: Sequence[NewRecord], mark: tuple[str, str] | None = None) -> None:
        """All records, durable when this returns; or LogFull or LogUnavailable, and they may be handed in again.

        `mark` is a name and a value kept with them, never before them: how far a reader of files has come.
        """

    def marked(self, name: str) -> str:
        """The value last kept under `name`; empty at first."""

    def end(self, topic: str) -> int:
        """One past the last offset; of several partitions the sum."""


class Log(Intake, RawRecords, Protocol):
    """A durable log of topics. Offsets of a partition are contiguous and never used twice.

    What `append` cannot hand in whole it leaves out whole, and the mark is kept in the same step.
    """

    def read(self, topic: str, start: int, limit: int) -> list[Record]:
        """Up to `limit` records from offset `start` on, in order; empty when there are none.

        Records that retention has dropped are skipped: the first offset may be higher than `start`.
        """

    def advance(self, group: str, topic: str, upto: int, outputs: Sequence[NewRecord]) -> None:
        """Append `outputs` and then move the group's position to `upto` (the next offset to read).

        The position is never durable without the outputs. A crash between may append the outputs again later.
        """

    def position(self, group: str, topic: str) -> int:
        """The next offset the group will read; 0 at first."""

    def blank(self, topic: str, offsets: Collection[int]) -> None:
        """Leave nothing of these records but their places and append times, on the disk too.

        They are read as what `is_blank` knows. An offset that holds no record is passed over; done again it changes nothing.
        """


class Asks(Protocol):
    """Whoever answers people's questions."""

    def ask(self, sql: str) -> Answer:
        """The answer, or WarehouseUnavailable; Misused with the engine's own words when the question is wrong.

        Nothing can be changed. May block.
        """


class Reads(Protocol):
    """Whoever answers our own queries."""

    def select(self, sql: str) -> Answer:
        """The result of one query, or WarehouseUnavailable."""


class Keeps(Reads, Protocol):
    """The same, and takes rows."""

    def write(self, table: Table, rows: Sequence[Struct]) -> None:
        """As `Warehouse` promises."""


class Warehouse(Protocol):
    """The tables of `schemas.tables`. Any call may raise WarehouseUnavailable; then it may be made again."""

    def write(self, table: Table, rows: Sequence[Struct]) -> None:
        """All rows. Writing a row again changes nothing; of one key the highest version holds, then the last written.

        Unstorable, and no row at all, where values do not fit their columns.
        """

    def rows(self, table: Table) -> Iterator[Struct]:
        """Every row that holds, in order of the key, as the table's row type. Does not hold the table in memory."""

    def known(self, keys: Collection[str]) -> Mapping[str, Seen]:
        """Of these event keys, those that arrived before, each with what it came with.

        Arrivals of a key agree, unless two workers took copies that do not at the same moment: then the least of each.
        """

    def touchpoints(self, customers: Collection[str]) -> Mapping[str, list[Touchpoint]]:
        """Stored touchpoints under each of these customers; a customer without any is absent."""

    def heads(self, customers: Collection[str]) -> Mapping[str, int]:
        """A number for each of these customers that is another after every change to their `touchpoints`, and cheap.

        It grows, until it has passed 64 bits. A customer without touchpoints is absent.
        """

    def links(self, handles: Collection[str], customers: Collection[str]) -> list[IdentityRow]:
        """Every identity statement about any of these handles or customers."""

    def standing(self, table: Table, customers: Collection[str]) -> list[Struct]:
        """The rows of a derived table under these customers that are `present`."""

    def recount(self, windows: Iterable[datetime]) -> None:
        """Recompute the tallies of these windows from the facts; cells that became empty are written as zero.

        What changes of a day that has long been counted and is over is kept in `restated` first, as it stood.
        """

    def miscounted(self) -> list[str]:
        """Every cell of the tallies that differs from the facts, one line each; empty when all agree."""

    def newest(self, table: Table) -> int:
        """The highest version in the table, and cheap; 0 where it is empty."""

    def under(self, table: Table, customers: Collection[str], keys: Collection[str] = ()) -> list[Struct]:
        """The rows that hold under these customers or event keys, not present ones too, in order of the key.

        Also those of which an older version, which no query shows, still lies on the disk under one of the customers.
        """

    def people(self, table: Table) -> Iterator[str]:
        """The keys of all customers in the table, each once, and of its handles; those of older versions too."""

    def overwrite(self, table: Table, rows: Sequence[Struct]) -> None:
        """Write the rows, each of a higher version than the one it takes the place of; of the older nothing is left.

        Not by any query, and on the disk no longer than the store keeps files that it has replaced.
        """

    def remove(self, table: Table, rows: Sequence[Struct]) -> None:
        """The rows and all their older versions are no more, in the same sense."""

    def sync(self) -> None:
        """What was written survives a power cut of this machine too. Whoever then forgets where it came from calls this first."""

    def compact(self, windows: Iterable[datetime]) -> None:
        """Of the tallies of these windows only the last recount is left, in the same sense."""
