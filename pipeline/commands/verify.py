"""`earshot verify`: recompute and compare."""

import sys
from collections.abc import Iterable

import click
import msgspec

from pipeline.running import running
from pipeline.station import either, settings
from pipeline.terminal import ERR
from pipeline.verify import differences

SHOWN = 100


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document: the number of differences and all of them."
)
def command(as_json: bool) -> None:
    """Recompute stories and tallies from the facts and print every difference; exit status 1 when there is one.

    A difference means that something is wrong with the warehouse or with Earshot; `earshot rebuild` writes both anew from
    the facts.
    """
    holder = running(settings().home)
    if holder and holder.url:
        found: Iterable[str] = msgspec.msgpack.decode(holder.ask("/admin/verify"), type=list[str])
        _say(list(found), as_json)
    else:
        with either("verify") as front, ERR.status("recomputing from the facts"):
            found = list(differences(front.handed(), front.warehouse, front.policies))
        _say(found, as_json)
    sys.exit(bool(found))


def _say(found: list[str], as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode({"differences": len(found), "found": found}))
        return
    for line in found[:SHOWN]:
        click.echo(line)
    if len(found) > SHOWN:
        click.echo(f"... and {len(found) - SHOWN:,} more")
    click.echo(f"{len(found):,} differences" if found else "no difference")
