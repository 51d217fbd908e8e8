"""What the tables must hold, from the raw records alone: heard, followed and tallied in this process, in plain Python.

The proof's second opinion. It knows no batches, positions, retries or versions: a set of records in, the tables' contents
out, by the same pure agents.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from agents.base import Agent, Delivery
from agents.facts import arrival, identity_row, interaction_row, record_row, touchpoint_row
from agents.following.identity import BY_HANDLE, circles
from agents.following.policies import Policies
from agents.story import follow, stories, touch
from pipeline.ports import Record
from pipeline.warehouse.cells import tally
from schemas import tables
from schemas.envelope import decode, encode
from schemas.errors import Rejected
from schemas.facts import DeadLetterRow, IdentityRow, InteractionRow
from schemas.interactions import Interaction, Message, Noted, Origin, Struct
from schemas.stories import Touchpoint
from schemas.tables import Table
from tests.proof.contents import DAWN, Contents, contents

ANY_REASON: Final = ""
REPLAYS: Final = "earshot-replays"


def origin_of(record: Record) -> str:
    """Where a raw record lies, as dead letters and arrivals name it."""
    return f"{record.topic}/{record.partition}/{record.offset}"


@dataclass(frozen=True, slots=True)
class Understood:
    """The raw records, sorted: `messages` of one event are its copies, each with its own origin."""

    messages: Mapping[str, Sequence[Message]]
    letters: Sequence[DeadLetterRow]


def remembering(agents: Iterable[Agent]) -> tuple[Agent, ...]:
    """The same agents, who hear the same event once: what takes the time is the ear."""
    return tuple(replace(agent, step=_Remembered(agent.step)) for agent in agents)


class _Remembered:
    def __init__(self, step: Callable[[Sequence[Delivery]], list[Message]]) -> None:
        self._step = step
        self._heard: dict[bytes, Message] = {}

    def __call__(self, batch: Sequence[Delivery]) -> list[Message]:
        return [msgspec.structs.replace(self._one(delivery), origin=delivery.origin) for delivery in batch]

    def _one(self, delivery: Delivery) -> Message:
        event = encode(delivery.event)
        if event not in self._heard:
            (self._heard[event],) = self._step([delivery])
        return self._heard[event]


@dataclass(frozen=True, slots=True)
class Oracle:
    """`at_the_door` as the workers decode: True unless all records came through the gateway."""

    agents: tuple[Agent, ...]
    policies: Policies = field(default_factory=Policies)
    at_the_door: bool = True

    def understand(self, records: Iterable[Record]) -> Understood:
        """Each record decoded and heard, or refused."""
        agents = {agent.reads: agent for agent in self.agents}
        messages: dict[str, list[Message]] = defaultdict(list)
        letters: list[DeadLetterRow] = []
        for record in records:
            try:
                message = self._message(agents[record.topic], record)
            except Rejected as error:
                letters.append(_letter(record, error.place, error.fault))
            else:
                messages[message.key].append(message)
        return Understood(messages, letters)

    def expect(self, records: Sequence[Record], stored: Contents | None = None) -> Contents:
        """The tables' contents.

        Copies of one event that disagree are the one thing the raw log leaves open, since their order is that of their
        arrival on voc.interactions: of these the copy that `stored` has is taken, when it is one of them, else the first.
        """
        understood = self.understand(records)
        raw = {origin_of(record): record for record in records}
        fold = _Fold(self.policies)
        fold.rows[tables.DEAD_LETTERS] += understood.letters
        for copies in understood.messages.values():
            held = _held(copies, stored)
            fold.keep(held)
            for copy in copies:
                if _seen(copy) == _seen(held):
                    fold.rows[tables.ARRIVALS].append(arrival(copy))
                else:
                    fold.rows[tables.DEAD_LETTERS].append(_conflict(copy, held, raw))
        return fold.contents()

    def _message(self, agent: Agent, record: Record) -> Message:
        event = decode(record.value, record.headers, at_the_door=self.at_the_door)
        if not isinstance(event, agent.accepts):
            raise Rejected("$.type", f"{type(event).__name__} does not belong on {record.topic}")
        (message,) = agent.step([Delivery(event, _origin(record))])
        return message


@dataclass(slots=True)
class _Fold:
    """Facts kept so far, one message an event."""

    policies: Policies
    rows: dict[Table, list[Struct]] = field(default_factory=lambda: defaultdict(list))
    touches: dict[str, list[Touchpoint]] = field(default_factory=lambda: defaultdict(list))
    facts: list[InteractionRow] = field(default_factory=list)
    statements: list[IdentityRow] = field(default_factory=list)

    def keep(self, message: Message) -> None:
        touchpoint = touch(message, 1)
        kept = touchpoint_row(message, touchpoint)
        self.touches[kept.customer].append(touchpoint)
        self.rows[tables.TOUCHPOINTS].append(kept)
        match message:
            case Interaction():
                self.facts.append(interaction_row(message, kept))
            case Noted():
                self.rows[tables.RECORDS].append(record_row(message, kept))
                statement = identity_row(message, kept.version)
                self.statements += [statement] if statement else []

    def contents(self) -> Contents:
        self._follow()
        self.rows[tables.INTERACTIONS] += self.facts
        self.rows[tables.IDENTITIES] += self.statements
        complete = {table: self.rows[table] for table in (*tables.FACTS, *tables.DERIVED)}
        del complete[tables.PROGRESS]
        return contents(complete, tally(self.facts))

    def _follow(self) -> None:
        keys = {*self.touches, *(BY_HANDLE + row.handle for row in self.statements)}
        for circle in circles(keys, self.statements):
            for story in stories(circle, self.touches):
                derived = follow(story, self.policies)
                for table in tables.DERIVED:
                    self.rows[table] += getattr(derived, table.name)


def _origin(record: Record) -> Origin:
    at = datetime.fromtimestamp(record.appended // 1_000_000, UTC)
    return Origin(topic=record.topic, partition=record.partition, offset=record.offset, at=at)


def _seen(message: Message) -> tuple[datetime, str]:
    """What all copies of an event must agree on: the whole second of its creation, and the customer."""
    said = message if isinstance(message, Interaction) else message.record
    return said.created_at.astimezone(UTC).replace(microsecond=0), message.person.customer


def _held(copies: Sequence[Message], stored: Contents | None) -> Message:
    """The copy that is the fact."""
    if stored is None or len(copies) == 1:
        return copies[0]
    arrived = {
        (row.created_at, row.customer)  # type: ignore[attr-defined]
        for key, row in stored.rows["arrivals"].items()
        if key[0] == copies[0].key
    }
    agreeing = [copy for copy in copies if _seen(copy) in arrived]
    return next((copy for copy in agreeing if _is_stored(copy, stored)), (agreeing or copies)[0])


def _is_stored(message: Message, stored: Contents) -> bool:
    one = _Fold(Policies())
    one.keep(message)
    alone = contents({tables.INTERACTIONS: one.facts, tables.RECORDS: one.rows[tables.RECORDS]}, ())
    return all(
        stored.rows[name].get(key) == row for name, rows in alone.rows.items() for key, row in rows.items()
    )


def _conflict(copy: Message, held: Message, raw: Mapping[str, Record]) -> DeadLetterRow:
    place = "$.created_at" if _seen(copy)[0] != _seen(held)[0] else "$.customer"
    at = copy.origin
    return _letter(raw[f"{at.topic}/{at.partition}/{at.offset}"], place, ANY_REASON)


def _letter(record: Record, place: str, reason: str) -> DeadLetterRow:
    replays = record.headers.get(REPLAYS, "0")
    return DeadLetterRow(
        origin=origin_of(record),
        source=_source(record.value),
        window=DAWN,
        arrived_at=DAWN,
        reason=reason,
        place=place,
        size=len(record.value),
        topic="",
        partition=0,
        offset=0,
        replays=int(replays) if replays.isascii() and replays.isdigit() else 0,
        version=0,
    )


class _Named(msgspec.Struct):
    source: str = ""


def _source(value: bytes) -> str:
    try:
        return msgspec.json.decode(value, type=_Named).source[:128]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
