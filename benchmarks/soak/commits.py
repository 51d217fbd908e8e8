"""A proxy before Kafka that knows one request: the commit of a group's positions, which it may refuse or let fail.

A frame of Kafka's protocol: size (4 bytes), then of a request: key (2), version (2), number (4), client's name; of an
answer: number (4).
"""

import asyncio
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.proof.proxy import Proxy, _Line

_COMMIT: Final = 8
_VERSIONS: Final = (2, 3)
"""Of the commit request, as the workers' client sends it; others pass untouched."""
_REFUSALS: Final = (7, 14, 15, 16)
"""Kafka's codes: timed out, coordinator loading, coordinator not available, not the coordinator."""


@dataclass(slots=True, eq=False)
class CommitProxy(Proxy):
    """While `hindering`, no commit succeeds as far as its sender knows: it is refused, or withheld and the connection reset, or
    done and its answer lost with the connection. Which of these is drawn from `chance`.
    """

    hindering: bool = False
    hindered: int = 0
    chance: Random = field(default_factory=lambda: Random(1))

    async def _up(self, reader: asyncio.StreamReader, line: _Line) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                size = await reader.readexactly(4)
                frame = await reader.readexactly(int.from_bytes(size, "big"))
                await self._delay(len(frame))
                if self.hindering and _is_commit(frame):
                    await self._hinder(size + frame, line)
                    continue
                line.server.write(size + frame)
                await line.server.drain()
        with suppress(OSError):
            line.server.write_eof()

    async def _hinder(self, frame: bytes, line: _Line) -> None:
        self.hindered += 1
        match self.chance.randrange(3):
            case 0:
                line.client.write(refusal(frame[4:], self.chance.choice(_REFUSALS)))
                await line.client.drain()
            case 1:
                line.reset()
            case _:
                line.deaf = True
                line.server.write(frame)
                await line.server.drain()
                asyncio.get_running_loop().call_later(0.3, line.reset)


def _is_commit(frame: bytes) -> bool:
    key, version = struct.unpack_from(">hh", frame)
    return key == _COMMIT and version in _VERSIONS


def refusal(frame: bytes, code: int) -> bytes:
    """The answer to this commit request, with its size in front: every partition was refused with `code`."""
    read = _Reader(frame, 4)
    number = read.int32()
    read.text()  # the client's name
    read.text()  # the group
    read.int32()  # its generation
    read.text()  # the member
    read.skip(8)  # retention
    version = int.from_bytes(frame[2:4], "big")
    said = struct.pack(">i", number) + (b"\0\0\0\0" if version >= 3 else b"")
    topics = [(read.text(), [*_partitions(read)]) for _ in range(read.int32())]
    said += struct.pack(">i", len(topics))
    for name, partitions in topics:
        said += struct.pack(">h", len(name)) + name + struct.pack(">i", len(partitions))
        said += b"".join(struct.pack(">ih", partition, code) for partition in partitions)
    return struct.pack(">i", len(said)) + said


def _partitions(read: "_Reader") -> Iterator[int]:
    for _ in range(read.int32()):
        partition = read.int32()
        read.skip(8)  # the position
        read.text()  # what goes with it
        yield partition


@dataclass(slots=True)
class _Reader:
    frame: bytes
    at: int

    def int32(self) -> int:
        (value,) = struct.unpack_from(">i", self.frame, self.at)
        self.at += 4
        return int(value)

    def text(self) -> bytes:
        (size,) = struct.unpack_from(">h", self.frame, self.at)
        begin = self.at + 2
        self.at = begin + max(0, size)
        return self.frame[begin : self.at]

    def skip(self, size: int) -> None:
        self.at += size
