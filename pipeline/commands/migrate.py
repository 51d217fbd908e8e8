"""`earshot migrate`: bring the warehouse's tables and views up to date."""

from contextlib import closing

import click
import msgspec

from pipeline.running import claim
from pipeline.station import settings
from pipeline.terminal import ERR
from pipeline.warehouse.migrate import Migration, Step, asks_rebuild, migrate, pending
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.remaking import DROPPED


class Told(msgspec.Struct, frozen=True):
    """One step and what becomes of it here."""

    number: int | None  # of the file; views have none
    name: str
    state: str  # applied, dropped, pending, or skipped: the server is older than it needs


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a step.")
def command(dry_run: bool, as_json: bool) -> None:
    """Bring the warehouse's tables and views up to date. Running it again does nothing; killed, run it again."""
    chosen = settings()
    with claim(chosen.home, "migrate"), closing(open_warehouse(chosen)) as warehouse:
        todo = pending(warehouse) if dry_run else migrate(warehouse)
        told = [(each, _told(each, warehouse.server, dry_run)) for each in todo]
        emptied = not dry_run and asks_rebuild(todo, warehouse)
    for step, said in told:
        click.echo(msgspec.json.encode(said).decode() if as_json else f"{step.label}: {said.state}")
    if not told and not as_json:
        click.echo("up to date")
    if emptied:
        ERR.print(
            "stories have to be written anew: run `earshot rebuild` before anybody reads them",
            highlight=False,
        )


def _told(step: Step, server: tuple[int, int], dry_run: bool) -> Told:
    number = step.number if isinstance(step, Migration) else None
    if not step.runs_on(server):
        return Told(number, step.name, "skipped")
    if dry_run:
        return Told(number, step.name, "pending")
    return Told(number, step.name, "dropped" if step.checksum == DROPPED else "applied")
