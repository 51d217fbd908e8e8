"""`earshot dead-letters`: what was refused, why, and once more."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Final

import click
import msgspec
from rich.table import Table

from pipeline.embedded import open_log
from pipeline.operating.letters import Again, EmbeddedLetters, Letter, Letters, again, listed, shown
from pipeline.station import settings
from pipeline.terminal import OUT, plain
from schemas.errors import Misused

TOGETHER: Final = 100


@click.group()
def command() -> None:
    """List, show and replay what was refused.

    Numbers are offsets of the topic voc.dead-letters; with EARSHOT_BROKERS set they are partition/offset, such as 0/17.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--last",
    type=click.IntRange(0, 2**63 - 1),
    default=50,
    show_default=True,
    help="How many, from the newest back; 0 for all.",
)
def list_(as_json: bool, last: int) -> None:
    """Every dead letter: where it came from and what was wrong."""
    with closing(_letters()) as letters:
        found = [listed(letter) for letter in letters.newest(last)]
    found = found[-last:]
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
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, the bytes in base64.")
@click.option("--bytes", "raw", is_flag=True, help="Only the bytes, as they came.")
def show(number: str, as_json: bool, raw: bool) -> None:
    """One dead letter with its bytes as they came (personal data may be in them)."""
    with closing(_letters()) as letters:
        found = letters.one(number)
    if raw:
        sys.stdout.buffer.write(found.letter.value)
    elif as_json:
        click.echo(shown(found))
    else:
        letter = found.letter
        OUT.print(plain(f"{letter.origin}: {letter.place} {letter.reason}"))
        OUT.print(plain(letter.value[:4_000].decode(errors="backslashreplace")))


@command.command()
@click.argument("numbers", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every dead letter that was not sent again yet.")
@click.option("--limit", type=click.IntRange(1), help="How many to send at most, the oldest first.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; send nothing.")
def replay(numbers: tuple[str, ...], everything: bool, limit: int | None, dry_run: bool) -> None:
    """Send dead letters again, for example after an upgrade that reads them.

    What still breaks the contract stays where it is. What is refused once more becomes a new letter; that goes on 5
    times at most. Cut in the middle, the same command goes on; what was sent twice is counted once.
    """
    if not numbers and not everything:
        raise Misused("which? name numbers from `earshot dead-letters list`, or --all")
    with closing(_letters()) as letters:
        chosen = letters.unsent() if everything else map(letters.one, dict.fromkeys(numbers))
        ready = islice(_ready(chosen), limit)
        count = 0
        while together := list(islice(ready, TOGETHER)):
            if not dry_run:
                letters.send(together)
            count += len(together)
    OUT.print(f"{count} {'would be ' if dry_run else ''}sent again")


def _ready(chosen: Iterable[Letter]) -> Iterator[Again]:
    for letter in chosen:
        outcome = again(letter)
        if isinstance(outcome, Again):
            yield outcome
        else:
            OUT.print(plain(outcome))


def _letters() -> Letters:
    chosen = settings()
    if not chosen.brokers:
        return EmbeddedLetters(open_log(chosen))
    # Loaded here: the embedded form needs no client of Kafka.
    from pipeline.operating.kafka_letters import KafkaLetters  # noqa: PLC0415
    from pipeline.operating.servers import kafka_settings  # noqa: PLC0415

    return KafkaLetters(kafka_settings(chosen))
