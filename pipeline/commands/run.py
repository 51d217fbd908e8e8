"""`earshot run`: gateway, agents and page in one process."""

from typing import Final

import click

from pipeline.serving import serve
from pipeline.station import either
from pipeline.terminal import ERR

_UNKEYED: Final = "; without EARSHOT_KEYS_FILE or EARSHOT_API_KEYS no events are taken there, and files can still be imported"


@click.command()
def command() -> None:
    """Take events in, hear them, and serve the page, until Ctrl-C or SIGTERM.

    \b
    EARSHOT_API_KEYS=web:$(openssl rand -hex 16) earshot run
    curl -H "X-API-Key: ..." --data-binary @events.jsonl -H "Content-Type: application/x-ndjson" \\
         http://127.0.0.1:8321/v1/events

    With EARSHOT_BROKERS set events go to Kafka, and `earshot worker` runs the agents.
    """
    with either("run") as front:
        keyed = bool(front.settings.api_keys or front.settings.keys_file)
        serve(front, lambda url: ERR.print(_told(url, keyed)))
    ERR.print("earshot: stopped")


def _told(url: str, keyed: bool) -> str:
    return f"earshot: the page is at {url}{f' and events go to {url}/v1/events' if keyed else _UNKEYED}"
