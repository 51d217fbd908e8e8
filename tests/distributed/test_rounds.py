"""Batches are taken in rounds: all that is here, at least one, and no longer than asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast

from aiokafka import ConsumerRecord
from faust import Stream
from faust.types import EventT

from pipeline.distributed.rounds import MOST, WAITING, Rounds, batch_of, records_of
from pipeline.ports import Record
from pipeline.transport import Batch

RAW = ConsumerRecord("voc.calls", 3, 17, 1_700_000_000_123, 1, None, None, None, -1, -1, ())


def batch(number: int, records: int = 1) -> Batch:
    return Batch("voc.calls", 3, number, (RAW,) * records, 18, 20)


@dataclass
class Line:
    """The part of a stream that rounds use."""

    batches: list[Batch]
    taken: int = 0

    def noack(self) -> "Line":
        return self

    async def events(self) -> AsyncIterator[EventT[bytes]]:
        for one in self.batches:
            self.taken += 1
            yield cast("EventT[bytes]", SimpleNamespace(value=one))


async def pumped(batches: list[Batch]) -> tuple[Rounds, Line, "asyncio.Task[None]"]:
    rounds, line = Rounds(), Line(batches)
    pump = asyncio.ensure_future(rounds.pump(cast("Stream[bytes]", line)))
    await asyncio.sleep(0.01)
    return rounds, line, pump


def numbers(events: list[EventT[bytes]]) -> list[int]:
    return [batch_of(event).generation for event in events]


async def test_a_round_has_all_that_is_here_and_the_rest_waits_outside() -> None:
    rounds, line, pump = await pumped([batch(number) for number in range(WAITING * 3)])
    assert line.taken == WAITING + 1
    found: list[int] = []
    while len(found) < WAITING * 3:
        some = await rounds.take()
        assert some
        found += numbers(some)
    assert found == list(range(WAITING * 3))
    await pump


async def test_a_round_takes_no_more_than_it_can_hold() -> None:
    rounds, _, _ = await pumped([batch(number, MOST // 4) for number in range(12)])
    assert numbers(await rounds.take()) == [0, 1, 2, 3, 4]
    assert numbers(await rounds.take()) == [5, 6, 7, 8, 9]
    assert numbers(await rounds.take()) == [10, 11]


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
