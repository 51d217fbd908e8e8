"""Rows for tests: nothing in them but what a test says."""

from datetime import UTC, datetime, timedelta
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from schemas.facts import Arrival, InteractionRow
from schemas.interactions import Struct

_Row = TypeVar("_Row", bound=Struct)

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_EMPTY: dict[object, object] = {str: "", int: 0, float: 0.0, datetime: NOON}


def blank(kind: type[_Row], /, **given: Any) -> _Row:
    """A row of empty texts, zeros and noons, None where it may be, but for what is given."""
    return kind(**{name: _empty(hint) for name, hint in get_type_hints(kind).items()} | given)


def _empty(hint: object) -> object:
    if parts := get_args(hint):
        return None if NoneType in parts else ()
    return _EMPTY[hint]


def fact(key: str, window: datetime = NOON, **given: Any) -> InteractionRow:
    """A counted call in an hour."""
    usual = {"window": window, "created_at": window, "counted": 1, "channel": "call", "version": 1}
    return blank(InteractionRow, event_key=key, **(usual | given))


def arrival(key: str, offset: int, **given: Any) -> Arrival:
    """A record of voc.calls."""
    return blank(Arrival, event_key=key, topic="voc.calls", offset=offset, version=1, **given)
