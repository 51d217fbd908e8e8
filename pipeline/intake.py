"""Files into the log: in batches, each kept together with the mark that says how far the file was read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from pipeline.importing.files import read, was_replaced
from pipeline.importing.items import Input, Item, Position, Refused, Taken
from pipeline.ports import Intake, NewRecord
from schemas import topics
from schemas.errors import LogFull
from schemas.interactions import DeadLetter

RECORDS: Final = 4_000
BYTES: Final = 4 * 1024**2
_ENCODE: Final = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Read:
    """What an import has read: events and refused pieces, and bytes of the file at hand."""

    events: int = 0
    refused: int = 0
    offset: int = 0
    by_topic: dict[str, int] = field(default_factory=dict)


MakeRoom = Callable[[LogFull], None]
"""Called when the log is full: returns when a further try is worth it, or raises what it was given."""


def refuse(full: LogFull) -> None:
    """Nobody here can make room."""
    raise full


def take_in(
    log: Intake, source: Input, count: Read, *, again: bool = False, make_room: MakeRoom = refuse
) -> Iterator[None]:
    """Append what `source` has beyond its mark, yielding after each batch; resumable at every batch.

    `again` reads from the beginning whatever the mark says; the events are then duplicates and change nothing.
    """
    name = f"import:{source.path.resolve()}:{source.fingerprint}"
    marked = Position() if again else _position(log.marked(name))
    start = Position() if was_replaced(source, marked) else marked
    count.offset = start.offset
    for batch in _batches(read(source, start)):
        after = batch[-1].after
        mark = (name, f"{after.offset} {after.row} {after.done}")
        _append(log, [_record(source, item) for item in batch], mark, make_room)
        count.offset = after.offset
        for item in batch:
            _count(count, item)
        yield


def _append(log: Intake, records: list[NewRecord], mark: tuple[str, str], make_room: MakeRoom) -> None:
    while True:
        try:
            return log.append(records, mark=mark)
        except LogFull as full:
            make_room(full)


def _position(marked: str) -> Position:
    return Position(*map(int, marked.split())) if marked else Position()


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.record.value if isinstance(item, Taken) else item.value)
        if len(batch) >= RECORDS or size >= BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _record(source: Input, item: Item) -> NewRecord:
    if isinstance(item, Taken):
        return item.record
    return NewRecord(topics.DEAD_LETTERS, b"", _ENCODE(_letter(source, item)))


def _letter(source: Input, item: Refused) -> DeadLetter:
    at = item.after
    return DeadLetter(
        reason=item.fault,
        place=item.place,
        source=source.options.source or f"import:{source.path.name}",
        value=item.value,
        # The place alone may repeat within one unit; the position after a piece does not.
        origin=f"import:{source.path.name}:{source.fingerprint[:12]}:{at.offset}.{at.row}.{at.done}",
    )


def _count(count: Read, item: Item) -> None:
    if isinstance(item, Taken):
        count.events += 1
        count.by_topic[item.record.topic] = count.by_topic.get(item.record.topic, 0) + 1
    else:
        count.refused += 1
