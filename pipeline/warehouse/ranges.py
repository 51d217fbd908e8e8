"""A table in pieces that follow its key, so that it can be read in order without being held.

    key    aaa      mno      xyz
    rows   |--------]--------]----->      each piece: after one bound, up to and with the next

Bounds come from a sample of the keys, so pieces are of about one size however the keys lie; only rows that share
the first two parts of their key cannot be parted.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, cast

from pipeline.warehouse.engine import Engine
from pipeline.warehouse.quote import literal
from schemas.tables import Table

PIECE: Final = 16_384
PIECE_BYTES: Final = 32 * 1024**2
_SAMPLED: Final = 16
"""Keys of a sample that make one piece."""

_Bound = tuple[object, ...] | None


def ranges(engine: Engine, table: Table, piece: int = PIECE) -> Iterator[str]:
    """Conditions in order of the key that together hold every row once, each on about `piece` rows, or 32 MiB of them."""
    bounds: list[_Bound] = [None, *_bounds(engine, table, piece), None]
    for after, upto in pairwise(bounds):
        yield _between(table.key[:2], after, upto)


def _bounds(engine: Engine, table: Table, piece: int) -> list[tuple[object, ...]]:
    count, size = _extent(engine, table)
    if count == 0:
        return []
    piece = max(_SAMPLED, min(piece, PIECE_BYTES * count // size))
    if count <= piece:
        return []
    parts = ", ".join(f"`{part}`" for part in table.key[:2])
    every = piece // _SAMPLED
    sample = engine.select(
        f"SELECT {parts} FROM {table.name} WHERE cityHash64({parts}) % {every} = 0 GROUP BY {parts} ORDER BY {parts}"
    )
    return sample.rows[_SAMPLED::_SAMPLED]


def _extent(engine: Engine, table: Table) -> tuple[int, int]:
    """Rows and bytes as they are stored, versions that no longer hold included; at least one byte."""
    ((count, size),) = engine.select(
        "SELECT toUInt64(sum(rows)), toUInt64(sum(data_uncompressed_bytes)) FROM system.parts "
        f"WHERE active AND database = currentDatabase() AND table = '{table.name}'"
    ).rows
    return cast(int, count), max(1, cast(int, size))


def _between(parts: tuple[str, ...], after: _Bound, upto: _Bound) -> str:
    conditions = []
    if after is not None:
        conditions.append(_compared(parts, after, ">"))
    if upto is not None:
        conditions.append(_compared(parts, upto, "<="))
    return " AND ".join(conditions) or "1"


def _compared(parts: tuple[str, ...], bound: tuple[object, ...], sign: str) -> str:
    """The whole key against a bound; the part before AND alone lets the primary index skip."""
    first, *rest = parts
    low, *more = map(literal, bound)
    if not rest:
        return f"`{first}` {sign} {low}"
    strict = sign[0]
    return f"`{first}` {strict}= {low} AND (`{first}` {strict} {low} OR `{rest[0]}` {sign} {more[0]})"
