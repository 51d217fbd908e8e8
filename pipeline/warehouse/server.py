"""A ClickHouse server, over its native protocol."""

import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar
from urllib.parse import SplitResult
from zoneinfo import ZoneInfo

from clickhouse_driver import Client, errors

from pipeline.warehouse.address import address
from pipeline.warehouse.connections import Connections
from pipeline.warehouse.engine import Answer, fate, fate_of_question, only_asks
from schemas.errors import Misused, WarehouseUnavailable
from schemas.tables import Columns

_T = TypeVar("_T")

SETTINGS: Final[Mapping[str, int]] = {
    "async_insert": 0,
    "max_partitions_per_insert_block": 0,
    "insert_deduplicate": 0,
}
"""What a current server must do, or refuse the query: store an insert before it answers, take any number of months in one
batch, and store a block although it stored the same one before. (Of one version the last written row holds; a
replicated table would take X, Y, X for X, Y.) Old servers do so anyway, and know not all of these names."""
_SETTINGS_SINCE: Final = (21, 11)
_UNFIT: Final = (
    errors.TypeMismatchError,
    struct.error,
    ArithmeticError,
    AttributeError,
    TypeError,
    ValueError,
)
"""What the driver raises in the midst of a block for one value or another that does not fit its column."""
_UNKNOWN_DATABASE: Final = 81
_HUNG_UP: Final = ("EOF occurred in violation of protocol", " alert ")


class Server:
    """The engine on a server, or on the first of several that answers (see `Connections`)."""

    def __init__(self, url: SplitResult) -> None:
        to = address(url)
        self._connections = Connections(to)
        self._enter(to.database)

    def insert(self, table: str, columns: Columns) -> None:
        names = ", ".join(f"`{name}`" for name in columns)
        data = list(columns.values())
        try:
            self._checked(
                lambda client: client.execute(f"INSERT INTO {table} ({names}) VALUES", data, columnar=True)
            )
        except _UNFIT as error:
            self._connections.drop()  # half a block was sent; the server forgets it with its connection
            raise ValueError(f"{table}: the driver raised {type(error).__name__}") from None

    def select(self, sql: str) -> Answer:
        return self._checked(lambda client: _answer(client, sql, {}))

    def lines(self, sql: str) -> bytes:
        rows = self._checked(lambda client: client.execute(sql))
        return "\n".join(value for (value,) in rows).encode()

    def run(self, sql: str) -> None:
        self._checked(lambda client: client.execute(sql))

    def ask(self, sql: str) -> Answer:
        only_asks(sql)
        try:
            return self._connections.reached(lambda client: _answer(client, sql, {"readonly": 1}))
        except errors.Error as error:
            raise fate_of_question(error.code, str(error)) from None

    def sync(self) -> None:
        """Nothing: see docs/reliability.md for what a server keeps through a power cut."""

    def close(self) -> None:
        self._connections.close()

    def _enter(self, database: str) -> None:
        """Make the database if there is none, and send from now on what this server understands."""
        self._connections.renew(database, {})
        try:
            version = self._version()
        except errors.ServerException as error:
            if error.code != _UNKNOWN_DATABASE:
                _judge(error)
                raise
            self._connections.renew("", {})
            self.run(f"CREATE DATABASE IF NOT EXISTS `{database}`")
            version = self._version()
        except WarehouseUnavailable as error:
            raise _distrusted(error) or error from None
        self._connections.renew(database, SETTINGS if version >= _SETTINGS_SINCE else {})

    def _version(self) -> tuple[int, int]:
        ((text,),) = self._connections.reached(lambda client: client.execute("SELECT version()"))
        major, minor, *_ = text.split(".")
        return int(major), int(minor)

    def _checked(self, call: Callable[[Client], _T]) -> _T:
        try:
            return self._connections.reached(call)
        except errors.ServerException as error:
            _judge(error)
            raise


def _judge(error: errors.ServerException) -> None:
    known = fate(error.code, str(error))
    if known is not None:
        raise known from None


def _distrusted(error: WarehouseUnavailable) -> Misused | WarehouseUnavailable | None:
    """The driver keeps of a refused certificate only its text; a server that wants ours may only hang up."""
    if any(sign in str(error) for sign in _HUNG_UP):
        hint = "if it asks for a certificate, name one it trusts: ?certfile=FILE&keyfile=FILE in EARSHOT_WAREHOUSE"
        return WarehouseUnavailable(f"{error}; {hint}")
    if "CERTIFICATE_VERIFY_FAILED" not in str(error):
        return None
    return Misused(f"{error}; name the file of its authority: ?ca_certs=FILE in EARSHOT_WAREHOUSE")


def _answer(client: Client, sql: str, settings: dict[str, object]) -> Answer:
    rows, columns = client.execute(sql, with_column_types=True, settings=settings)
    clean = [_cleaner(type_, client) for _, type_ in columns]
    if any(clean):
        rows = [tuple(c(v) if c else v for c, v in zip(clean, row, strict=True)) for row in rows]
    return Answer(tuple(name for name, _ in columns), rows)


def _cleaner(type_: str, client: Client) -> Callable[[object], object] | None:
    """What makes a column's values ours, where they are not already."""
    if type_.startswith("Array"):
        return _tuple
    if "DateTime" not in type_:
        return None
    return partial(_in_utc, zone=ZoneInfo(client.connection.server_info.timezone or "UTC"))


def _tuple(value: object) -> object:
    return tuple(map(_tuple, value)) if isinstance(value, list | tuple) else value


def _in_utc(value: object, zone: ZoneInfo) -> object:
    """A column without a time zone comes in the server's."""
    if not isinstance(value, datetime):
        return value
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
