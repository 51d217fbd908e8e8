"""Which values a column can keep, said once, so that all three stores refuse the same rows with the same words."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final

from schemas.errors import Unstorable
from schemas.tables import Columns

Judge = Callable[[object], str]
"""Why a column cannot keep a value, without the value (it may be a customer's words); empty where it can."""

_LAST_SECOND: Final = 2**32


def unstorable(table: str, types: Mapping[str, str], columns: Columns) -> Unstorable | None:
    """The refusal of the rows with a value that its column of these ClickHouse types cannot keep; None: all fit."""
    found: dict[int, str] = {}
    for name, values in columns.items():
        judge = judge_of(types[name])
        for row, value in enumerate(values):
            if row not in found and (fault := judge(value)):
                found[row] = f"{name}: {fault}"
    rows = tuple(sorted(found))
    return Unstorable(table, rows, tuple(found[row] for row in rows)) if rows else None


def whole_second(value: object) -> object:
    """A moment, or a list of moments, as a DateTime column keeps it; any other value, and a whole one, as it is."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0) if value.microsecond else value
    if isinstance(value, tuple) and any(isinstance(one, datetime) and one.microsecond for one in value):
        return tuple(map(whole_second, value))
    return value


@cache
def judge_of(type_: str) -> Judge:
    """The judge of a column of this type. Of types that our tables do not use it knows nothing and takes all."""
    outer, _, inner = type_.partition("(")
    inner = inner.removesuffix(")")
    match outer:
        case "String":
            return _text
        case "DateTime":
            return _moment
        case "LowCardinality":
            return judge_of(inner)
        case "Nullable":
            return _or_nothing(judge_of(inner))
        case "Array":
            return _each(judge_of(inner))
        case _:
            return _ranged(outer)


def _text(value: object) -> str:
    if not isinstance(value, str):
        return "not a text"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "half a surrogate pair, which is no character"
    return ""


def _moment(value: object) -> str:
    if not isinstance(value, datetime):
        return "not a moment"
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    return "" if 0 <= moment.timestamp() < _LAST_SECOND else "not from 1970 to February 2106"


def _or_nothing(judge: Judge) -> Judge:
    return lambda value: "" if value is None else judge(value)


def _each(judge: Judge) -> Judge:
    def some(values: object) -> str:
        if not isinstance(values, list | tuple):
            return "not a list"
        return next((fault for value in values if (fault := judge(value))), "")

    return some


def _ranged(type_: str) -> Judge:
    kind = type_.rstrip("0123456789")
    if kind not in {"Int", "UInt"}:
        return lambda _: ""
    bits = int(type_.removeprefix(kind))
    low, high = (0, 2**bits) if kind == "UInt" else (-(2 ** (bits - 1)), 2 ** (bits - 1))

    def whole(value: object) -> str:
        if not isinstance(value, int):
            return "not a whole number"
        return "" if low <= value < high else f"not a whole number of {bits} bits"

    return whole
