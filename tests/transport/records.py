"""Records as aiokafka gives them."""

from collections.abc import Sequence

from aiokafka import ConsumerRecord

from pipeline.transport.values import Record


def record(offset: int, value: bytes = b"value", key: bytes | None = b"") -> Record:
    made: Record = ConsumerRecord("topic", 0, offset, 1000 + offset, 1, key, value, None, 0, len(value), ())
    return made


def records(first: int, count: int, size: int = 10) -> Sequence[Record]:
    return [record(offset, b"x" * size) for offset in range(first, first + count)]
