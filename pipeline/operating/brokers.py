"""Kafka as its operators reach it: brokers from the settings, one client, and its failures in our words."""

import logging
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import urlsplit

from kafka import errors
from kafka.admin import KafkaAdminClient

from pipeline.settings import Settings
from schemas.errors import EarshotError, LogUnavailable, Misused

_T = TypeVar("_T")

SCHEME: Final = "kafka://"
KNOCK_SECONDS: Final = 3.0
PATIENCE_SECONDS: Final = 6.0
"""How long an answer may be tried for: with knocking before it, a Kafka that is away is reported within about 10 s."""

_PERSONS: Final = (
    errors.AuthorizationError,
    errors.IllegalSaslStateError,
    errors.InvalidConfigurationError,
    errors.InvalidGroupIdError,
    errors.InvalidPartitionsError,
    errors.InvalidReplicationFactorError,
    errors.InvalidRequestError,
    errors.InvalidTopicError,
    errors.KafkaConfigurationError,
    errors.PolicyViolationError,
    errors.SaslAuthenticationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.UnsupportedVersionError,
)

# The client tells each failed try at length; what matters of it is in the error we raise.
logging.getLogger("kafka").setLevel(logging.CRITICAL)


def kafka_settings(settings: Settings) -> tuple[str, ...]:
    """`host:port` of each broker that EARSHOT_BROKERS names, or Misused. An IPv6 address stands in brackets."""
    if not settings.brokers:
        raise Misused("EARSHOT_BROKERS is empty; this needs Kafka: kafka://host:port,host:port")
    named, _, rest = settings.brokers.partition(SCHEME)
    servers = tuple(part.strip() for part in rest.split(","))
    if named or not all(map(_is_server, servers)):
        raise Misused("EARSHOT_BROKERS: use kafka://host:port,host:port")
    return servers


def _is_server(server: str) -> bool:
    try:
        parts = urlsplit(f"//{server}")
        return bool(parts.hostname and parts.port) and parts.netloc == server and "@" not in server
    except ValueError:
        return False


def fate(error: Exception, servers: tuple[str, ...]) -> EarshotError:
    """What a failure of kafka-python is for us, in one line."""
    said = f"Kafka at {','.join(servers)}: {_words(error)}"
    return Misused(said) if isinstance(error, _PERSONS) else LogUnavailable(said)


def _words(error: Exception) -> str:
    """The library's explanation of an answer; its requests and responses, printed in full, are left out."""
    told = getattr(error, "description", None) or ", ".join(map(str, error.args))
    return " ".join(f"{type(error).__name__.removesuffix('Error')}: {told}".split())[:300].rstrip(": .")


def knock(servers: tuple[str, ...]) -> None:
    """Return when one of them takes connections, or LogUnavailable with the last one's reason.

    Asked first because a client of kafka-python that cannot begin leaves its thread behind, and says not why.
    """
    reason = ""
    for server in servers:
        parts = urlsplit(f"//{server}")
        try:
            with socket.create_connection((parts.hostname, parts.port), KNOCK_SECONDS / len(servers)):
                return
        except OSError as error:
            reason = f"{server}: {error.strerror or error}"
    raise LogUnavailable(f"Kafka does not answer: {reason}; is it running, and is EARSHOT_BROKERS right?")


class Brokers:
    """A connection for administration. Close it, or use it as a context."""

    def __init__(self, servers: tuple[str, ...]) -> None:
        self.servers = servers
        knock(servers)
        wait = int(PATIENCE_SECONDS * 1000)
        try:
            self._client = KafkaAdminClient(
                bootstrap_servers=list(servers), bootstrap_timeout_ms=wait, request_timeout_ms=wait
            )
        except (errors.KafkaError, OSError) as error:
            raise fate(error, servers) from None

    def ask(self, call: Callable[[KafkaAdminClient], _T]) -> _T:
        """What `call` gives; tried again while Kafka says that it will soon be able to. Misused or LogUnavailable."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return call(self._client)
            except errors.RetriableError as error:
                if time.monotonic() > deadline:
                    raise fate(error, self.servers) from None
            except (errors.KafkaError, OSError) as error:
                raise fate(error, self.servers) from None
            time.sleep(0.2)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
