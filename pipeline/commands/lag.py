"""`earshot lag`: how far the workers have come."""

from datetime import UTC, datetime, timedelta

import click
import msgspec
from rich.table import Table

from pipeline.operating.brokers import Brokers
from pipeline.operating.lag import GroupLag, PlaceLag, lag_of
from pipeline.operating.servers import kafka_settings
from pipeline.station import settings
from pipeline.terminal import OUT, plain


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(as_json: bool) -> None:
    """Records that each agent has not handled yet, by partition, and how long the oldest of them has waited.

    Only partitions with records waiting are listed; --json has all. Embedded, `earshot status` says the same.
    """
    chosen = settings()
    with Brokers(kafka_settings(chosen)) as brokers:
        found = lag_of(brokers, chosen.group)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)))
    else:
        _print(found, datetime.now(UTC))


def _print(found: GroupLag, now: datetime) -> None:
    OUT.print(f"group {found.group}: {found.state}, {found.members} members, lag {found.lag:,}", markup=False)
    if found.missing:
        OUT.print(f"missing: {', '.join(found.missing)}; run `earshot topics apply`", markup=False)
    if found.expired:
        OUT.print(f"{found.expired:,} records were dropped by retention before they were handled")
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("agent", "topic"):
        table.add_column(name)
    for name in ("partition", "end", "committed", "lag", "oldest waits"):
        table.add_column(name, justify="right")
    waiting = [one for one in found.partitions if one.lag]
    for one in waiting:
        table.add_row(*map(plain, _row(one, now)))
    if waiting:
        OUT.print(table)


def _row(one: PlaceLag, now: datetime) -> tuple[str, ...]:
    committed = "–" if one.committed is None else f"{one.committed:,}"
    waits = "–" if one.oldest_at is None else _span(max(timedelta(), now - one.oldest_at))
    return one.agent, one.topic, str(one.partition), f"{one.end:,}", committed, f"{one.lag:,}", waits


def _span(waits: timedelta) -> str:
    return str(timedelta(seconds=int(waits.total_seconds())))
