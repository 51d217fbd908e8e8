"""Connections to the hosts of one ClickHouse: one a thread, all of them to the same host."""

import logging
from collections.abc import Callable, Mapping
from threading import Lock, local
from typing import Final, NamedTuple, TypeVar

from clickhouse_driver import Client, errors

from pipeline.warehouse.address import Address
from pipeline.warehouse.engine import first_line
from schemas.errors import WarehouseUnavailable

_T = TypeVar("_T")
_TIMEOUTS: Final = {"connect_timeout": 5, "send_receive_timeout": 30, "sync_request_timeout": 2}
_LOST: Final = (
    EOFError,  # the driver's word for a server that went away
    OSError,  # sockets, their timeouts, TLS
    errors.NetworkError,
    errors.SocketTimeoutError,
    errors.PartiallyConsumedQueryError,
    errors.UnexpectedPacketFromServerError,
    errors.UnknownPacketFromServerError,
    errors.ChecksumDoesntMatchError,
)

# The driver logs each failed try with its traceback; what matters of it is in the error we raise.
logging.getLogger("clickhouse_driver").setLevel(logging.CRITICAL)


class _Held(NamedTuple):
    """A thread's client, and the number of the host it speaks to."""

    client: Client
    at: int


class Connections:
    """A client a thread, since a client is not thread-safe.

    Several hosts must be replicas of one database. All threads use the first, until no connection to it can be made; then
    the next that answers, and stay there. A thread whose host was left gets WarehouseUnavailable once, so that no
    operation of several statements is divided between two servers: versions of tallies come from one clock, and what was
    written is read back. Other processes may be on another host at the time, and a replica may lag: have writes
    acknowledged by all replicas (`insert_quorum` in the user's profile), or run `earshot rebuild` after a host was lost.
    """

    def __init__(self, to: Address) -> None:
        self._to = to
        self._at = 0
        self._lock = Lock()
        self._opened: list[Client] = []
        self.renew("", {})

    def renew(self, database: str, settings: Mapping[str, int]) -> None:
        """From now on connect to this database, with settings that a server which does not know them has to refuse."""
        self.close()
        self._database, self._settings = database, settings
        self._clients = local()

    def reached(self, call: Callable[[Client], _T]) -> _T:
        """What the call returns, or WarehouseUnavailable.

        Whatever breaks the connection leaves open whether the server has acted; the next call connects anew.
        """
        client, at = self._here()
        try:
            return call(client)
        except _LOST as error:
            self.drop()
            raise self._lost(at, error) from None

    def drop(self) -> None:
        """Close this thread's connection."""
        held: _Held | None = getattr(self._clients, "held", None)
        self._clients.held = None
        if held is not None:
            held.client.disconnect()
            with self._lock:
                self._opened = [client for client in self._opened if client is not held.client]

    def close(self) -> None:
        """Close all connections. Closing again does nothing."""
        with self._lock:
            while self._opened:
                self._opened.pop().disconnect()

    def _here(self) -> _Held:
        held: _Held | None = getattr(self._clients, "held", None)
        if held is not None and held.at != self._at:
            self.drop()
            raise WarehouseUnavailable(
                f"warehouse: {self._name(held.at)} was left for {self._name(self._at)}"
            )
        if held is None:
            held = self._clients.held = self._connected()
            with self._lock:
                self._opened.append(held.client)
        return held

    def _connected(self) -> _Held:
        """A connection to the host in use; if it cannot be made, to the next one that answers, and that is in use then."""
        for _ in self._to.hosts:
            held = _Held(self._client(at := self._at), at)
            try:
                held.client.connection.connect()
            except errors.ServerException:
                held.client.disconnect()
                raise
            except _LOST as error:
                held.client.disconnect()
                failed = self._lost(at, error)
                self._leave(at)
            else:
                return held
        raise failed

    def _leave(self, at: int) -> None:
        with self._lock:
            if self._at == at:
                self._at = (at + 1) % len(self._to.hosts)

    def _client(self, at: int) -> Client:
        host, port = self._to.hosts[at]
        options = self._to.options
        return Client(
            host,
            port=port,
            user=self._to.user,
            password=self._to.password,
            database=self._database,
            secure=options.secure,
            verify=options.verify,
            ca_certs=options.ca_certs or None,
            certfile=options.certfile or None,
            keyfile=options.keyfile or None,
            server_hostname=options.server_hostname or None,
            settings=dict(self._settings),
            settings_is_important=True,
            **_TIMEOUTS,
        )

    def _name(self, at: int) -> str:
        host, port = self._to.hosts[at]
        return f"{host}:{port}"

    def _lost(self, at: int, error: BaseException) -> WarehouseUnavailable:
        return WarehouseUnavailable(
            f"warehouse at {self._name(at)}: {first_line(str(error)) or type(error).__name__}"
        )
