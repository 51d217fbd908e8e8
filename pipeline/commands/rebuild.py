"""`earshot rebuild`: stories and tallies anew."""

import click

from pipeline.station import working
from pipeline.terminal import ERR
from pipeline.verify import rebuild


@click.command()
def command() -> None:
    """Write touchpoints, stories and tallies anew from the facts.

    For after `earshot verify` found a difference, or after an upgrade whose notes ask for it. Changes nothing that was
    right; may be stopped and started again.
    """
    with working("rebuild") as station, ERR.status("rebuilding from the facts"):
        station.engine.drain()
        rebuild(station.warehouse, station.policies)
    ERR.print("rebuilt; `earshot verify` compares")
