"""Rows of the warehouse with the fields a test cares for, all others empty."""

from datetime import UTC, datetime
from typing import Final, TypeVar, get_args

import msgspec

R = TypeVar("R", bound=msgspec.Struct)

LONG_AGO: Final = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def key(number: int) -> str:
    return f"{number:032x}"


def row(kind: type[R], /, **given: object) -> R:
    """A row with these fields; all others empty, `present` and the story of customer C1."""
    blank = {"customer": "C1", "present": 1, "version": 1}
    fields = {field.name: blank.get(field.name, _blank(field.type)) for field in msgspec.structs.fields(kind)}
    return kind(**fields | given)


def _blank(kind: object) -> object:
    if type(None) in get_args(kind):
        return None
    return {str: "", int: 0, datetime: LONG_AGO}.get(kind, ()) if isinstance(kind, type) else ()
