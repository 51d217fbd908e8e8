"""Ports of the loopback address that nobody has."""

import socket
from contextlib import closing
from pathlib import Path
from secrets import randbelow
from typing import Final

from schemas.errors import Unavailable

LOOPBACK: Final = "127.0.0.1"
_LOWEST: Final = 10_000
_TRIES: Final = 200


def free_port() -> int:
    """A port no program listens on now, or Unavailable.

    It lies below those the kernel lends to clients. A client that keeps calling a dead server on such a port is
    lent that very port some day, calls itself, and the server cannot come back.
    """
    lent = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    lowest, highest = (_LOWEST, lent) if lent > _LOWEST + _TRIES else (_LOWEST, 65_536)
    for _ in range(_TRIES):
        port = lowest + randbelow(highest - lowest)
        if is_free(port):
            return port
    raise Unavailable(f"no free port between {lowest} and {highest} on {LOOPBACK}")


def two_free_ports() -> tuple[int, int]:
    first, second = free_port(), free_port()
    return (first, second) if first != second else two_free_ports()


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        # As servers do: connections of a former one that are still closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
