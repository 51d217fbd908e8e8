"""Kafka as its operators reach it: one client, and its failures in our words."""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from kafka import errors
from kafka.admin import KafkaAdminClient

from pipeline.operating.knocking import knock, speaks_tls
from pipeline.operating.servers import Servers
from schemas.errors import EarshotError, LogUnavailable, Misused

_T = TypeVar("_T")

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


def fate(error: Exception, servers: Servers) -> EarshotError:
    """What a failure of kafka-python is for us, in one line."""
    said = f"Kafka at {servers}: {_words(error)}"
    if isinstance(error, errors.AuthorizationError):
        said += f"; allow it to {servers.user or 'our user'}, as docs/security.md says for each role"
    return Misused(said) if isinstance(error, _PERSONS) else LogUnavailable(said)


def _words(error: Exception) -> str:
    """The library's explanation of an answer; its requests and responses, printed in full, are left out."""
    told = getattr(error, "description", None) or ", ".join(map(str, error.args))
    return " ".join(f"{type(error).__name__.removesuffix('Error')}: {told}".split())[:300].rstrip(": .")


class Brokers:
    """A connection for administration. Close it, or use it as a context."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        knock(servers)
        wait = int(PATIENCE_SECONDS * 1000)
        try:
            self._client = KafkaAdminClient(
                bootstrap_servers=list(servers.hosts),
                bootstrap_timeout_ms=wait,
                request_timeout_ms=wait,
                **servers.access(),
            )
        except (errors.KafkaError, OSError) as error:
            if servers.tls is None and speaks_tls(servers):
                raise Misused(f"Kafka at {servers} speaks TLS; use kafkas:// in EARSHOT_BROKERS") from None
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

    def topics(self, names: Collection[str]) -> list[Mapping[str, Any]]:
        """Those of `names` that there are, as kafka-python describes them. Misused where we may not ask."""
        found = []
        for topic in self.ask(lambda client: client.describe_topics(list(names))):
            error = errors.for_code(topic["error_code"])
            if issubclass(error, errors.AuthorizationError):
                raise fate(error(topic["name"]), self.servers)
            if error is errors.NoError:
                found.append(topic)
        return found

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
