"""From settings to a warehouse."""

from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.settings import Settings
from pipeline.warehouse.embedded import Embedded
from pipeline.warehouse.engine import Engine
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused

_FORMS: Final = "use chdb://FOLDER or clickhouse://user:password@host:port/database, or leave it empty"


def open_warehouse(settings: Settings) -> SqlWarehouse:
    """The warehouse that `settings.warehouse` names, its database made if absent; its tables are `migrate`'s.

    Empty: chDB in the folder `warehouse` of the home. Misused for any other form; WarehouseUnavailable while another
    process holds the folder or the server does not answer.
    """
    return SqlWarehouse(_engine(settings))


def _engine(settings: Settings) -> Engine:
    named = settings.warehouse
    if not named:
        return Embedded(settings.home / "warehouse")
    if named.startswith("chdb://") and named.removeprefix("chdb://"):
        return Embedded(Path(unquote(named.removeprefix("chdb://"))).expanduser())
    return Server(_server_url(named))


def _server_url(named: str) -> SplitResult:
    try:
        url = urlsplit(named)
        fits = url.scheme == "clickhouse" and bool(url.hostname) and url.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise Misused(f"EARSHOT_WAREHOUSE: {_FORMS}")  # without the value: it may hold a password
    return url
