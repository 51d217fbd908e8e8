"""Records handed to Kafka by operators, importers and the gateway: idempotent, and awaited."""

import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from types import TracebackType
from typing import Final, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError

from pipeline.operating.brokers import PATIENCE_SECONDS, fate
from pipeline.operating.knocking import knock
from pipeline.operating.plan import HEARD_BYTES
from pipeline.operating.servers import Servers
from pipeline.ports import NewRecord
from schemas.errors import EarshotError, LogUnavailable

_WAIT_MS: Final = int(PATIENCE_SECONDS * 1000)
_LINGER_MS: Final = 5  # whoever sends waits for all of them anyway: fewer and larger requests


class Sender:
    """A producer with acks of all in-sync replicas, for several threads. Close it, or use it as a context."""

    def __init__(self, servers: Servers) -> None:
        """LogUnavailable when Kafka does not answer."""
        self._servers = servers
        self._lock = Lock()
        self._producer: KafkaProducer | None = _open(servers)

    def send(self, records: Sequence[NewRecord]) -> list[int | EarshotError]:
        """Send all and wait: for each the broker's append time in milliseconds, or why it is not known to be there.

        Nothing is raised, so that what did arrive can be told apart from what did not. An empty value is sent as none: a
        compacted topic then forgets the key.
        """
        try:
            producer = self._opened()
        except EarshotError as error:
            return [error for _ in records]
        # One deadline for all: each record would be given its own else, one after the other.
        deadline = time.monotonic() + PATIENCE_SECONDS
        waiting = [self._begin(producer, record, deadline) for record in records]
        deadline += PATIENCE_SECONDS / 3
        outcomes = [self._end(future, deadline) for future in waiting]
        if any(isinstance(outcome, EarshotError) for outcome in outcomes):
            self._drop(producer)
        return outcomes

    def _opened(self) -> KafkaProducer:
        with self._lock:
            if self._producer is None:
                self._producer = _open(self._servers)
            return self._producer

    def _drop(self, producer: KafkaProducer) -> None:
        """What its sequence has come to is unknown: the next call begins with a new one."""
        with self._lock:
            if self._producer is producer:
                self._producer = None
        _shut(producer)

    def _begin(self, producer: KafkaProducer, record: NewRecord, deadline: float) -> object:
        if time.monotonic() > deadline:
            return LogUnavailable(f"Kafka at {self._servers} takes no records now")
        headers = [(name, value.encode()) for name, value in record.headers.items()]
        try:
            return producer.send(record.topic, key=record.key, value=record.value or None, headers=headers)
        except (KafkaError, OSError) as error:
            return fate(error, self._servers)

    def _end(self, waiting: object, deadline: float) -> int | EarshotError:
        if isinstance(waiting, EarshotError):
            return waiting
        left = max(0.0, deadline - time.monotonic())
        try:
            return int(waiting.get(timeout=left).timestamp)  # type: ignore[attr-defined]
        except (KafkaError, OSError) as error:
            return fate(error, self._servers)

    def close(self) -> None:
        with self._lock:
            producer, self._producer = self._producer, None
        if producer:
            _shut(producer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _shut(producer: KafkaProducer) -> None:
    """Everything that matters was awaited before."""
    try:
        producer.close(timeout=1)
    except KafkaError:
        # The library stops closing when records are left, and tries again, loudly, when Python drops the object.
        producer._sender.force_close()  # noqa: SLF001
        with suppress(KafkaError):
            producer.close(timeout=1)


def _open(servers: Servers) -> KafkaProducer:
    knock(servers)
    try:
        return KafkaProducer(
            bootstrap_servers=list(servers.hosts),
            bootstrap_timeout_ms=_WAIT_MS,
            acks="all",
            enable_idempotence=True,
            linger_ms=_LINGER_MS,
            max_request_size=HEARD_BYTES,
            max_block_ms=_WAIT_MS // 2,
            request_timeout_ms=_WAIT_MS // 2,
            delivery_timeout_ms=_WAIT_MS,
            **servers.access(),
        )
    except (KafkaError, OSError) as error:
        raise fate(error, servers) from None
