"""`earshot rewind`: let the workers handle records once more."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click
import msgspec
from rich.table import Table

from pipeline.operating.brokers import Brokers
from pipeline.operating.positions import group_of
from pipeline.operating.rewinding import Move, moves, rewind
from pipeline.operating.servers import kafka_settings
from pipeline.station import settings
from pipeline.terminal import ERR, OUT, plain
from schemas.errors import Misused


@click.command()
@click.option("--to", "target", required=True, metavar="earliest|TIME", help="How far back.")
@click.option(
    "--agents", default="", metavar="A,B", help="Only these: calls, emails, ..., story, tally, clerk."
)
@click.option("--dry-run", is_flag=True, help="Show the way back; move nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a partition.")
def command(target: str, agents: str, dry_run: bool, as_json: bool) -> None:
    """Take the group back to its oldest records, or to those appended at TIME or later.

    A rewind changes no figure: every write replaces what the same record wrote before. It is the way out of any doubt
    about lost or half-written rows, and of re-hearing everything after an upgrade. It never moves forward, since records
    would be passed over. Workers must be stopped: Kafka moves no position under them.

    TIME is RFC 3339 with its offset, such as 2026-05-01T00:00:00Z or 2026-05-01T08:00:00+08:00.
    """
    chosen = settings()
    moment = _moment(target)
    named = tuple(part.strip() for part in agents.split(",") if part.strip())
    with Brokers(kafka_settings(chosen)) as brokers:
        todo = moves(brokers, chosen.group, moment, named)
        group = group_of(brokers, chosen.group)
        if not dry_run:
            rewind(brokers, chosen.group, todo)
    if dry_run and not group.idle:
        ERR.print(f"earshot: {len(group.members)} members are active; stop the workers before you rewind")
    _say(todo, as_json, "would go back" if dry_run else "went back")


def _moment(target: str) -> datetime | None:
    if target == "earliest":
        return None
    try:
        moment = datetime.fromisoformat(target)
    except ValueError:
        raise Misused(f"--to {target!r}: use earliest, or RFC 3339 such as 2026-05-01T00:00:00Z") from None
    if moment.tzinfo is None:
        raise Misused(f"--to {target!r} has no offset; write {target}Z or {target}+08:00")
    if moment > datetime.now(UTC):
        raise Misused(f"--to {target!r} lies ahead; a rewind only goes back")
    return moment


def _say(todo: Sequence[Move], as_json: bool, verb: str) -> None:
    if as_json:
        for move in todo:
            click.echo(msgspec.json.encode(move))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name, justify in (
        ("agent", "left"),
        ("topic", "left"),
        ("partition", "right"),
        ("from", "right"),
        ("to", "right"),
    ):
        table.add_column(name, justify="right" if justify == "right" else "left")
    for move in todo:
        table.add_row(
            *map(plain, (move.agent, move.topic, str(move.partition), f"{move.start:,}", f"{move.to:,}"))
        )
    if todo:
        OUT.print(table)
    OUT.print(f"{sum(move.start - move.to for move in todo):,} records {verb}")
