"""Whether Kafka lets us in: asked before its clients are, which say little of why not.

A client of kafka-python that cannot begin also leaves its thread behind.
"""

import socket
import ssl
import struct
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from pipeline.operating.introducing import introduce
from pipeline.operating.servers import Servers
from schemas.errors import EarshotError, LogUnavailable, Misused

KNOCK_SECONDS: Final = 3.0
ALERT_SECONDS: Final = 0.3  # a TLS server says at once that it was spoken to in the clear
_QUESTION: Final = struct.pack(">ihhih", 10, 18, 0, 0, -1)
"""ApiVersions, the one request that Kafka answers before it knows who asks."""
_ALERT: Final = b"\x15\x03"
"""How a TLS server begins to say that it was spoken to in the clear."""
_NOT_ITS_NAME: Final = frozenset({62, 64})  # OpenSSL: host name mismatch, IP address mismatch
_EXPIRED: Final = 10


def knock(servers: Servers) -> None:
    """Return when one of them takes connections and, with TLS, both sides are content with certificates and password.

    LogUnavailable with the last one's reason, Misused where a person has to mend certificates or names.
    """
    last: EarshotError = LogUnavailable("no brokers")
    for server in servers.hosts:
        try:
            _greet(server, servers)
        except OSError as error:
            last = _reason(server, error, servers)
        except Misused as error:
            last = Misused(f"Kafka at {server}: {error}")
        else:
            return
    raise last


def speaks_tls(servers: Servers) -> bool:
    """Whether one of them, spoken to in the clear, answers as a TLS server does."""
    for server in servers.hosts:
        with suppress(OSError), _opened(server, servers) as connection:
            connection.settimeout(ALERT_SECONDS)
            connection.sendall(_QUESTION)
            if connection.recv(len(_ALERT)) == _ALERT:
                return True
    return False


def _greet(server: str, servers: Servers) -> None:
    with _opened(server, servers) as connection:
        if servers.tls is None:
            return
        with servers.tls.wrap_socket(connection, server_hostname=urlsplit(f"//{server}").hostname) as inside:
            introduce(inside, servers)


def _opened(server: str, servers: Servers) -> socket.socket:
    parts = urlsplit(f"//{server}")
    return socket.create_connection((parts.hostname, parts.port), KNOCK_SECONDS / len(servers.hosts))


def _reason(server: str, error: OSError, servers: Servers) -> EarshotError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Misused(f"Kafka at {server}: {_distrust(error)}")
    if isinstance(error, ssl.SSLError) and error.reason:
        return _refusal(server, error.reason, servers)
    return LogUnavailable(
        f"Kafka does not answer: {server}: {error.strerror or error}; is it running, and is EARSHOT_BROKERS right?"
    )


def _distrust(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in _NOT_ITS_NAME:
        return (
            f"its certificate is for another name ({error.verify_message.rstrip('.')});"
            " use in EARSHOT_BROKERS the name it was made for, or have it made for this one"
        )
    if error.verify_code == _EXPIRED:
        return "its certificate has expired; have it renewed"
    return (
        f"its certificate is of no authority that is trusted here ({error.verify_message});"
        " name the file of its authority in EARSHOT_KAFKA_CA"
    )


def _refusal(server: str, reason: str, servers: Servers) -> EarshotError:
    said = reason.replace("_", " ").lower()
    if "ALERT" not in reason or "PROTOCOL_VERSION" in reason:
        return Misused(
            f"Kafka at {server} does not speak TLS as we do ({said}); is this the port of its TLS listener?"
            " Use kafka:// in EARSHOT_BROKERS for one without"
        )
    if not servers.shows:
        return Misused(
            f"Kafka at {server} wants a certificate of ours ({said});"
            " name it and its key in EARSHOT_KAFKA_CERT and EARSHOT_KAFKA_KEY"
        )
    return Misused(
        f"Kafka at {server} does not take our certificate ({said});"
        " have EARSHOT_KAFKA_CERT made by an authority that Kafka trusts"
    )
