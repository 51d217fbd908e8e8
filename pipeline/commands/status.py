"""`earshot status`: lag, freshness and accounts."""

import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from importlib import import_module
from typing import TypeVar

import click
import msgspec
from rich.table import Table

from agents.channels import READERS
from pipeline.embedded import open_log
from pipeline.log import SqliteLog
from pipeline.ports import Asks
from pipeline.running import running
from pipeline.settings import Settings
from pipeline.station import reading, settings
from pipeline.terminal import OUT, plain

T = TypeVar("T", bound=msgspec.Struct)


class Lag(msgspec.Struct, frozen=True):
    """How far one reader has come on one topic, in records."""

    reader: str
    topic: str
    end: int
    handled: int
    lag: int


class Fresh(msgspec.Struct, frozen=True):
    source: str
    newest_event_at: datetime | None
    newest_stored_at: datetime | None
    interactions: int
    records: int


class Account(msgspec.Struct, frozen=True):
    """received = stored + duplicates + dead_lettered + in_flight; `difference` is what is missing."""

    source: str
    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    difference: int


class Status(msgspec.Struct, frozen=True):
    running: bool
    lag: tuple[Lag, ...]
    freshness: tuple[Fresh, ...]
    accounts: tuple[Account, ...]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(as_json: bool) -> None:
    """How far the agents have come, how fresh the figures are, and whether the account closes.

    Exit status 1 when the account of any source does not close.
    """
    chosen = settings()
    if chosen.brokers:
        lags, is_running = _on_kafka(chosen)
        with reading() as warehouse:
            found = status(lags, warehouse, is_running=is_running)
    else:
        is_running = running(chosen.home) is not None  # asked first: reading may hold the home itself
        with reading() as warehouse, closing(open_log(chosen)) as log:
            found = status(lags_of(log), warehouse, is_running=is_running)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)))
    else:
        _print(found)
    if any(account.difference for account in found.accounts):
        sys.exit(1)


def lags_of(log: SqliteLog) -> list[Lag]:
    found = []
    for reader, topic in READERS:
        end, handled = log.end(topic), log.position(reader, topic)
        found.append(Lag(reader, topic, end, handled, end - handled))
    return found


def _on_kafka(chosen: Settings) -> tuple[list[Lag], bool]:
    """The lag of all workers, partitions added up, and whether there are any."""
    # Loaded when asked for: the embedded engine does without Kafka's libraries.
    kafka = import_module("pipeline.operating.brokers")
    servers = import_module("pipeline.operating.servers").kafka_settings(chosen)
    with kafka.Brokers(servers) as brokers:
        whole = import_module("pipeline.operating.lag").lag_of(brokers, chosen.group, with_age=False)
    found = []
    for reader, topic in READERS:
        end = sum(one.end for one in whole.partitions if one.agent == reader)
        lag = sum(one.lag for one in whole.partitions if one.agent == reader)
        found.append(Lag(reader, topic, end, end - lag, lag))
    return found, whole.members > 0


def status(lags: Sequence[Lag], warehouse: Asks, *, is_running: bool) -> Status:
    fresh = warehouse.ask(
        "SELECT source, newest_event_at, newest_stored_at, interactions, records FROM freshness ORDER BY source"
    )
    accounts = warehouse.ask(
        "SELECT source, sum(received), sum(stored), sum(duplicates), sum(dead_lettered), sum(in_flight),"
        " sum(difference) FROM accounts GROUP BY source ORDER BY source"
    )
    return Status(
        is_running,
        tuple(lags),
        tuple(_as(Fresh, row) for row in fresh.rows),
        tuple(_as(Account, row) for row in accounts.rows),
    )


def _as(kind: type[T], row: Sequence[object]) -> T:
    return msgspec.convert(dict(zip(kind.__struct_fields__, row, strict=True)), kind)


def _print(found: Status) -> None:
    OUT.print("running" if found.running else "not running")
    _table("Lag (records)", Lag, found.lag)
    _table("Freshness (UTC)", Fresh, found.freshness)
    _table("Account: received = stored + duplicates + dead-lettered + in flight", Account, found.accounts)


def _table(title: str, kind: type[msgspec.Struct], rows: tuple[msgspec.Struct, ...]) -> None:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for name in kind.__struct_fields__:
        left = name in {"reader", "topic", "source"}
        table.add_column(name.replace("_", " "), justify="left" if left else "right", no_wrap=True)
    for row in rows:
        table.add_row(*(plain(_cell(value)) for value in msgspec.structs.astuple(row)))
    OUT.print(table)
    OUT.print()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return f"{value:,}" if isinstance(value, int) else str(value) or "(not said)"
