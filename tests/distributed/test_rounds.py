"""Batches are taken in rounds: all that is here, at least one, and no longer than asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

from aiokafka import ConsumerRecord
from faust import Stream
from faust.types import EventT

from pipeline.distributed.rounds import WAITING, Rounds, records_of
from pipeline.ports import Record
from pipeline.transport import Batch


@dataclass
class Line:
    """The part of a stream that rounds use."""

    numbers: list[int]
    taken: int = 0

    def noack(self) -> "Line":
        return self

    async def events(self) -> AsyncIterator[EventT[bytes]]:
        for number in self.numbers:
            self.taken += 1
            yield cast("EventT[bytes]", number)


async def pumped(numbers: list[int]) -> tuple[Rounds, Line, "asyncio.Task[None]"]:
    rounds, line = Rounds(), Line(numbers)
    pump = asyncio.ensure_future(rounds.pump(cast("Stream[bytes]", line)))
    await asyncio.sleep(0.01)
    return rounds, line, pump


async def test_a_round_has_all_that_is_here_and_the_rest_waits_outside() -> None:
    rounds, line, pump = await pumped(list(range(20)))
    assert line.taken == WAITING + 1
    found: list[object] = []
    while len(found) < 20:
        some = await rounds.take()
        assert some
        found += some
    assert found == list(range(20))
    await pump


async def test_nothing_comes_when_nothing_is_here() -> None:
    rounds, _, _ = await pumped([])
    assert await rounds.take(0.01) == []
    assert rounds.here() == []


def test_records_are_told_in_our_words() -> None:
    raw = ConsumerRecord(
        "voc.calls",
        3,
        17,
        1_700_000_000_123,
        1,
        None,
        None,
        None,
        -1,
        -1,
        (("CE-Id", b"1"), ("odd", b"\xff")),
    )
    (record,) = records_of(Batch("voc.calls", 3, 1, (raw,), 18, 20))
    assert record == Record("voc.calls", 3, 17, 1_700_000_000_123_000, b"", b"", {"ce-id": "1", "odd": "�"})
