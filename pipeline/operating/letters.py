"""Dead letters where people read and replay them: one face for the embedded log and for Kafka."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import msgspec

from pipeline.log import SqliteLog
from pipeline.moments import second_at
from pipeline.ports import NewRecord, Record, is_blank
from pipeline.stages.hearing import REPLAYS
from schemas import topics
from schemas.envelope import decode
from schemas.errors import Misused, Rejected
from schemas.interactions import DeadLetter

MOST_REPLAYS: Final = 5
SENT: Final = "dead-letters:sent"  # mark of the embedded log: the numbers that were sent again
_DECODE: Final = msgspec.json.Decoder(DeadLetter).decode


class Letter(NamedTuple):
    """A dead letter with the number people call it by: `17` in the embedded log, `0/17` in Kafka."""

    number: str
    record: Record
    letter: DeadLetter


class Again(NamedTuple):
    """A dead letter and the record that sends it again."""

    letter: Letter
    record: NewRecord


class Letters(Protocol):
    """Where dead letters are kept. Any call may raise LogUnavailable."""

    def newest(self, last: int) -> Iterator[Letter]:
        """The `last` newest in the order they arrived, or more; all of them for 0."""

    def one(self, number: str) -> Letter:
        """That letter, or Misused."""

    def unsent(self) -> Iterator[Letter]:
        """All that were not sent again yet."""

    def send(self, again: Sequence[Again]) -> None:
        """Append the records and remember their letters as sent.

        After a crash a letter may be sent once more; the event's key makes that harmless.
        """

    def close(self) -> None: ...


class Listed(msgspec.Struct, frozen=True):
    """What a list shows of a letter. `bytes` counts those of what was refused, also where not all are kept."""

    number: int | str
    arrived_at: datetime
    source: str
    origin: str
    place: str
    reason: str
    bytes: int
    replays: int


def listed(found: Letter) -> Listed:
    return Listed(
        number=int(found.number) if found.number.isdigit() else found.number,
        arrived_at=second_at(found.record.appended),
        source=found.letter.source,
        origin=found.letter.origin,
        place=found.letter.place,
        reason=found.letter.reason,
        bytes=found.letter.size,
        replays=found.letter.replays,
    )


def shown(found: Letter) -> bytes:
    """One letter as JSON, with its headers and its bytes in base64."""
    whole = {
        "headers": dict(found.letter.headers),
        "value": b64encode(found.letter.value).decode(),
    }
    return msgspec.json.encode(msgspec.to_builtins(listed(found)) | whole)


def letter_of(number: str, record: Record) -> Letter:
    """A record of voc.dead-letters as a letter; what somebody else wrote there is shown as what it is."""
    try:
        return Letter(number, record, _DECODE(record.value))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        stranger = DeadLetter(
            reason="not a dead letter", value=record.value, origin=f"{record.topic}/{number}"
        )
        return Letter(number, record, stranger)


def again(found: Letter) -> Again | str:
    """The letter's record as it is sent again, or why it is left."""
    number, _, letter = found
    if letter.replays >= MOST_REPLAYS:
        return f"{number}: sent {letter.replays} times already; left"
    try:
        event = decode(letter.value, letter.headers)
    except Rejected as error:
        return f"{number}: still refused: {error}"
    headers = {**letter.headers, REPLAYS: str(letter.replays + 1)}
    return Again(found, NewRecord(topics.topic_of(event), topics.key_of(event), letter.value, headers))


class EmbeddedLetters:
    """Letters of the embedded log. Which were sent is a mark that moves in one step with the sending."""

    def __init__(self, log: SqliteLog) -> None:
        self._log = log

    def newest(self, last: int) -> Iterator[Letter]:
        yield from self._from(max(0, self._log.end(topics.DEAD_LETTERS) - last) if last else 0)

    def one(self, number: str) -> Letter:
        if number.isascii() and number.isdigit() and int(number) < 2**63:
            found = self._log.read(topics.DEAD_LETTERS, int(number), 1)
            if found and found[0].offset == int(number) and not is_blank(found[0]):
                return letter_of(str(found[0].offset), found[0])
        raise Misused(f"there is no dead letter {number}; see `earshot dead-letters list`")

    def unsent(self) -> Iterator[Letter]:
        sent = self._sent()
        return (found for found in self._from(0) if found.record.offset not in sent)

    def send(self, again: Sequence[Again]) -> None:
        sent = self._sent() | {one.letter.record.offset for one in again}
        self._log.append([one.record for one in again], mark=(SENT, " ".join(map(str, sorted(sent)))))

    def close(self) -> None:
        self._log.close()

    def _sent(self) -> set[int]:
        return {int(number) for number in self._log.marked(SENT).split()}

    def _from(self, start: int) -> Iterator[Letter]:
        end = self._log.end(topics.DEAD_LETTERS)  # what is refused again meanwhile waits for the next call
        while start < end and (records := self._log.read(topics.DEAD_LETTERS, start, min(200, end - start))):
            for record in records:
                if not is_blank(record):
                    yield letter_of(str(record.offset), record)
            start = records[-1].offset + 1
