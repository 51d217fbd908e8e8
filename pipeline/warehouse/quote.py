"""Python values as ClickHouse literals, and long lists of them in pieces a statement can carry."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

# Everything else stands for itself between single quotes, line ends and any Unicode included.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "'": "\\'", "\0": "\\0"})

# Servers refuse statements over 256 KiB (max_query_size) unless told otherwise; two such lists fit into one.
MAX_BYTES: Final = 100_000
MAX_ITEMS: Final = 4_000


def text(value: str) -> str:
    """`value` as a string literal: whatever it holds, it ends where it should."""
    return f"'{value.translate(_ESCAPES)}'"


def moment(value: datetime) -> str:
    """The whole second of an aware datetime as a DateTime literal."""
    return f"toDateTime({int(value.timestamp())}, 'UTC')"


def literal(value: object) -> str:
    """A key's value as a literal."""
    match value:
        case str():
            return text(value)
        case datetime():
            return moment(value)
        case int():
            return str(value)
        case _:
            raise TypeError(f"no literal for {type(value).__name__}")


def lists(values: Iterable[str]) -> Iterator[str]:
    """The distinct values as comma-separated literals, in pieces of at most MAX_BYTES bytes and MAX_ITEMS values."""
    piece: list[str] = []
    size = 0
    for value in sorted(set(values)):
        quoted = text(value)
        length = len(quoted.encode()) + 1
        if piece and (size + length > MAX_BYTES or len(piece) == MAX_ITEMS):
            yield ",".join(piece)
            piece, size = [], 0
        piece.append(quoted)
        size += length
    if piece:
        yield ",".join(piece)
