"""Where Kafka is and how to be let in: what both of its clients need, out of the settings.

EARSHOT_BROKERS=kafka://host:port,...                      as it is
EARSHOT_BROKERS=kafkas://host:port,...                     TLS; certificates and host names are checked
EARSHOT_KAFKA_CA=FILE                                  by this authority; empty: the system's
EARSHOT_KAFKA_CERT=FILE EARSHOT_KAFKA_KEY=FILE         and a certificate of ours is shown
EARSHOT_KAFKA_USER=NAME EARSHOT_KAFKA_PASSWORD=...     SASL inside of TLS
"""

import ssl
from dataclasses import dataclass, field
from typing import Final, TypedDict
from urllib.parse import urlsplit

from pipeline.settings import Settings
from pipeline.tls import client_context
from schemas.errors import Misused

PLAIN: Final = "kafka://"
ENCRYPTED: Final = "kafkas://"
_FORM: Final = "use kafka://host:port,host:port, or kafkas:// for TLS"


class Access(TypedDict, total=False):
    """As kafka-python and aiokafka alike name it."""

    security_protocol: str
    ssl_context: ssl.SSLContext
    sasl_mechanism: str
    sasl_plain_username: str
    sasl_plain_password: str


@dataclass(frozen=True, slots=True)
class Servers:
    """`hosts` are host:port each, an IPv6 address in brackets. Its text is the hosts alone."""

    hosts: tuple[str, ...]
    tls: ssl.SSLContext | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    mechanism: str = ""
    shows: bool = False
    """Whether a certificate of ours is shown."""

    def __str__(self) -> str:
        return ",".join(self.hosts)

    def access(self) -> Access:
        """The arguments by which a client is let in; empty where nothing is asked."""
        if self.tls is None:
            return Access()
        if not self.user:
            return Access(security_protocol="SSL", ssl_context=self.tls)
        return Access(
            security_protocol="SASL_SSL",
            ssl_context=self.tls,
            sasl_mechanism=self.mechanism,
            sasl_plain_username=self.user,
            sasl_plain_password=self.password,
        )


def kafka_settings(settings: Settings) -> Servers:
    """What the settings say, or Misused, never with a value in it that may hold a password."""
    if not settings.brokers:
        raise Misused("EARSHOT_BROKERS is empty; this needs Kafka: kafka://host:port,host:port")
    scheme = ENCRYPTED if settings.brokers.startswith(ENCRYPTED) else PLAIN
    named, _, rest = settings.brokers.partition(scheme)
    hosts = tuple(part.strip() for part in rest.split(","))
    if named or not all(map(_is_server, hosts)):
        raise Misused(f"EARSHOT_BROKERS: {_FORM}")
    if scheme == PLAIN:
        _nothing_to_hide(settings)
        return Servers(hosts)
    _whole(settings)
    return Servers(
        hosts,
        client_context("kafka", settings.kafka_ca, settings.kafka_cert, settings.kafka_key),
        settings.kafka_user,
        settings.kafka_password,
        settings.kafka_mechanism,
        bool(settings.kafka_cert),
    )


def _is_server(server: str) -> bool:
    try:
        parts = urlsplit(f"//{server}")
        return bool(parts.hostname and parts.port) and parts.netloc == server and "@" not in server
    except ValueError:
        return False


def _nothing_to_hide(settings: Settings) -> None:
    """Who gives a password or an authority believes to be speaking in private."""
    for name in ("kafka_ca", "kafka_cert", "kafka_key", "kafka_user", "kafka_password"):
        if getattr(settings, name):
            raise Misused(
                f"EARSHOT_{name.upper()} is set, but kafka:// is not encrypted; use kafkas://host:port in EARSHOT_BROKERS"
            )


def _whole(settings: Settings) -> None:
    if bool(settings.kafka_user) != bool(settings.kafka_password):
        missing = "EARSHOT_KAFKA_PASSWORD" if settings.kafka_user else "EARSHOT_KAFKA_USER"
        raise Misused(f"{missing} is empty; Kafka's user and password go together")
    if {",", "="} & {*settings.kafka_user}:
        raise Misused("EARSHOT_KAFKA_USER: Kafka's clients cannot log in with a name that holds ',' or '='")
