"""A worker process on record batches: writes down each batch, then acknowledges it.

    python worker.py SERVERS TOPIC OUT [--pause SECONDS] [--records N] [--automatic] [--session SECONDS]

A line of OUT is `partition first last` when a batch is done and `late partition first last` when its acknowledgement
did not count. The group is the topic's name.
"""

import argparse
import asyncio
import os
import tempfile
from typing import cast

import faust
from faust.streams import Stream
from faust.types import StreamT

from pipeline.transport import Batch, Bounds, Transport


def application(told: argparse.Namespace, lines: int) -> faust.App:
    app = faust.App(
        told.topic,
        broker=f"batches://{told.servers}",
        value_serializer="raw",
        stream_wait_empty=False,
        table_standby_replicas=0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        broker_session_timeout=told.session,
        broker_heartbeat_interval=1.0,
        broker_commit_interval=0.2,
        datadir=tempfile.mkdtemp(),
    )
    Transport.of(app).bounds = Bounds(records=told.records, wait=0.02)

    async def listed(stream: StreamT[bytes]) -> None:
        async for event in cast("Stream[bytes]", stream).noack().events():
            batch = cast("Batch", event.value)
            await asyncio.sleep(told.pause)
            place = f"{batch.partition} {batch.first} {batch.last}\n"
            os.write(lines, place.encode())
            if not await stream.ack(event):
                os.write(lines, f"late {place}".encode())

    async def automatic(stream: StreamT[bytes]) -> None:
        async for _ in stream:
            pass

    app.agent(app.topic(told.topic, value_type=bytes))(automatic if told.automatic else listed)
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("servers", "topic", "out"):
        parser.add_argument(name)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--records", type=int, default=100)
    parser.add_argument("--session", type=float, default=6.0)
    parser.add_argument("--automatic", action="store_true")
    told = parser.parse_args()
    lines = os.open(told.out, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    app = application(told, lines)
    app.finalize()
    app.Worker(loglevel="WARN").execute_from_commandline()


if __name__ == "__main__":
    main()
