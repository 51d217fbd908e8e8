"""`earshot keys`: who may send events to the gateway."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import click
import msgspec
from rich.table import Table

from pipeline.admitting.keys import CHANNELS, Key, checked, digest, fresh_key
from pipeline.admitting.shelf import change, read
from pipeline.station import settings
from pipeline.terminal import ERR, OUT, plain
from schemas.errors import Misused


class Listed(msgspec.Struct, frozen=True):
    """A key as it is shown: without anything that it could be known by."""

    name: str
    id: str
    sources: tuple[str, ...]
    channels: tuple[str, ...]
    made: datetime | None
    until: datetime | None
    holds: bool


class Made(Listed, frozen=True):
    """And its text, this once."""

    key: str


@click.group()
def command() -> None:
    """Make, list and revoke the gateway's keys, in the file that EARSHOT_KEYS_FILE names.

    The file holds no key, only the SHA-256 of each; a gateway that runs takes changes over with the next request.

    \b
    Exchange a key without a gap:
      earshot keys new crm            a second key of the same name; give it to the sender
      earshot keys list               the ids of both
      earshot keys revoke crm --id ID of the first one, once the sender uses the second
    """


@command.command()
@click.argument("name")
@click.option(
    "--source", "sources", multiple=True, help="It may send for this source; may be repeated. Else for all."
)
@click.option(
    "--channel",
    "channels",
    multiple=True,
    type=click.Choice(CHANNELS),
    help="It may send this; may be repeated.",
)
@click.option(
    "--until", metavar="DAY|TIME", default="", help="Its last day (UTC), or the moment when it ends."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def new(name: str, sources: Sequence[str], channels: Sequence[str], until: str, as_json: bool) -> None:
    """Make a key called NAME and show it: this once, on standard output."""
    now = datetime.now(UTC).replace(microsecond=0)
    file, text = _file(), fresh_key()
    key = checked(
        Key(
            name=name,
            sha256=digest(text),
            sources=tuple(sources),
            channels=tuple(channels),
            made=now,
            until=_end(until, now) if until else None,
        )
    )
    change(file, lambda keys: (*keys, key))
    if as_json:
        click.echo(msgspec.json.encode(Made(*_seen(key, now), text)))
        return
    ERR.print(plain(f"earshot: {name} ({key.id}) may send {_scope(key)}; the key is shown this once:"))
    click.echo(text)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a key.")
def list_(as_json: bool) -> None:
    """All keys, those that have ended as well."""
    file, now = _file(), datetime.now(UTC)
    keys = read(file) if file.exists() else ()
    if as_json:
        for key in keys:
            click.echo(msgspec.json.encode(Listed(*_seen(key, now))))
        return
    table = Table("name", "id", "may send", "made", "until")
    for key in keys:
        ends = f"{key.until:%Y-%m-%d %H:%M} UTC" if key.until else "-"
        made = f"{key.made:%Y-%m-%d}" if key.made else "-"
        table.add_row(
            *map(plain, (key.name, key.id, _scope(key), made, ends if key.holds(now) else f"{ends}, ended"))
        )
    OUT.print(table if keys else f"no keys in {file}")


@command.command()
@click.argument("name")
@click.option("--id", "only", default="", help="This one of them, by its id in `earshot keys list`.")
def revoke(name: str, only: str) -> None:
    """End all keys called NAME, or one of them, at once."""
    change(_file(), partial(_without, name, only))
    ERR.print(plain(f"earshot: revoked {name}{f' ({only})' if only else ''}"))


def _without(name: str, only: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
    left = tuple(key for key in keys if key.name != name or (only and key.id != only))
    if left == keys:
        raise Misused(
            f"no key is called {name!r}{f' with the id {only}' if only else ''}; see `earshot keys list`"
        )
    return left


def _file() -> Path:
    named = settings().keys_file
    if not named:
        raise Misused("EARSHOT_KEYS_FILE is empty; name the file that the gateway's keys are to stand in")
    return Path(named)


def _end(said: str, now: datetime) -> datetime:
    try:
        end = datetime.fromisoformat(said)
        if end.tzinfo is None and end.time() == time() and "T" not in said:
            end = end.replace(tzinfo=UTC) + timedelta(days=1)
        if end.tzinfo is None:
            raise Misused(f"--until {said!r}: a time needs its offset, such as 2027-01-31T12:00:00Z")
        if end <= now:
            raise Misused(f"--until {said}: that is over")
        return end.astimezone(UTC)
    except ValueError:
        raise Misused(f"--until {said!r}: write 2027-01-31, or 2027-01-31T12:00:00Z") from None
    except OverflowError:
        raise Misused(
            f"--until {said}: beyond the last year there is; a key without --until has no end"
        ) from None


def _scope(key: Key) -> str:
    channels = ", ".join(key.channels) or "everything"
    return f"{channels} of {', '.join(key.sources)}" if key.sources else channels


_Seen = tuple[str, str, tuple[str, ...], tuple[str, ...], datetime | None, datetime | None, bool]


def _seen(key: Key, now: datetime) -> _Seen:
    """As `Listed` has it."""
    return key.name, key.id, key.sources, key.channels, key.made, key.until, key.holds(now)
