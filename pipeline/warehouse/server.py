"""A ClickHouse server, over its native protocol."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from threading import Lock, local
from typing import Final, TypeVar
from urllib.parse import SplitResult, unquote
from zoneinfo import ZoneInfo

from clickhouse_driver import Client, errors

from pipeline.warehouse.engine import Answer, fate, fate_of_question, first_line, only_asks
from schemas.errors import WarehouseUnavailable
from schemas.tables import Columns

_T = TypeVar("_T")

# Current servers gather inserts and store them later unless told otherwise, and refuse a batch of more than 100 months.
# Old ones do neither, and refuse the settings.
_SETTINGS: Final[Mapping[str, int]] = {"async_insert": 0, "max_partitions_per_insert_block": 0}
_SETTINGS_SINCE: Final = (21, 11)
_TIMEOUTS: Final = {"connect_timeout": 5, "send_receive_timeout": 60, "sync_request_timeout": 5}
_LOST: Final = (
    EOFError,  # the driver's word for a server that went away
    OSError,
    errors.NetworkError,
    errors.SocketTimeoutError,
    errors.PartiallyConsumedQueryError,
    errors.UnexpectedPacketFromServerError,
    errors.UnknownPacketFromServerError,
)
_UNKNOWN_DATABASE: Final = 81


# The driver logs each failed try with its traceback; what matters of it is in the error we raise.
logging.getLogger("clickhouse_driver").setLevel(logging.CRITICAL)


class Server:
    """The engine on a server. A client is not thread-safe, so each thread has its own."""

    def __init__(self, url: SplitResult) -> None:
        self._where = f"{url.hostname}:{url.port or 9000}"
        self._url = url
        self._clients = local()
        self._opened: list[Client] = []
        self._lock = Lock()
        self._settings: Mapping[str, int] = {}
        self._enter(unquote(url.path.strip("/")) or "default")

    def insert(self, table: str, columns: Columns) -> None:
        names = ", ".join(f"`{name}`" for name in columns)
        data = list(columns.values())
        self._checked(
            lambda client: client.execute(f"INSERT INTO {table} ({names}) VALUES", data, columnar=True)
        )

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
            return self._reached(lambda client: _answer(client, sql, {"readonly": 1}))
        except errors.Error as error:
            raise fate_of_question(error.code, str(error)) from None

    def close(self) -> None:
        with self._lock:
            while self._opened:
                self._opened.pop().disconnect()

    def _enter(self, database: str) -> None:
        """Make the database if there is none, and send from now on what this server understands."""
        self._database = database
        try:
            version = self._version()
        except errors.ServerException as error:
            if error.code != _UNKNOWN_DATABASE:
                self._judge(error)
                raise
            self._forget("")
            self.run(f"CREATE DATABASE IF NOT EXISTS `{database}`")
            version = self._version()
        self._forget(database)
        self._settings = _SETTINGS if version >= _SETTINGS_SINCE else {}

    def _version(self) -> tuple[int, int]:
        ((text,),) = self._reached(lambda client: client.execute("SELECT version()"))
        major, minor, *_ = text.split(".")
        return int(major), int(minor)

    def _forget(self, database: str) -> None:
        self.close()
        self._database, self._clients = database, local()

    def _checked(self, call: Callable[[Client], _T]) -> _T:
        try:
            return self._reached(call)
        except errors.ServerException as error:
            self._judge(error)
            raise

    def _judge(self, error: errors.ServerException) -> None:
        known = fate(error.code, str(error))
        if known is not None:
            raise known from None

    def _reached(self, call: Callable[[Client], _T]) -> _T:
        """Whatever breaks the connection leaves open whether the server has acted; the next call connects anew."""
        client = self._client()
        try:
            return call(client)
        except _LOST as error:
            client.disconnect()
            raise WarehouseUnavailable(f"warehouse at {self._where}: {_words(error)}") from None

    def _client(self) -> Client:
        client: Client | None = getattr(self._clients, "client", None)
        if client is None:
            client = self._clients.client = Client(
                self._url.hostname,
                port=self._url.port or 9000,
                user=unquote(self._url.username or "default"),
                password=unquote(self._url.password or ""),
                database=self._database,
                settings=dict(self._settings),
                **_TIMEOUTS,
            )
            with self._lock:
                self._opened.append(client)
        return client


def _words(error: BaseException) -> str:
    return first_line(str(error)) or type(error).__name__


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
