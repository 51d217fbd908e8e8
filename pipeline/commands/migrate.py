"""`earshot migrate`: bring the warehouse's tables and views up to date."""

import os
from contextlib import closing

import click
import msgspec

from pipeline.running import claim
from pipeline.settings import load
from pipeline.warehouse.migrate import Migration, migrate, pending
from pipeline.warehouse.open import open_warehouse


class Step(msgspec.Struct, frozen=True):
    """One migration and what becomes of it here."""

    number: int
    name: str
    state: str  # applied, pending, or skipped: the server is older than the migration needs


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a migration.")
def command(dry_run: bool, as_json: bool) -> None:
    """Bring the warehouse's tables and views up to date. Running it again does nothing; killed, run it again."""
    chosen = load(os.environ)
    with claim(chosen.home, "migrate"), closing(open_warehouse(chosen)) as warehouse:
        todo = pending(warehouse) if dry_run else migrate(warehouse)
        steps = [_step(each, warehouse.server, dry_run) for each in todo]
    for step in steps:
        line = f"{step.number:04} {step.name}: {step.state}"
        click.echo(msgspec.json.encode(step).decode() if as_json else line)
    if not steps and not as_json:
        click.echo("up to date")


def _step(migration: Migration, server: tuple[int, int], dry_run: bool) -> Step:
    done = "pending" if dry_run else "applied"
    return Step(migration.number, migration.name, done if migration.runs_on(server) else "skipped")
