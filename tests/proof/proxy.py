"""A TCP proxy on the loopback that misbehaves on order: between a worker and the warehouse, or a client and the broker.

worker  <--- down ---  proxy  <---------  server
        ---- up  --->         --------->
"""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

CHUNK: Final = 65_536
HOST: Final = "127.0.0.1"
_START: Final = 10.0


@dataclass(frozen=True, slots=True)
class Toxics:
    """What is wrong with the line. The default is a healthy one.

    `latency` is seconds a chunk, both ways; `bandwidth` bytes a second, each way (0: unbounded). `black_hole` takes bytes
    and passes none on, without an error. `cut_down_after`: once the server has sent that many bytes on a connection the
    connection is reset. `deaf_after`: once the client has sent that many bytes on a connection they all reach the server, but
    none of its answers come back, and after `linger` seconds the connection is reset: an acknowledgement lost.
    `half_close_after`: once the server has sent that many bytes the client sees the end of the stream and can still send.
    The last three count from when the toxics were set, strike `strikes` connections and then leave the others alone.
    """

    latency: float = 0.0
    bandwidth: int = 0
    black_hole: bool = False
    cut_down_after: int | None = None
    deaf_after: int | None = None
    half_close_after: int | None = None
    linger: float = 0.3
    strikes: int = 1


HEALTHY: Final = Toxics()


@dataclass(slots=True, eq=False)
class _Line:
    """One connection through the proxy; byte counts are since the toxics were set."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    up: int = 0
    down: int = 0
    deaf: bool = False
    half_closed: bool = False

    def reset(self) -> None:
        for side in (self.client, self.server):
            peer = side.get_extra_info("socket")
            if peer is not None and peer.fileno() >= 0:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            side.transport.abort()


@dataclass(slots=True)
class Proxy:
    """Use it with `with`. All methods may be called from the test's thread while the proxy runs in its own."""

    target: int  # port on the loopback
    port: int = 0
    struck: int = 0
    """Connections that a counted toxic has hit since the toxics were set."""
    connections: int = 0
    _toxics: Toxics = HEALTHY
    _lines: set[_Line] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event | None = None
    _thread: Thread | None = None
    _ready: Event = field(default_factory=Event)

    def __enter__(self) -> Self:
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), name="proxy", daemon=True)
        self._thread.start()
        assert self._ready.wait(_START), "the proxy did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._loop
        assert self._stop
        assert self._thread
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_START)

    def poison(self, toxics: Toxics) -> None:
        """From now on; what was counted so far is forgotten."""
        self._on_loop(lambda: self._take(toxics))

    def heal(self) -> None:
        self.poison(HEALTHY)

    def reset(self) -> None:
        """Every open connection is reset; new ones are taken."""
        self._on_loop(self._reset)

    @contextmanager
    def poisoned(self, toxics: Toxics) -> Iterator["Proxy"]:
        """The toxics while the block lasts."""
        self.poison(toxics)
        try:
            yield self
        finally:
            self.heal()

    def _on_loop(self, call: Callable[[], object]) -> None:
        assert self._loop
        done = Event()

        def run() -> None:
            call()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(_START), "the proxy's loop stands still"

    def _reset(self) -> None:
        for line in self._lines:
            line.reset()

    def _take(self, toxics: Toxics) -> None:
        self._toxics = toxics
        self.struck = 0
        for line in self._lines:
            line.up = line.down = 0

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, HOST, self.port)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        self._reset()
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        own = asyncio.current_task()
        assert own
        self._tasks.add(own)
        try:
            await self._join(reader, client)
        except asyncio.CancelledError:
            client.transport.abort()
        finally:
            self._tasks.discard(own)

    async def _join(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            answers, server = await asyncio.open_connection(HOST, self.target)
        except OSError:
            client.transport.abort()
            return
        self.connections += 1
        line = _Line(client, server)
        self._lines.add(line)
        try:
            await asyncio.gather(self._up(reader, line), self._down(answers, line))
        finally:
            self._lines.discard(line)
            line.client.close()
            line.server.close()

    async def _up(self, reader: asyncio.StreamReader, line: _Line) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._delay(len(chunk))
                line.up += len(chunk)
                after = self._toxics.deaf_after
                if after is not None and line.up > after and not line.deaf and self._strikes():
                    line.deaf = True
                    asyncio.get_running_loop().call_later(self._toxics.linger, line.reset)
                line.server.write(chunk)
                await line.server.drain()
            line.server.write_eof()

    async def _down(self, answers: asyncio.StreamReader, line: _Line) -> None:
        with suppress(OSError):
            while chunk := await answers.read(CHUNK):
                await self._delay(len(chunk))
                line.down += len(chunk)
                if line.deaf or line.half_closed:
                    continue
                if self._reached(self._toxics.cut_down_after, line.down):
                    line.reset()
                    return
                if self._reached(self._toxics.half_close_after, line.down):
                    line.half_closed = True
                    line.client.write_eof()
                    continue
                line.client.write(chunk)
                await line.client.drain()
        if not (line.deaf or line.client.is_closing()):
            with suppress(OSError):
                line.client.write_eof()

    def _reached(self, limit: int | None, count: int) -> bool:
        return limit is not None and count > limit and self._strikes()

    def _strikes(self) -> bool:
        """Whether this connection is one of those that are to be hit."""
        if self.struck >= self._toxics.strikes:
            return False
        self.struck += 1
        return True

    async def _delay(self, size: int) -> None:
        while self._toxics.black_hole:  # noqa: ASYNC110 - toxics are swapped as one value; no Event follows that
            await asyncio.sleep(0.05)
        pause = self._toxics.latency
        if self._toxics.bandwidth:
            pause += size / self._toxics.bandwidth
        if pause:
            await asyncio.sleep(pause)
