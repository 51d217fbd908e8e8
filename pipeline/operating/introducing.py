"""The first words on a connection to Kafka: its versions, and by SASL who we are. Asked of the socket itself.

kafka-python tries a wrong password until its patience is at an end, and then says that it had no time. Of the
protocol this needs four small requests in versions that Kafka has known since 1.0.
"""

import socket
import struct
from collections.abc import Iterator
from typing import Final

from kafka.net.sasl import get_sasl_mechanism

from pipeline.operating.servers import Servers
from schemas.errors import Misused

_METADATA: Final = (3, 1)  # keys of requests and their versions
_HANDSHAKE: Final = (17, 1)
_VERSIONS: Final = (18, 0)
_AUTHENTICATE: Final = (36, 0)
_NO_TOPICS: Final = struct.pack(">i", 0)
_NOT_ASKED_HERE: Final = 34
_UNKNOWN_MECHANISM: Final = 33
LONGEST: Final = 1024**2
"""Bytes of an answer; whatever says more is not Kafka."""


def introduce(connection: socket.socket, servers: Servers) -> None:
    """Return when Kafka answers us as whom we say to be. Misused when it does not want us; OSError when it is away."""
    # In TLS 1.3 a certificate that Kafka does not like is only told with its first answer.
    _ask(connection, _VERSIONS, b"")
    if servers.user:
        _agree(connection, servers)
        _authenticate(connection, servers)
        return
    try:
        _ask(connection, _METADATA, _NO_TOPICS)
    except ConnectionResetError:
        raise Misused(
            "it asks for a user and a password here; set EARSHOT_KAFKA_USER and EARSHOT_KAFKA_PASSWORD"
        ) from None


def _agree(connection: socket.socket, servers: Servers) -> None:
    said = _ask(connection, _HANDSHAKE, _text(servers.mechanism))
    (error,) = struct.unpack_from(">h", said)
    if error == _UNKNOWN_MECHANISM:
        known = ", ".join(_strings(said))
        raise Misused(f"it takes no {servers.mechanism}; set EARSHOT_KAFKA_MECHANISM, it knows: {known}")
    if error == _NOT_ASKED_HERE:
        raise Misused(
            "it asks for no password here; unset EARSHOT_KAFKA_USER, or name the port of its SASL listener"
        )
    if error:
        raise Misused(f"it refuses {servers.mechanism} (error {error})")


def _authenticate(connection: socket.socket, servers: Servers) -> None:
    mechanism = get_sasl_mechanism(servers.mechanism)(**servers.access())
    while not mechanism.is_done():
        token = mechanism.auth_bytes()
        said = _ask(connection, _AUTHENTICATE, struct.pack(">i", len(token)) + token)
        error, length = struct.unpack_from(">hh", said)
        if error:
            raise Misused(
                f"it does not know the user {servers.user!r} with this password;"
                " mend EARSHOT_KAFKA_USER or EARSHOT_KAFKA_PASSWORD"
            )
        try:
            mechanism.receive(said[4 + max(0, length) + 4 :])
        except (ValueError, KeyError):
            raise Misused("it does not prove to know our password; is this our Kafka?") from None


def _ask(connection: socket.socket, request: tuple[int, int], body: bytes) -> bytes:
    """The answer's body. ConnectionResetError when the other side leaves instead."""
    whole = struct.pack(">hhi", *request, 1) + _text("earshot") + body
    connection.sendall(struct.pack(">i", len(whole)) + whole)
    (length,) = struct.unpack(">i", _read(connection, 4))
    if not 4 <= length <= LONGEST:
        raise ConnectionError("what answers is not Kafka")
    return _read(connection, length)[4:]


def _read(connection: socket.socket, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        some = connection.recv(length - len(found))
        if not some:
            raise ConnectionResetError("it closed the connection")
        found += some
    return bytes(found)


def _text(word: str) -> bytes:
    return struct.pack(">h", len(word.encode())) + word.encode()


def _strings(said: bytes) -> Iterator[str]:
    """Those of an array after an error code."""
    (count,) = struct.unpack_from(">i", said, 2)
    at = 6
    for _ in range(count):
        (length,) = struct.unpack_from(">h", said, at)
        yield said[at + 2 : at + 2 + length].decode(errors="replace")
        at += 2 + length
