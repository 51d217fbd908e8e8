"""What the usual tutorial builds: Faust, one event at a time, JSON, TextBlob, an insert of 1,000 rows.

    python -m benchmarks.engine.naive EVENTS worker

It redacts nothing, hears no Chinese, finds no topic and no promise, follows nobody and is not exact after a crash.
"""

import os
import signal
import sys
import time
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import faust
from clickhouse_driver import Client
from faust.types import StreamT
from textblob import TextBlob

from benchmarks.engine.contender import Timed, settings, wanted
from schemas import topics

ROWS: Final = 1_000
TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS events (id String, type String, created_at DateTime, polarity Float64, words String)"
    " ENGINE = MergeTree ORDER BY id"
)

Event = dict[str, Any]
Row = tuple[str, str, datetime, float, str]


def said(event: Event) -> str:
    """The customer's words in an event."""
    if turns := event.get("turns"):
        return "\n".join(turn["text"] for turn in turns if turn["speaker"] == "customer")
    return str(event.get("text") or event.get("html") or "")


def row(event: Event) -> Row:
    words = said(event)
    moment = datetime.fromisoformat(event["created_at"])
    return event["id"], event["type"], moment, TextBlob(words).sentiment.polarity, words


def main() -> None:
    chosen, count = settings(), wanted()
    app = faust.App(
        chosen.group,
        broker=chosen.brokers,
        value_serializer="json",
        consumer_auto_offset_reset="earliest",
        topic_disable_leader=True,
        web_enabled=False,
        datadir=chosen.home,
    )
    url = urlsplit(chosen.warehouse)
    client = Client(
        url.hostname,
        port=url.port,
        user=unquote(url.username or "default"),
        password=unquote(url.password or ""),
        database=url.path.strip("/"),
    )
    client.execute(TABLE)

    async def hear(events: StreamT[Event]) -> None:
        rows: list[Row] = []
        began, seen = 0.0, 0
        async for event in events:
            began = began or time.monotonic()
            rows.append(row(event))
            seen += 1
            if len(rows) == ROWS or seen == count:
                client.execute("INSERT INTO events VALUES", rows)
                rows.clear()
            if seen == count:
                Timed(events=seen, first_fetch=began, last_row=time.monotonic()).tell()
                os.kill(os.getpid(), signal.SIGTERM)

    app.agent(app.topic(*topics.RAW))(hear)
    sys.argv = [sys.argv[0], "worker", "--loglevel=error"]
    app.main()


if __name__ == "__main__":
    main()
