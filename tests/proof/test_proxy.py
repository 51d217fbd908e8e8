"""The proxy itself, against a server that echoes."""

import socket
import socketserver
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import pytest

from tests.proof.proxy import HOST, Proxy, Toxics


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.settimeout(5)
        try:
            while data := self.request.recv(4096):
                self.server.heard += data  # type: ignore[attr-defined]
                self.request.sendall(data)
        except OSError:
            return


class EchoServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    heard = b""


@pytest.fixture
def echo() -> Iterator[EchoServer]:
    with EchoServer((HOST, 0), Echo) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


@pytest.fixture
def proxy(echo: EchoServer) -> Iterator[Proxy]:
    with Proxy(echo.server_address[1]) as running:
        yield running


@contextmanager
def connected(proxy: Proxy) -> Iterator[socket.socket]:
    with closing(socket.create_connection((HOST, proxy.port), timeout=3)) as client:
        yield client


def received(client: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (some := client.recv(size - len(found))):
        found += some
    return found


def test_a_healthy_line_passes_everything(proxy: Proxy) -> None:
    with connected(proxy) as client:
        client.sendall(b"x" * 300_000)
        assert received(client, 300_000) == b"x" * 300_000


def test_latency_is_added_both_ways(proxy: Proxy) -> None:
    proxy.poison(Toxics(latency=0.1))
    with connected(proxy) as client:
        began = time.monotonic()
        client.sendall(b"ping")
        assert received(client, 4) == b"ping"
        assert time.monotonic() - began >= 0.2


def test_bandwidth_is_bounded(proxy: Proxy) -> None:
    proxy.poison(Toxics(bandwidth=20_000))
    with connected(proxy) as client:
        began = time.monotonic()
        client.sendall(b"x" * 4_000)
        assert received(client, 4_000)
        assert time.monotonic() - began >= 0.3


def test_a_black_hole_swallows_without_an_error_until_it_heals(proxy: Proxy) -> None:
    with connected(proxy) as client, proxy.poisoned(Toxics(black_hole=True)):
        client.sendall(b"late")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(4)
        proxy.heal()
        client.settimeout(3)
        assert received(client, 4) == b"late"


def test_an_answer_is_cut_after_so_many_bytes_and_only_so_often(proxy: Proxy) -> None:
    proxy.poison(Toxics(cut_down_after=10))
    with connected(proxy) as client:
        client.sendall(b"x" * 50)
        with pytest.raises(ConnectionError):
            received(client, 50)
    with connected(proxy) as client:
        client.sendall(b"again")
        assert received(client, 5) == b"again"
    assert proxy.struck == 1


def test_a_lost_acknowledgement_the_server_heard_it_the_client_does_not_know(
    proxy: Proxy, echo: EchoServer
) -> None:
    proxy.poison(Toxics(deaf_after=3, linger=0.2))
    with connected(proxy) as client:
        client.sendall(b"block")
        with pytest.raises(ConnectionError):
            assert not client.recv(5)
    assert echo.heard == b"block"


def test_a_half_close_leaves_the_way_up_open(proxy: Proxy, echo: EchoServer) -> None:
    proxy.poison(Toxics(half_close_after=0))
    with connected(proxy) as client:
        client.sendall(b"one")
        assert client.recv(3) == b""
        client.sendall(b"two")
        deadline = time.monotonic() + 15
        while echo.heard != b"onetwo" and time.monotonic() < deadline:
            time.sleep(0.01)
    assert echo.heard == b"onetwo"


def test_a_reset_ends_open_connections_and_takes_new_ones(proxy: Proxy) -> None:
    with connected(proxy) as client:
        client.sendall(b"x")
        assert received(client, 1) == b"x"
        proxy.reset()
        with pytest.raises(ConnectionError):
            received(client, 1)
    with connected(proxy) as client:
        client.sendall(b"y")
        assert received(client, 1) == b"y"


def test_nobody_behind_the_proxy_is_a_refused_connection() -> None:
    with closing(socket.socket()) as unused:
        unused.bind((HOST, 0))
        with Proxy(unused.getsockname()[1]) as proxy, connected(proxy) as client:
            client.settimeout(3)
            try:
                assert client.recv(1) == b""
            except ConnectionError:
                return
