"""`earshot dead-letters`: what was refused, why, and once more."""

import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

import click
import msgspec
from rich.table import Table

from pipeline.embedded import open_log
from pipeline.log import SqliteLog
from pipeline.ports import NewRecord, Record
from pipeline.stages.hearing import REPLAYS
from pipeline.station import settings
from pipeline.terminal import OUT, plain
from schemas import topics
from schemas.envelope import decode
from schemas.errors import Misused, Rejected
from schemas.interactions import DeadLetter

MOST_REPLAYS: Final = 5
SENT: Final = "dead-letters:sent"  # mark: the numbers that were sent again
NUMBER: Final = click.IntRange(0, 2**63 - 1)
_DECODE: Final = msgspec.json.Decoder(DeadLetter).decode


class Listed(msgspec.Struct, frozen=True):
    number: int
    arrived_at: datetime
    source: str
    origin: str
    place: str
    reason: str
    bytes: int
    replays: int


@click.group()
def command() -> None:
    """List, show and replay what was refused. Numbers are offsets of the topic voc.dead-letters."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--last", type=NUMBER, default=50, show_default=True, help="How many, from the newest back; 0 for all."
)
def list_(as_json: bool, last: int) -> None:
    """Every dead letter: where it came from and what was wrong."""
    with closing(open_log(settings())) as log:
        start = max(0, log.end(topics.DEAD_LETTERS) - last) if last else 0
        found = [_listed(record, letter) for record, letter in _letters(log, start)]
    if as_json:
        for one in found:
            click.echo(msgspec.json.encode(one))
        return
    table = Table("number", "arrived (UTC)", "source", "origin", "place", "reason", "bytes", "replays")
    for one in found:
        arrived = one.arrived_at.strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(
            str(one.number),
            arrived,
            plain(one.source),
            plain(one.origin),
            plain(one.place),
            plain(one.reason),
            f"{one.bytes:,}",
            str(one.replays),
        )
    OUT.print(table if found else "no dead letters")


@command.command()
@click.argument("number", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, the bytes in base64.")
@click.option("--bytes", "raw", is_flag=True, help="Only the bytes, as they came.")
def show(number: int, as_json: bool, raw: bool) -> None:
    """One dead letter with its bytes as they came (personal data may be in them)."""
    with closing(open_log(settings())) as log:
        record, letter = _one(log, number)
    if raw:
        sys.stdout.buffer.write(letter.value)
    elif as_json:
        shown = msgspec.to_builtins(_listed(record, letter)) | {
            "headers": dict(letter.headers),
            "value": b64encode(letter.value).decode(),
        }
        click.echo(msgspec.json.encode(shown))
    else:
        OUT.print(plain(f"{letter.origin}: {letter.place} {letter.reason}"))
        OUT.print(plain(letter.value[:4_000].decode(errors="backslashreplace")))


@command.command()
@click.argument("numbers", type=NUMBER, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every dead letter that was not sent again yet.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; send nothing.")
def replay(numbers: tuple[int, ...], everything: bool, dry_run: bool) -> None:
    """Send dead letters again, for example after an upgrade that reads them.

    What still breaks the contract stays where it is. What is refused once more becomes a new letter; that goes on 5
    times at most.
    """
    if not numbers and not everything:
        raise Misused("which? name numbers from `earshot dead-letters list`, or --all")
    with closing(open_log(settings())) as log:
        sent = {int(number) for number in log.marked(SENT).split()}
        chosen = (
            (pair for pair in _letters(log, 0) if pair[0].offset not in sent)
            if everything
            else (_one(log, number) for number in dict.fromkeys(numbers))
        )
        again = {record.offset: new for record, letter in chosen if (new := _again(record.offset, letter))}
        if not dry_run:
            log.append([*again.values()], mark=(SENT, " ".join(map(str, sorted(sent | again.keys())))))
    OUT.print(f"{len(again)} {'would be ' if dry_run else ''}sent again")


def _again(number: int, letter: DeadLetter) -> NewRecord | None:
    if letter.replays >= MOST_REPLAYS:
        OUT.print(f"{number}: sent {letter.replays} times already; left", markup=False)
        return None
    try:
        event = decode(letter.value, letter.headers)
    except Rejected as error:
        OUT.print(plain(f"{number}: still refused: {error}"))
        return None
    headers = {**letter.headers, REPLAYS: str(letter.replays + 1)}
    return NewRecord(topics.topic_of(event), topics.key_of(event), letter.value, headers)


def _letters(log: SqliteLog, start: int) -> Iterator[tuple[Record, DeadLetter]]:
    while records := log.read(topics.DEAD_LETTERS, start, 200):
        for record in records:
            yield record, _DECODE(record.value)
        start = records[-1].offset + 1


def _one(log: SqliteLog, number: int) -> tuple[Record, DeadLetter]:
    found = log.read(topics.DEAD_LETTERS, number, 1)
    if not found or found[0].offset != number:
        raise Misused(f"there is no dead letter {number}; see `earshot dead-letters list`")
    return found[0], _DECODE(found[0].value)


def _listed(record: Record, letter: DeadLetter) -> Listed:
    return Listed(
        number=record.offset,
        arrived_at=datetime.fromtimestamp(record.appended // 1_000_000, UTC),
        source=letter.source,
        origin=letter.origin,
        place=letter.place,
        reason=letter.reason,
        bytes=len(letter.value),
        replays=letter.replays,
    )
