"""`earshot rebuild`: stories and tallies anew."""

from datetime import UTC, datetime

import click

from pipeline.station import Station, either
from pipeline.terminal import ERR
from pipeline.verify import rebuild


@click.command()
def command() -> None:
    """Write touchpoints, stories and tallies anew from the facts.

    For after `earshot verify` found a difference, or after an upgrade whose notes ask for it. Changes nothing that was
    right; may be stopped and started again.
    """
    with either("rebuild") as front, ERR.status("rebuilding from the facts"):
        if isinstance(front, Station):
            front.engine.drain()
        rebuild(front.warehouse, front.policies)
        front.warehouse.sum_stories(datetime.now(UTC))
    ERR.print("rebuilt; `earshot verify` compares")
