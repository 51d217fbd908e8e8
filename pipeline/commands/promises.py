"""`earshot promises`: the ledger as of any moment, for people and as JSON."""

from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import click
import msgspec

from agents.following.standing import State
from pipeline.ledger.asking import Wanted, ledger
from pipeline.ledger.showing import show
from pipeline.moments import moment_of
from pipeline.station import reading, settings
from pipeline.terminal import OUT

LISTED: Final = 40
"""Promises of the table; `--json` has them all."""
_LAST: Final = time(23, 59, 59)


@click.command()
@click.option(
    "--as-of", metavar="MOMENT", help="A date (its end) or a time, of the past or to come; now if not given."
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in State]),
    help="Only these; may be given again.",
)
@click.option("--customer", metavar="ID", help="Only those made to this customer.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, with all promises.")
def command(
    as_of: str | None,
    states: tuple[str, ...],
    customer: str | None,
    language: str,
    as_json: bool,
) -> None:
    """What the company promised, what became of it, and what is owed, as of any moment.

    The moment is read in the time zone of the settings where it names none. What happened after it has not happened;
    what became known since is known.

    \b
    earshot promises --state broken
    earshot promises --as-of 2026-08-31 --customer C-1042
    earshot promises --as-of 2026-08-31T12:00+02:00 --json
    """
    zone = ZoneInfo(settings().time_zone)
    moment = moment_of(as_of, zone, _LAST) if as_of is not None else datetime.now(UTC).replace(microsecond=0)
    chosen = tuple(State(state) for state in states)
    wanted = Wanted(moment, chosen, customer, None if as_json else LISTED)
    with reading() as warehouse:
        found = ledger(warehouse, wanted)
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        asked = sum(found.states[state] for state in chosen or State)
        show(found, OUT, zone, 1 if language == "zh" else 0, asked)
