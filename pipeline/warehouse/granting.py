"""Roles of a ClickHouse server made: the statements of `pipeline.access`, run by whoever may make users there."""

from collections.abc import Sequence
from typing import Final

from clickhouse_driver import errors

from pipeline.warehouse.engine import first_line
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused

_SINCE: Final = (24, 2)
"""The first server whose views can read their tables as somebody other than their reader."""


def hindrance(warehouse: SqlWarehouse, first: str) -> str:
    """Why no roles can be made there; empty: they can. `first` is a statement that only an administrator may run."""
    if warehouse.server < _SINCE:
        major, minor = warehouse.server
        return f"ClickHouse {major}.{minor} is too old for roles, which need 24.2; docs/access.md says what it can do"
    try:
        _run(warehouse, first)
    except Misused as refused:
        return f"the user of EARSHOT_WAREHOUSE cannot make users and roles: {refused}"
    return ""


def grant(warehouse: SqlWarehouse, statements: Sequence[str]) -> None:
    """Run them in order. Misused, with the server's words, for the first that it refuses; run again, they begin anew."""
    for statement in statements:
        _run(warehouse, statement)


def _run(warehouse: SqlWarehouse, statement: str) -> None:
    try:
        warehouse.run(statement)
    except errors.ServerException as error:
        raise Misused(f"warehouse: {first_line(str(error))}; see docs/access.md") from None
