"""Which records of the log name a person: raw events, messages, and refused bytes."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from agents.channels import READERS
from agents.erasing import Erased
from agents.following.identity import BY_HANDLE
from agents.person import Identify
from pipeline.moments import moment_at
from pipeline.ports import Log, Record, is_blank
from schemas import topics
from schemas.envelope import decode
from schemas.errors import Rejected
from schemas.interactions import DeadLetter, Message
from schemas.records import IdentityLinked, IdentityUnlinked
from schemas.values import Handle, HandleKind

WITH_PEOPLE: Final = tuple(topic for topic in topics.ALL if topic != topics.TOUCHED)
PIECE: Final = 500
_MESSAGE: Final = msgspec.json.Decoder(Message).decode
_LETTER: Final = msgspec.json.Decoder(DeadLetter).decode
_LONGEST: Final = 256  # characters of an id or a handle
# Both take time in proportion to the text: senders may refuse to close a quotation mark a million times.
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?')
_BETWEEN: Final = re.compile(r"[\"',;|\t\r\n]+")
_LOOSE: Final = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|@\w+|\+?\d[\d ()./-]{4,}\d|[\w-]{1,256}"
)
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Reader:
    """Looks through records for those whom the list names."""

    identify: Identify
    erased: Erased

    def names(self, record: Record) -> bool:
        """Whether an erased person is named in the record, as somebody whose events of that time are erased."""
        if is_blank(record) or not self.erased.moments:
            return False
        if record.topic in topics.RAW:
            return self._event(record)
        if record.topic == topics.INTERACTIONS:
            return self._message(record)
        return record.topic == topics.DEAD_LETTERS and self.mentions(record)

    def _event(self, record: Record) -> bool:
        arrived = moment_at(record.appended)
        try:
            event = decode(record.value, record.headers, at_the_door=False)
        except Rejected:
            return self._mentioned(record.key + b"\n" + record.value, arrived)
        said = [event.handle] if isinstance(event, IdentityLinked | IdentityUnlinked) else []
        return self.erased.names(event, self.identify(event).customer, self.identify.all(said), arrived)

    def _message(self, record: Record) -> bool:
        try:
            return self.erased.holds(_MESSAGE(record.value))
        except _UNREADABLE:
            return self._mentioned(record.value, moment_at(record.appended))

    def mentions(self, record: Record) -> bool:
        """Whether a dead letter's bytes name an erased person."""
        try:
            letter = _LETTER(record.value)
        except _UNREADABLE:
            return self._mentioned(record.value, moment_at(record.appended))
        told = "\n".join((letter.reason, letter.place, *letter.headers.values())).encode()
        return self._mentioned(letter.value + b"\n" + told, moment_at(record.appended))

    def _mentioned(self, text: bytes, arrived: datetime) -> bool:
        """Bytes that nobody can read as an event are looked through word by word; those that came later are let be."""
        return any(
            self.erased.covers(key, arrived)
            for word in _words(text.decode(errors="replace"))
            for key in self._keys(word)
        )

    def _keys(self, word: str) -> Iterator[str]:
        yield word
        yield from (BY_HANDLE + self.identify.one(Handle(kind, word)) for kind in HandleKind)


def _words(text: str) -> set[str]:
    """What may be an id or a handle: JSON's texts, columns of a table, and what looks like one within prose."""
    said = [*_unescaped(text)]
    found = {word for some in (text, *said) for word in (*_BETWEEN.split(some), *_LOOSE.findall(some))}
    return {word for word in {*said, *found, *map(str.strip, found)} if 0 < len(word) <= _LONGEST}


def _unescaped(text: str) -> Iterator[str]:
    """Texts in quotation marks as JSON means them: many senders write no letter beyond ASCII as it is."""
    for quoted in _QUOTED.findall(text):
        with suppress(msgspec.DecodeError):
            said = msgspec.json.decode(quoted, type=str)
            yield said
            if '"' in said:
                yield from _unescaped(said)  # JSON within JSON


def naming(log: Log, reader: Reader) -> dict[str, list[Record]]:
    """Every record of the log that names an erased person, by topic. Reads all of the log."""
    return {topic: [record for record in _all(log, topic) if reader.names(record)] for topic in WITH_PEOPLE}


def settled(log: Log, record: Record) -> bool:
    """Whether its reader has done with it: bytes that somebody has yet to read are not blanked, or they were never read."""
    return all(
        log.position(reader, topic) > record.offset for reader, topic in READERS if topic == record.topic
    )


def _all(log: Log, topic: str) -> Iterator[Record]:
    start = 0
    while records := log.read(topic, start, PIECE):
        yield from records
        start = records[-1].offset + 1
