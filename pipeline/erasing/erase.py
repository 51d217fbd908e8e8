"""One erasure from beginning to end, and its check.

    list -> letters -> log -> facts, tallies, alerts, stories, who it was -> receipt

The list goes first: whoever writes about the person from now on either sees it or is seen. Cut off anywhere, the same call
again comes to the same end.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec

from agents.erasing import Erased, Naming
from agents.following.policies import Policies
from agents.person import Identify
from pipeline.erasing import removing
from pipeline.erasing.persons import Person, find, key_of
from pipeline.erasing.receipt import PERSONAL, Receipt, Topic
from pipeline.erasing.records import WITH_PEOPLE, Reader, naming, settled
from pipeline.moments import microseconds_of
from pipeline.ports import Log, Record, Warehouse
from schemas import tables, topics
from schemas.erasures import Erasure
from schemas.facts import DeadLetterRow, TouchpointRow
from schemas.interactions import DeadLetter
from schemas.stories import Journey, Row
from schemas.values import EARLIEST

ERASED = "erased"
_LAST = 2**63 - 1
"""A version that holds against whatever a rewind files of the same letter."""
_LETTER = msgspec.json.Decoder(DeadLetter).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What an erasure works on. `log` is None where the topics lie in Kafka: `kept` tells for how long, `letters` reads."""

    warehouse: Warehouse
    identify: Identify
    policies: Policies
    log: Log | None
    letters: Callable[[], Iterable[Record]]
    kept: Mapping[str, timedelta | None]

    @property
    def naming(self) -> Naming:
        return Naming(self.identify.secret)

    def listed(self) -> Erased:
        return Erased.of(self.naming, self._rows())

    def _rows(self) -> list[Erasure]:
        return cast(list[Erasure], [*self.warehouse.rows(tables.ERASURES)])

    def person(self, customer: str = "", handle: str = "") -> Person:
        found = find(self.warehouse, self.identify, key_of(self.identify, customer, handle))
        names = self._names(found.keys)
        # An erasure that was cut off may have removed what tied the rest together; the list remembers.
        more = self.stored(names) if names - {self.naming(key) for key in found.keys} else frozenset()
        return Person(found.root, found.keys | more)

    def stored(self, names: Collection[str]) -> frozenset[str]:
        """The customers with these names of whom something is stored."""
        keys = {key for table in PERSONAL for key in self.warehouse.people(table) if key}
        return frozenset(key for key in keys if self.naming(key) in names)

    def _names(self, keys: Collection[str]) -> set[str]:
        """The names of these keys, and what the list has under the same person."""
        held, mine = self._rows(), {self.naming(key) for key in keys}
        before = {row.person for row in held if row.name in mine}
        return mine | {row.name for row in held if row.person in before}

    def counts(self, person: Person, now: datetime) -> dict[str, int]:
        """How many rows and records would go, by table and topic. Changes nothing."""
        erased = Erased.of(self.naming, self._entries(person, _moment(now), 1))
        gone = removing.found(self.warehouse, person.keys, erased)
        counts = {name: len(rows) for name, rows in gone.by_table.items()}
        counts |= {one.name: len(self.warehouse.under(one, person.keys)) for one in tables.DERIVED}
        return counts | {
            topic: len(some) for topic, some in self._records(Reader(self.identify, erased)).items()
        }

    def erase(self, person: Person, now: Callable[[], datetime]) -> Receipt:
        """Erase the person; the receipt. Everything that was created, or had arrived, before now is meant."""
        # 1. from here on nothing of the person is stored anew
        entries = self._enlisted(person, _moment(now()))
        erased = self.listed()
        # 2. what letters quote; 3. what the log has
        self._blank(Reader(self.identify, erased))
        # 4. what is stored, and what follows from it
        removing.remove(self.warehouse, person.keys, erased, self.policies)
        return self._receipt(entries, now())

    def _enlisted(self, person: Person, moment: datetime) -> list[Erasure]:
        """The person's entries, on the list above all others: by that whoever holds the list sees that it has changed.

        Somebody else may be erased at the same moment, so we look again.
        """
        while True:
            entries = self._entries(person, moment, self.warehouse.newest(tables.ERASURES) + 1)
            self.warehouse.write(tables.ERASURES, entries)
            if self.warehouse.newest(tables.ERASURES) == entries[0].version and not any(
                row.version == entries[0].version and row.person != entries[0].person for row in self._rows()
            ):
                return entries

    def _entries(self, person: Person, moment: datetime, least: int) -> list[Erasure]:
        """One for each key, those of an earlier erasure of the same person included."""
        mine = self._names(person.keys)
        before = {row.person for row in self._rows() if row.name in mine}
        shared = min(before, default=self.naming(person.root))
        version = max(least, microseconds_of(moment))
        return [Erasure(name=name, person=shared, erased_at=moment, version=version) for name in sorted(mine)]

    def _records(self, reader: Reader) -> dict[str, list[Record]]:
        if self.log is None:
            return {topics.DEAD_LETTERS: [one for one in self.letters() if reader.names(one)]}
        return naming(self.log, reader)

    def _blank(self, reader: Reader) -> None:
        named = self._records(reader)
        self._silence({_LETTER(one.value).origin for one in named[topics.DEAD_LETTERS]})
        if self.log is None:
            return
        for topic, some in named.items():
            self.log.blank(topic, [one.offset for one in some if settled(self.log, one)])

    def _silence(self, origins: set[str]) -> None:
        """A reason may quote what was refused."""
        if origins:
            rows = cast(Iterator[DeadLetterRow], self.warehouse.rows(tables.DEAD_LETTERS))
            quiet = [
                msgspec.structs.replace(row, reason=ERASED, place="", version=_LAST)
                for row in rows
                if row.origin in origins and row.reason != ERASED
            ]
            self.warehouse.overwrite(tables.DEAD_LETTERS, quiet)

    def _receipt(self, entries: Sequence[Erasure], now: datetime) -> Receipt:
        moment = entries[0].erased_at
        in_kafka = [
            Topic(topic, blanked=False, until=None if kept is None else moment + kept)
            for topic, kept in sorted(self.kept.items())
        ]
        return Receipt(
            erased_at=moment,
            done_at=_moment(now),
            person=entries[0].person,
            names=tuple(row.name for row in entries),
            tables=(*(table.name for table in PERSONAL), tables.ALERTS.name, tables.DEAD_LETTERS.name),
            topics=tuple(in_kafka or [Topic(topic, blanked=True) for topic in WITH_PEOPLE]),
        )

    def left(self, receipt: Receipt) -> Iterator[str]:
        """One line for everything of the receipt's person that is left: in any version of a row, or in the log."""
        held = self._rows()
        names = {*receipt.names, *(row.name for row in held if row.person == receipt.person)}
        keys = self.stored(names)
        since = {row.name: row.erased_at for row in held}
        erased = Erased(
            self.naming, {name: max(receipt.erased_at, since.get(name, receipt.erased_at)) for name in names}
        )
        if unlisted := [name for name in names if since.get(name, EARLIEST) < receipt.erased_at]:
            yield f"{tables.ERASURES.name}: {len(unlisted)} of the receipt's names are missing"
        yield from self._left_in_tables(erased, keys)
        for topic, some in self._records(Reader(self.identify, erased)).items():
            if some and (self.log is not None or self._quoted(some)):
                yield f"{topic}: {len(some)} records name the person; the first is {some[0].partition}/{some[0].offset}"

    def _quoted(self, letters: Sequence[Record]) -> bool:
        origins = {_LETTER(one.value).origin for one in letters}
        rows = cast(Iterator[DeadLetterRow], self.warehouse.rows(tables.DEAD_LETTERS))
        return any(row.origin in origins and row.reason != ERASED for row in rows)

    def _left_in_tables(self, erased: Erased, keys: frozenset[str]) -> Iterator[str]:
        gone = removing.found(self.warehouse, keys, erased)
        for name, rows in gone.by_table.items():
            if rows:
                yield f"{name}: {len(rows)} rows, or older versions of them"
        told = {
            row.event_key
            for row in cast("Sequence[TouchpointRow]", self.warehouse.under(tables.TOUCHPOINTS, keys))
        }
        for table in tables.DERIVED:
            rows = cast(Sequence[Row], self.warehouse.under(table, keys))
            if stale := [row for row in rows if _event(row) not in told - gone.events]:
                yield f"{table.name}: {len(stale)} rows"


def _moment(now: datetime) -> datetime:
    """The next whole second: what came within this one is meant too, and tables keep whole seconds."""
    return now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)


def _event(row: Row) -> str:
    return row.journey if isinstance(row, Journey) else str(row.event_key)  # type: ignore[attr-defined]
