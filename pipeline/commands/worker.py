"""`earshot worker`: the agents on Kafka."""

import os
import signal

import click

from pipeline.station import settings
from schemas.errors import Misused


@click.command()
@click.option(
    "--agents",
    "chosen",
    default="",
    metavar="NAME,NAME",
    help="Only these: calls, emails, social, chats, records, story, tally, clerk. All others must run elsewhere.",
)
def command(chosen: str) -> None:
    """Run the agents on Kafka until SIGTERM: hear what customers say, follow their stories, recount the figures.

    Start as many as there are partitions, on as many machines as you like; each takes its share, and what one leaves the
    others take over. Killed at any moment, nothing is lost and nothing counted twice.

    \b
    export EARSHOT_BROKERS=kafka://127.0.0.1:9092
    export EARSHOT_WAREHOUSE=clickhouse://default:@127.0.0.1:9000/voc
    export EARSHOT_HANDLE_SECRET=$(openssl rand -hex 16)
    earshot topics apply && earshot migrate
    earshot worker &
    earshot lag
    """
    given = settings()
    if not given.brokers:
        raise Misused("EARSHOT_BROKERS is empty, and a worker needs Kafka; `earshot run` does without")
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # until Faust listens: nothing is begun yet
    from pipeline.worker import NAMES, run  # noqa: PLC0415 - Faust takes a second to load

    names = [name.strip() for name in chosen.split(",") if name.strip()]
    run(given, names or NAMES)
