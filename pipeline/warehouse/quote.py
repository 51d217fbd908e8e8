"""Python values as ClickHouse literals, and long lists of them in pieces a statement can carry."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

# Everything else stands for itself between single quotes, line ends and any Unicode included.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "'": "\\'", "\0": "\\0"})

# Servers refuse statements over 256 KiB (max_query_size) unless told otherwise; two such lists fit into one.
MAX_BYTES: Final = 120_000
FEW: Final = 32
_BETWEEN: Final = "\x1f"  # the unit separator: hardly a key holds it, and one that does is sent by itself


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
    """The distinct values as what may stand in `IN (...)`, in pieces of at most MAX_BYTES bytes, or one value each."""
    return _pieces(sorted(set(values)))


def _pieces(values: list[str]) -> Iterator[str]:
    listed = _listed(values)
    if len(values) <= 1 or len(listed.encode()) <= MAX_BYTES:
        yield from [listed] * bool(values)
        return
    half = len(values) // 2
    yield from _pieces(values[:half])
    yield from _pieces(values[half:])


def _listed(values: list[str]) -> str:
    """Many values as one literal that the server splits: reading a literal each cost more than finding the rows."""
    joined = _BETWEEN.join(values)
    if len(values) < FEW or joined.count(_BETWEEN) >= len(values):
        return ",".join(map(text, values))
    return f"SELECT arrayJoin(splitByChar('{_BETWEEN}', {text(joined)}))"
