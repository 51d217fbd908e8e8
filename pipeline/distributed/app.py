"""The Faust application: one agent a topic, each with its life, on record batches of raw bytes."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Final, NamedTuple, cast

import faust
from faust import Stream
from faust.auth import Credentials, SASLCredentials, SSLCredentials
from faust.types import StreamT

from pipeline.distributed.engine import Engine
from pipeline.distributed.rounds import WAITING
from pipeline.operating.servers import Servers, kafka_settings
from pipeline.settings import Settings
from pipeline.transport import Bounds, Transport

Live = Callable[[Stream[bytes]], Coroutine[None, None, None]]

WAIT: Final = 0.1
"""Seconds a batch waits to become larger."""
AHEAD: Final = 16
"""Batches of a partition that are with an agent or on their way to one: small ones, of a round's time, under light load."""
BYTES_IN_ALL: Final = 32 * 1024**2
"""Bytes of all partitions that are."""
METADATA_MS: Final = 10_000
"""How soon new partitions, and topics that were made anew, are found."""
REQUEST: Final = 30.0
"""Seconds until a request to Kafka counts as lost."""


class Life(NamedTuple):
    """An agent: its name, its topic and what it does with the stream."""

    name: str
    topic: str
    live: Live


def application(
    settings: Settings, engine: Engine, lives: Iterable[Life], worker: type[faust.Worker]
) -> faust.App:
    """A Faust application with one agent for each life."""
    servers = kafka_settings(settings)
    app = faust.App(
        settings.group,
        broker=";".join(f"batches://{server}" for server in servers.hosts),
        broker_credentials=_credentials(servers),
        Worker=worker,
        logging_config=engine.voice.journal.library_logging(),
        worker_redirect_stdouts=False,
        store="memory://",
        # What Faust would otherwise do on its own: tables, a leader, topics of its own making, a web server.
        table_standby_replicas=0,
        topic_disable_leader=True,
        topic_allow_declare=False,
        web_enabled=False,
        key_serializer="raw",
        value_serializer="raw",
        processing_guarantee="at_least_once",
        # Faust would wait at a rebalance for rounds that only end when their batches are acknowledged.
        stream_wait_empty=False,
        stream_buffer_maxsize=WAITING,
        broker_commit_interval=1.0,
        broker_session_timeout=settings.session_seconds,
        broker_heartbeat_interval=settings.session_seconds / 5,
        broker_rebalance_timeout=max(30.0, settings.session_seconds * 2),
        broker_request_timeout=max(REQUEST, settings.session_seconds * 3),
        broker_max_poll_interval=3_600.0,  # our own watchdog ends a worker that stands still
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=METADATA_MS,
    )
    transport = Transport.of(app)
    transport.bounds = Bounds(
        records=settings.batch_records,
        bytes=settings.batch_bytes,
        bytes_ahead=2 * settings.batch_bytes,
        batches_ahead=AHEAD,
        bytes_in_all=BYTES_IN_ALL,
        wait=WAIT,
    )
    transport.failpoint = engine.reached
    for life in lives:
        raw = app.topic(life.topic, key_type=bytes, value_type=bytes, value_serializer="raw")
        app.agent(raw, name=life.name)(_guarded(engine, life))
    return app


def _credentials(servers: Servers) -> Credentials | None:
    if servers.tls is None:
        return None
    if not servers.user:
        return SSLCredentials(servers.tls)
    return SASLCredentials(
        username=servers.user, password=servers.password, ssl_context=servers.tls, mechanism=servers.mechanism
    )


def _guarded(engine: Engine, life: Life) -> Callable[[StreamT[bytes]], Coroutine[None, None, None]]:
    async def agent(stream: StreamT[bytes]) -> None:
        await engine.guarded(life.live(cast("Stream[bytes]", stream)))  # what an app's agents get

    return agent
