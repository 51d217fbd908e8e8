"""`earshot access`: roles of ClickHouse, and what each reads."""

import re

import click
import msgspec

from pipeline.access import PEOPLE, readable, statements
from schemas.errors import Misused


class Reads(msgspec.Struct, frozen=True):
    """What a role reads of one view."""

    role: str
    view: str
    columns: tuple[str, ...]


@click.group()
def command() -> None:
    """Who may read what in ClickHouse. docs/access.md says how it is used, and what an old server cannot do."""


@command.command()
@click.option("--database", default="earshot", show_default=True, help="That of EARSHOT_WAREHOUSE.")
def sql(database: str) -> None:
    """Print the statements that make the roles, for a server of 24.2 or later; to be run as its administrator.

    Run them after each `earshot migrate`: views that were made anew let nobody in until then.
    """
    if not re.fullmatch(r"[A-Za-z_]\w*", database, re.ASCII):
        raise Misused(f"--database {database!r}: letters, digits and _")
    for statement in statements(database):
        click.echo(f"{statement};")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a role and view.")
def list_(as_json: bool) -> None:
    """What each role of people reads, view by view."""
    for role in PEOPLE:
        for view, columns in readable(role).items():
            if as_json:
                click.echo(msgspec.json.encode(Reads(role, view, columns)))
            else:
                click.echo(f"{role}  {view}  {', '.join(columns)}")
