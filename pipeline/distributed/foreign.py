"""Records on our own topics that no agent of ours wrote. Kafka takes bytes from anybody; one that cannot be read must not stop us."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from pipeline.ports import NewRecord, Record
from pipeline.stages.hearing import dead_letter
from schemas.errors import Rejected
from schemas.interactions import DeadLetter, Message, Touched

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a foreign record raises."""
_MOST_REPLAYS: Final = 2**31
_FAULT: Final = "not what an agent of this release writes on this topic"

message: Final[Callable[[bytes], object]] = msgspec.json.Decoder(Message).decode
touched: Final[Callable[[bytes], object]] = msgspec.json.Decoder(Touched).decode
_DECODE: Final = msgspec.json.Decoder(DeadLetter).decode


def letter(value: bytes) -> DeadLetter:
    """A dead letter that the clerk's table can hold."""
    found = _DECODE(value)
    if not 0 <= found.replays < _MOST_REPLAYS:
        raise msgspec.ValidationError("replays")
    return found


def apart(
    records: Sequence[Record], read: Callable[[bytes], object]
) -> tuple[list[Record], list[tuple[Record, NewRecord]]]:
    """Those that can be read, and each of the others with the dead letter about it."""
    ours, foreign = [], []
    for record in records:
        try:
            read(record.value)
        except UNREADABLE:
            foreign.append((record, dead_letter(record, Rejected("$", _FAULT))))
        else:
            ours.append(record)
    return ours, foreign


def filed(records: Sequence[Record]) -> list[Record]:
    """Records of voc.dead-letters as the clerk files them: a foreign one is a letter about itself, and its bytes stay there."""
    ours, foreign = apart(records, letter)
    return ours + [record._replace(value=said.value) for record, said in foreign]
