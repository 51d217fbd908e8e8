"""From settings to a warehouse. Only the engine that is asked for is imported: a worker may lack the other."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final, cast
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.failpoints import Reach, nowhere
from pipeline.settings import Settings
from pipeline.warehouse.engine import Engine
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused

_FORMS: Final = (
    "use chdb://FOLDER or clickhouse://user:password@host:port,host:port/database (clickhouses:// for TLS),"
    " or leave it empty"
)


def open_warehouse(settings: Settings, reached: Reach = nowhere) -> SqlWarehouse:
    """The warehouse that `settings.warehouse` names, its database made if absent; its tables are `migrate`'s.

    Empty: chDB in the folder `warehouse` of the home. Misused for any other form; WarehouseUnavailable while another
    process holds the folder or the server does not answer.
    """
    return SqlWarehouse(_engine(settings), reached=reached)


def _engine(settings: Settings) -> Engine:
    named = settings.warehouse
    if not named:
        return _embedded(settings.home / "warehouse")
    if named.startswith("chdb://") and named.removeprefix("chdb://"):
        return _embedded(Path(unquote(named.removeprefix("chdb://"))).expanduser())
    make = cast(Callable[[SplitResult], Engine], import_module("pipeline.warehouse.server").Server)
    return make(_server_url(named))


def _embedded(folder: Path) -> Engine:
    try:
        make = cast(Callable[[Path], Engine], import_module("pipeline.warehouse.embedded").Embedded)
    except ModuleNotFoundError as error:
        raise Misused(
            f"{error.name} is not installed; install earshot[embedded], or set EARSHOT_WAREHOUSE"
        ) from None
    return make(folder)


def _server_url(named: str) -> SplitResult:
    try:
        url = urlsplit(named)
    except ValueError:
        url = urlsplit("")
    if url.scheme not in {"clickhouse", "clickhouses"} or not url.netloc:
        raise Misused(f"EARSHOT_WAREHOUSE: {_FORMS}")  # without the value: it may hold a password
    return url
