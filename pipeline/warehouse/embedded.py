"""chDB: today's ClickHouse inside this process, in a folder that one process may hold at a time.

All connections of a process share one folder; another folder can be opened once all are closed. What chDB refuses it
raises as a RuntimeError of one kind or another (`chdb.ChdbError` is not among them).
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast

import chdb
import msgspec
import pyarrow as pa

from pipeline.warehouse.disk import sync
from pipeline.warehouse.engine import Answer, fate, fate_of_question, first_line, only_asks
from schemas.errors import Misused, WarehouseUnavailable
from schemas.tables import Columns

# One batch is one atomic insert, answered when it is stored; moments and large integers come back as JSON values.
_SETTINGS: Final = (
    "SET async_insert = 0, max_partitions_per_insert_block = 0, date_time_output_format = 'iso',"
    " output_format_json_quote_64bit_integers = 0, output_format_json_quote_denormals = 0,"
    # One read buffer a column and part: at a megabyte each, a look-up over many young parts cost a hundred.
    " max_threads = 2, max_block_size = 16384, max_read_buffer_size = 131072"
)
# A process of its own has two cores and little memory to give: few merges at a time, small caches.
_SERVER: Final = (
    "background_pool_size=4&background_merges_mutations_concurrency_ratio=1&mark_cache_size=67108864"
)
_FORMAT: Final = "JSONCompactEachRowWithNamesAndTypes"
_CODE: Final = re.compile(r"Code: (\d+)")
_PLAIN: Final[dict[str, Any]] = {
    "String": str,
    "FixedString": str,
    "Date": date,
    "DateTime": datetime,
    "Int": int,
    "UInt": int,
    "Float": float | None,  # not a number and infinity come as null
}
_LINE: Final = msgspec.json.Decoder(tuple[str, ...])


class _Connection:
    """One connection, for one thread at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._chdb = chdb.connect(f"{path}?{_SERVER}")
        except RuntimeError as error:
            raise WarehouseUnavailable(
                f"{path} cannot be opened: {first_line(str(error)) or 'no reason given'};"
                " only one process at a time may hold it"
            ) from None
        self._lock = Lock()

    def query(self, sql: str, table: pa.Table | None = None, format_: str = _FORMAT) -> bytes:  # noqa: ARG002 - SQL names it: Python(table)
        with self._lock:
            try:
                return bytes(self._chdb.query(sql, format_).bytes())
            except RuntimeError:
                # chDB 4.4 shows the rows a failed query had produced in the next result; this throws them away.
                self._chdb.query("SELECT 1 FORMAT Null")
                raise

    def close(self) -> None:
        with self._lock:
            self._chdb.close()


class Embedded:
    """The engine on chDB. Raises WarehouseUnavailable while another process holds the folder."""

    def __init__(self, path: Path, database: str = "earshot") -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._writing = _Connection(path)
        self._asking = _Connection(path)
        self._writing.query(f"CREATE DATABASE IF NOT EXISTS `{database}`")
        for connection in (self._writing, self._asking):
            connection.query(f"USE `{database}`")
            connection.query(_SETTINGS)
        self._asking.query("SET max_execution_time = 60")
        self._asking.query("SET readonly = 1")
        self._types: dict[str, dict[str, str]] = {}

    def insert(self, table: str, columns: Columns) -> None:
        types = self._types.get(table) or self._describe(table)
        try:
            arrow = pa.table({name: _to_arrow(values, types[name]) for name, values in columns.items()})
        except OverflowError:
            raise ValueError(f"{table}: a number is too large for its column") from None
        names = ", ".join(f"`{name}`" for name in columns)
        _checked(self._writing, f"INSERT INTO {table} ({names}) SELECT {names} FROM Python(table)", arrow)

    def select(self, sql: str) -> Answer:
        return _decode(_checked(self._writing, sql))

    def lines(self, sql: str) -> bytes:
        return _checked(self._writing, sql, format_="TSVRaw")

    def run(self, sql: str) -> None:
        _checked(self._writing, sql)

    def ask(self, sql: str) -> Answer:
        only_asks(sql)
        try:
            return _decode(self._asking.query(sql))
        except RuntimeError as error:
            raise fate_of_question(_code(error), str(error)) from None
        except (msgspec.DecodeError, ValueError):
            raise Misused("ask one SELECT, SHOW or DESCRIBE at a time, without FORMAT") from None

    def sync(self) -> None:
        # chDB could do so by itself, file by file, for each of some hundred files of a round.
        try:
            sync(self._path)
        except OSError as error:
            raise WarehouseUnavailable(f"{self._path} cannot be synced: {error.strerror}") from None

    def close(self) -> None:
        self._asking.close()
        self._writing.close()

    def _describe(self, table: str) -> dict[str, str]:
        found = self.select(
            f"SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = '{table}'"
        )
        if not found.rows:
            raise Misused(f"warehouse: no table {table}; run `earshot migrate`")
        self._types[table] = {str(name): str(type_) for name, type_ in found.rows}
        return self._types[table]


def _checked(
    connection: _Connection, sql: str, table: pa.Table | None = None, format_: str = _FORMAT
) -> bytes:
    try:
        return connection.query(sql, table, format_)
    except RuntimeError as error:
        known = fate(_code(error), str(error))
        if known is None:
            raise
        raise known from None


def _code(error: RuntimeError) -> int:
    found = _CODE.search(str(error))
    return int(found[1]) if found else 0


def _decode(body: bytes) -> Answer:
    names, types, rows = (body + b"\n").split(b"\n", 2)
    decoder = _row_decoder(_LINE.decode(types))
    return Answer(_LINE.decode(names), decoder.decode_lines(rows))


@lru_cache(maxsize=256)
def _row_decoder(types: tuple[str, ...]) -> "msgspec.json.Decoder[tuple[object, ...]]":
    return msgspec.json.Decoder(tuple.__class_getitem__(tuple(map(_python_type, types))))


def _python_type(name: str) -> Any:
    outer, _, inner = name.partition("(")
    inner = inner.removesuffix(")")
    match outer:
        case "LowCardinality":
            return _python_type(inner)
        case "Nullable":
            return _python_type(inner) | None
        case "Array":
            return tuple[_python_type(inner), ...]  # type: ignore[misc]
        case _:
            return _PLAIN.get(outer.rstrip("0123456789"), Any)


def _to_arrow(values: Sequence[object], type_: str) -> pa.Array:
    """The column, or TypeError, ValueError or OverflowError: what chDB would bend to fit is refused here."""
    if type_.startswith("Array(DateTime"):
        each = cast(Sequence[Sequence[object]], values)
        ends = pa.array(accumulate(map(len, each), initial=0), pa.int32())
        return pa.ListArray.from_arrays(ends, _to_arrow([*chain.from_iterable(each)], "DateTime"))
    if "DateTime" in type_:
        exact = pa.array(values, pa.timestamp("us", "UTC"))
        whole = exact.cast(pa.timestamp("s", "UTC"), safe=False).cast(pa.int64())
        found = whole.cast(pa.uint32())
    else:
        found = pa.array(values, _arrow_type(type_))
    inner = found.flatten() if type_.startswith("Array") else found
    if inner.null_count and "Nullable" not in type_:
        raise ValueError("nothing in a column that takes no NULL")
    return found


def _arrow_type(name: str) -> pa.DataType:
    outer, _, inner = name.partition("(")
    if outer == "Array":
        return pa.list_(_arrow_type(inner.removesuffix(")")))
    if outer in {"LowCardinality", "Nullable"}:
        return _arrow_type(inner.removesuffix(")"))
    return pa.type_for_alias(outer.lower())
