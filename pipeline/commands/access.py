"""`earshot access`: roles of ClickHouse, and what each reads."""

import re
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import click
import msgspec

from pipeline.access import PEOPLE, readable, reader, statements
from pipeline.station import settings
from pipeline.terminal import ERR
from pipeline.warehouse.address import address
from pipeline.warehouse.granting import grant, hindrance
from pipeline.warehouse.open import open_warehouse
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
    for statement in statements(_plain("--database", database)):
        click.echo(f"{statement};")


@command.command()
@click.option(
    "--reader", "name", metavar="USER", help="Make this user, who reads figures; with --password-file."
)
@click.option("--password-file", type=click.Path(path_type=Path), help="What USER signs in with.")
@click.option("--where-possible", is_flag=True, help="Where it cannot be done, say why and end with 0.")
def apply(name: str | None, password_file: Path | None, where_possible: bool) -> None:
    """Make the roles on the server of EARSHOT_WAREHOUSE, whose user has to be one who may make users.

    Run it after each `earshot migrate`: views that were made anew let nobody in until then. Running it again changes nothing.
    """
    chosen = settings()
    if not chosen.on_server:
        raise Misused("EARSHOT_WAREHOUSE names no server: the embedded warehouse has no roles")
    first, *rest = statements(_plain("database", address(urlsplit(chosen.warehouse)).database))
    more = _reader(name, password_file)
    with closing(open_warehouse(chosen)) as warehouse:
        why = hindrance(warehouse, first)
        if not why:
            grant(warehouse, [*rest, *more])
    if why and not where_possible:
        raise Misused(why)
    ERR.print(f"no roles made: {why}" if why else "roles made", highlight=False, soft_wrap=True)


def _reader(name: str | None, password_file: Path | None) -> tuple[str, ...]:
    if name is None and password_file is None:
        return ()
    if name is None or password_file is None:
        raise Misused("--reader and --password-file belong together")
    try:
        password = password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misused(f"--password-file: cannot read {password_file}: {type(error).__name__}") from None
    if not password:
        raise Misused(f"--password-file: {password_file} is empty")
    return reader(_plain("--reader", name), password)


def _plain(what: str, name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        raise Misused(f"{what} {name!r}: letters, digits and _")
    return name


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
