"""`earshot run`: gateway, agents and page in one process."""

import click

from pipeline.serving import serve
from pipeline.station import either
from pipeline.terminal import ERR


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
        if not (front.settings.api_keys or front.settings.keys_file):
            ERR.print(
                "earshot: no EARSHOT_KEYS_FILE and no EARSHOT_API_KEYS, so the gateway takes no events;"
                " files can still be imported"
            )
        serve(front, lambda url: ERR.print(f"earshot: the page is at {url} and events go to {url}/v1/events"))
    ERR.print("earshot: stopped")
