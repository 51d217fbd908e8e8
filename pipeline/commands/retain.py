"""`earshot retain`: what is older than the settings allow is emptied."""

from collections.abc import Mapping
from datetime import UTC, datetime

import click
import msgspec

from pipeline.retaining import days_of, due, retain
from pipeline.running import running
from pipeline.station import either, reading, settings
from pipeline.terminal import ERR
from schemas.errors import Misused


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how many rows are due.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def command(dry_run: bool, as_json: bool) -> None:
    """Empty what is kept longer than the setting `retention` allows: words, reasons of dead letters, quotes of alerts.

    `earshot run` does so by itself once a day, and meanwhile answers --dry-run. Facts and tallies stay, so no figure
    changes.
    """
    days = days_of(settings().retention)
    counts = _due(days) if dry_run else _emptied(days)
    if as_json:
        click.echo(msgspec.json.encode(counts))
        return
    for name, count in counts.items():
        click.echo(f"{name}: {count:,} {'due' if dry_run else 'emptied'}")
    if not counts:
        click.echo("everything is kept for ever; see the setting `retention`")


def _due(days: Mapping[str, int]) -> dict[str, int]:
    with reading() as warehouse, ERR.status("looking for what is due"):
        return due(warehouse, days, datetime.now(UTC))


def _emptied(days: Mapping[str, int]) -> dict[str, int]:
    holder = running(settings().home)
    if holder and holder.url:
        raise Misused(
            f"process {holder.pid} (earshot {holder.command}) does this once a day; stop it to do it now"
        )
    with either("retain") as front, ERR.status("looking for what is due"):
        return retain(front.warehouse, days, datetime.now(UTC))
