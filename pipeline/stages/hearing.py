"""Raw records to messages: decode, hear, pass on. What cannot be decoded becomes a dead letter with its bytes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple

import msgspec

from agents.base import Agent, Delivery
from pipeline.ports import Log, NewRecord, Record, is_blank
from schemas import topics
from schemas.envelope import decode
from schemas.errors import Rejected
from schemas.interactions import DeadLetter, Message, Origin

BATCH: Final = 2_000
KEPT: Final = 5 * 1024**2
"""Bytes of a refused record that a dead letter holds: in base64, and with its headers, it must fit into a record."""
KEPT_HEADERS: Final = 64 * 1024
REPLAYS: Final = "earshot-replays"  # header: how often this record was a dead letter and sent again
DIGITS: Final = 6
"""Of that number, at most."""
_ENCODE: Final = msgspec.json.Encoder().encode


Heard = Callable[[], list[NewRecord]]
"""Waits until a batch was heard; what came of it."""
BeginsHearing = Callable[[Agent, Sequence[Record]], Heard]


class Begun(NamedTuple):
    """A batch that is being heard: how many records it has, and the offset after it."""

    records: int
    upto: int
    heard: Heard


@dataclass(frozen=True, slots=True)
class HearingStage:
    """One channel agent on the log. Its position and its outputs move in one step. `begin` has a batch heard."""

    log: Log
    agent: Agent
    begin: BeginsHearing

    def lag(self) -> int:
        return self.log.end(self.agent.reads) - self.log.position(self.agent.name, self.agent.reads)

    def start(self, after: Begun | None = None) -> Begun:
        """Read a batch and have it heard: the first that is not settled, or the one after that which is begun."""
        at = after.upto if after else self.log.position(self.agent.name, self.agent.reads)
        records = self.log.read(self.agent.reads, at, BATCH)
        if not records:
            return Begun(0, at, _nothing)
        return Begun(len(records), records[-1].offset + 1, self.begin(self.agent, records))

    def settle(self, begun: Begun) -> int:
        """Wait for it and pass it on, in the order of the beginnings; how many records it had."""
        if begun.records:
            self.log.advance(self.agent.name, self.agent.reads, begun.upto, begun.heard())
        return begun.records


def _nothing() -> list[NewRecord]:
    return []


def later(agent: Agent, records: Sequence[Record]) -> Heard:
    """Nobody helps: heard in this process when it is asked for."""
    return partial(hear, agent, records)


def hear(agent: Agent, records: Sequence[Record], *, at_the_door: bool = False) -> list[NewRecord]:
    """What a channel agent makes of raw records: messages in their order, and a dead letter for each it cannot read.

    `at_the_door`: nobody has looked at the bytes before, so all that a gateway would refuse is refused here.
    """
    heard: list[Delivery] = []
    refused: list[NewRecord] = []
    for record in records:
        if is_blank(record):
            continue
        try:
            heard.append(_delivery(agent, record, at_the_door=at_the_door))
        except Rejected as error:
            refused.append(dead_letter(record, error))
    return [*refused, *map(_addressed, agent.step(heard))]


def _delivery(agent: Agent, record: Record, *, at_the_door: bool) -> Delivery:
    event = decode(record.value, record.headers, at_the_door=at_the_door)
    if not isinstance(event, agent.accepts):
        raise Rejected("$.type", f"{type(event).__name__} does not belong on {record.topic}")
    return Delivery(
        event,
        Origin(topic=record.topic, partition=record.partition, offset=record.offset, at=_moment(record)),
    )


def _moment(record: Record) -> datetime:
    return datetime.fromtimestamp(record.appended // 1_000_000, UTC)


def _addressed(message: Message) -> NewRecord:
    return NewRecord(topics.INTERACTIONS, message.person.customer.encode(), _ENCODE(message))


def dead_letter(record: Record, error: Rejected) -> NewRecord:
    """The refused record on its way to people: bytes as they came, with what is wrong and where it came from."""
    letter = DeadLetter(
        reason=error.fault,
        place=error.place,
        source=_source_of(record.value),
        value=record.value[:KEPT],
        left_out=max(0, len(record.value) - KEPT),
        headers=_kept(record.headers),
        origin=f"{record.topic}/{record.partition}/{record.offset}",
        replays=_replays(record.headers.get(REPLAYS, "")),
    )
    return NewRecord(topics.DEAD_LETTERS, letter.origin.encode(), _ENCODE(letter))


def _kept(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers, as many as fit."""
    kept, room = {}, KEPT_HEADERS
    for name, value in headers.items():
        room -= len(name) + len(value)
        if room >= 0:
            kept[name] = value
    return kept


def _replays(text: str) -> int:
    """Anybody may write the header: what no counter of ours can have reached is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


class _Source(msgspec.Struct):
    source: str = ""


def _source_of(value: bytes) -> str:
    """Whose account a refused record stands in, where its bytes still say so."""
    try:
        return msgspec.json.decode(value, type=_Source).source[:128]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
