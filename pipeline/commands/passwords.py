"""`earshot passwords`: who may sign in to the page, where the setting `sign_in` is `passwords`."""

import sys

import click
import msgspec
from rich.table import Table

from pipeline.signin.opening import passwords_place
from pipeline.signin.passwords import MOST_PASSWORD, known_as, put, read, remove
from pipeline.signin.rights import ROLES, Role
from pipeline.station import settings
from pipeline.terminal import ERR, OUT, plain


class Listed(msgspec.Struct, frozen=True):
    name: str
    role: Role


@click.group()
def command() -> None:
    """Who may sign in to the page by a password, and what each may read.

    \b
    reader    figures only
    steward   and customers' words, search, journeys with customers' ids
    admin     and the details of accounts

    A page that runs takes changes over at once: who is removed, or has a new password, is signed out.
    """


@command.command("set")
@click.argument("name")
@click.option(
    "--role", type=click.Choice([str(one) for one in ROLES]), required=True, help="What they may read."
)
def set_(name: str, role: str) -> None:
    """Add NAME, or give NAME another password and role. The password is asked for, or is one line of a pipe."""
    place = passwords_place(settings())
    put(place, name, Role(role), _password())
    ERR.print(plain(f"earshot: {known_as(name)} signs in as {role}, by {place}"))


def _password() -> str:
    if sys.stdin.isatty():
        found: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return found
    return sys.stdin.readline(MOST_PASSWORD + 2).rstrip("\r\n")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a person.")
def list_(as_json: bool) -> None:
    """Who may sign in, by name."""
    place = passwords_place(settings())
    people = sorted(read(place).values(), key=lambda one: one.name) if place.exists() else []
    if as_json:
        for one in people:
            click.echo(msgspec.json.encode(Listed(one.name, one.role)))
        return
    table = Table("name", "role", box=None, padding=(0, 2, 0, 0))
    for one in people:
        table.add_row(plain(one.name), one.role)
    OUT.print(table if people else "nobody yet: earshot passwords set NAME --role reader")


@command.command("remove")
@click.argument("name")
def remove_(name: str) -> None:
    """Take NAME out: a session that is open ends with its next request."""
    remove(passwords_place(settings()), name)
    ERR.print(plain(f"earshot: {known_as(name)} signs in no longer"))
