"""`earshot erase`: a person is removed, and the removal can be checked."""

import sys
import time
from pathlib import Path
from typing import Final

import click
import msgspec

from pipeline.erasing.asking import ERASE, PATIENCE, Answered, Asked, answered, files_left
from pipeline.erasing.receipt import Receipt
from pipeline.running import running
from pipeline.station import Front, Station, either, settings
from pipeline.terminal import ERR, plain
from pipeline.warehouse.removing import dropping
from schemas.errors import Misused

FILES_SECONDS: Final = 90.0
"""How long to wait for the embedded warehouse to drop files that it replaced: nobody does once this process has ended."""


@click.command()
@click.option("--customer", default="", help="The customer's id.")
@click.option(
    "--handle", default="", help="Or an e-mail address, a telephone number or @name; else kind:value."
)
@click.option("--dry-run", is_flag=True, help="Only say how much would be removed.")
@click.option("--check", type=click.Path(path_type=Path), help="A receipt: say what is left of the person.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run and --check too: one JSON document.")
def command(customer: str, handle: str, dry_run: bool, check: Path | None, as_json: bool) -> None:
    """Remove a person from all that is stored; the receipt is printed as JSON.

    \b
    earshot erase --customer 4711 --dry-run
    earshot erase --customer 4711 > receipt.json
    earshot erase --check receipt.json

    What they said and who they were is gone from facts, stories, alerts, dead letters, the log and the disk; hourly tallies
    keep their counts. Whatever was created before, wherever it comes from again, is stored without them. May be stopped and
    started again. docs/privacy.md says what Earshot cannot reach. Exit status of --check: 1 when something is left.
    """
    if sum(map(bool, (customer, handle, check))) != 1:
        raise Misused("name one: --customer, --handle or --check")
    asked = Asked(customer, handle, dry_run, _read(check) if check else None)
    answer = _answer(asked)
    if asked.receipt:
        _say_left(answer, as_json)
        sys.exit(bool(answer.left))
    if dry_run:
        _say_counts(answer, asked, as_json)
    else:
        if not any(answer.counts.values()):
            kept_out = "the receipt holds all the same: what comes later from before is stored without them"
            ERR.print(plain(f"earshot: {_nothing(answer, asked)}; {kept_out}"))
        click.echo(msgspec.json.format(msgspec.json.encode(answer.receipt)))


def _read(file: Path) -> Receipt:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Receipt)
    except OSError as error:
        raise Misused(f"cannot read {file}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Misused(f"{file} is not a receipt of `earshot erase`: {error}") from None


def _answer(asked: Asked) -> Answered:
    """From the process that holds the home; where there is none, from this one."""
    holder = running(settings().home)
    if holder and holder.url:
        body = holder.ask(f"/admin/{ERASE}", msgspec.json.encode(asked), PATIENCE)
        return msgspec.json.decode(body, type=Answered)
    with either(ERASE) as front, ERR.status("looking through all that is stored"):
        if isinstance(front, Station):
            front.engine.drain()
        answer = answered(front, asked)
        if answer.receipt:
            _wait_for_files(front, answer.receipt)
    return answer


def _wait_for_files(front: Front, receipt: Receipt) -> None:
    if not front.settings.on_server:
        until = time.monotonic() + FILES_SECONDS
        with dropping(front.warehouse, receipt.done_at):
            while files_left(front, receipt) and time.monotonic() < until:
                time.sleep(0.1)
    if files := files_left(front, receipt):
        ERR.print(
            f"earshot: {files} files that were replaced are still on the disk; `earshot erase --check` tells"
        )


def _say_left(answer: Answered, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({"left": answer.left}))
        return
    for line in answer.left:
        click.echo(line)
    if not answer.left:
        click.echo("nothing is left")


def _nothing(answer: Answered, asked: Asked) -> str:
    """Also a slip of the pen is somebody of whom nothing is stored, so this says what to look at."""
    who = f"customer {asked.customer!r}" if asked.customer else f"handle {asked.handle!r}"
    if answer.before:
        return f"nothing is stored of {who}, erased already as of {answer.before:%Y-%m-%d %H:%M} UTC"
    other = "--handle" if asked.customer else "--customer"
    return f"nothing is stored of {who}; is it written letter for letter as it was sent? Or try {other}"


def _say_counts(answer: Answered, asked: Asked, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(answer.counts))
        return
    for name, count in answer.counts.items():
        if count:
            click.echo(f"{name}: {count:,}")
    if not any(answer.counts.values()):
        click.echo(_nothing(answer, asked))
