"""Messages to facts and stories: facts first, then the stories of all customers they touch, the position last.

A round takes in many batches and derives each touched customer once: an archive touches the same customers again
and again, and a story costs its length. Until the round is done the position stays, so a cut repeats the round. What a
round holds in memory are names of customers and windows.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from agents.base import hour_of
from agents.erasing import Erased, created_at, nobody
from agents.facts import touchpoint_row
from agents.following.policies import Policies
from agents.story import touch
from pipeline.erasing.removing import remove
from pipeline.failpoints import Reach, nowhere
from pipeline.ports import Log, NewRecord, RawRecords, Record, Seen, Warehouse, is_blank
from pipeline.stages.hearing import dead_letter
from pipeline.stages.rows import Facts
from pipeline.stories import derive
from schemas import tables, topics
from schemas.errors import Rejected, Unstorable
from schemas.facts import Progress
from schemas.interactions import Message, Touched
from schemas.values import EARLIEST

NAME: Final = "story"
BATCH: Final = 4_000
ROUND: Final = 250_000
_DECODE: Final = msgspec.json.Decoder(Message).decode
_ENCODE: Final = msgspec.json.Encoder().encode


def nothing_more() -> bool:
    """The round ends with what the log has now."""
    return False


@dataclass(slots=True)
class Round:
    """What one round has stored and still owes: stories to derive, windows to recount, letters to send."""

    customers: set[str] = field(default_factory=set)
    windows: set[datetime] = field(default_factory=set)
    refused: list[NewRecord] = field(default_factory=list)
    settled: datetime = EARLIEST
    erasures: int | None = None
    """Version of the erasure list when the round began."""
    blank: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Topics and offsets of what was stored without its person: to be blanked where the log can do that."""

    def touched(self) -> list[NewRecord]:
        """What goes on its way when the facts are stored: tallies rest on nothing else."""
        return _touched(self.windows)

    def outputs(self) -> list[NewRecord]:
        """What goes on its way at the end at the latest."""
        return [*self.touched(), *self.refused]


@dataclass(frozen=True, slots=True)
class Following:
    """The story agent: what it does with messages, whichever engine hands them over."""

    raw: RawRecords
    warehouse: Warehouse
    policies: Policies
    reached: Reach = nowhere
    erased: Callable[[], Erased] = nobody

    def store(self, records: Sequence[Record], this: Round) -> None:
        """The facts in these records of voc.interactions; `this` round owes what follows from them.

        The erasure list is looked at before the facts are written and after: whoever is named in between is found either
        here or by the erasure, which writes the list before it looks for facts.
        """
        pairs = [(record, _DECODE(record.value)) for record in records if not is_blank(record)]
        erased = self.erased()
        this.erasures = erased.version if this.erasures is None else this.erasures
        self._store(pairs, this, erased)
        while (now := self.erased()).version != erased.version:
            erased = now
            self._store([pair for pair in pairs if erased.holds(pair[1])], this, erased)

    def _store(self, pairs: Sequence[tuple[Record, Message]], this: Round, erased: Erased) -> None:
        fresh, refused = self._agreeing(pairs, erased)
        while True:
            facts = Facts([(m, touchpoint_row(m, touch(m, record.appended))) for record, m in fresh], erased)
            try:
                self._write(facts)
                break
            except Unstorable as error:
                bad = facts.of(error)
                refused += [
                    dead_letter(self._raw(m, erased), Rejected("", fault))
                    for m, fault in zip(bad, error.faults, strict=True)
                ]
                gone = {m.key for m in bad}
                fresh = [(record, m) for record, m in fresh if m.key not in gone]
        this.refused += refused
        this.customers.update(kept.customer for _, kept in facts.touched)
        this.customers.update("~" + row.handle for _, row in facts.identities)
        this.windows.update(row.window for _, row in facts.interactions)
        this.settled = max([this.settled, *(m.origin.at for _, m in fresh)])
        for record, message in pairs:
            if erased.holds(message):
                this.blank[message.origin.topic].add(message.origin.offset)
                this.blank[record.topic].add(record.offset)

    def _write(self, facts: "Facts") -> None:
        self.reached("before_fact")
        for table, pairs in facts.tables():
            self.warehouse.write(table, [row for _, row in pairs])
            if table is tables.INTERACTIONS:
                self.reached("mid_fact")
        self.reached("after_fact")

    def derive(self, this: Round, *, alone: bool = False) -> None:
        """The stories of everybody the round touched. `alone`: nobody else writes to this warehouse."""
        derive(self.warehouse, this.customers, self.policies, alone=alone)
        self._forget(this)

    def _forget(self, this: Round) -> None:
        """Once more for those who were erased while this round wrote about them."""
        erased = self.erased()
        if this.erasures == erased.version:
            return
        late = frozenset(customer for customer in this.customers if erased.moment(customer))
        if late:
            remove(self.warehouse, late, erased, self.policies)

    def report(self, ends: Mapping[int, tuple[int, int]], this: Round) -> None:
        """How far voc.interactions is settled: by partition the next offset, and one past the last."""
        rows = [
            Progress(
                agents=NAME,
                topic=topics.INTERACTIONS,
                partition=partition,
                appended=end,
                handled=upto,
                settled_at=this.settled,
                version=upto,
            )
            for partition, (upto, end) in ends.items()
        ]
        self.warehouse.write(tables.PROGRESS, rows)

    def _agreeing(
        self, pairs: Sequence[tuple[Record, Message]], erased: Erased
    ) -> tuple[list[tuple[Record, Message]], list[NewRecord]]:
        """Apart from events whose id came before as another event: they would count in two windows, or for two people."""
        first = dict(self.warehouse.known({message.key for _, message in pairs}))
        agreeing, refused = [], []
        for record, message in pairs:
            seen = _seen(message, erased)
            before = first.setdefault(message.key, seen)
            if before == seen:
                agreeing.append((record, message))
            else:
                refused.append(_conflict(self._raw(message, erased), seen, before))
        return agreeing, refused

    def _raw(self, message: Message, erased: Erased) -> Record:
        """The record the message was heard from; without its bytes where the log no longer has them, or nobody may."""
        origin = message.origin
        place = (origin.topic, origin.partition, origin.offset)
        kept = None if erased.holds(message) else self.raw.raw(*place)
        return kept or Record(*place, 0, b"", b"", {})


def _conflict(raw: Record, seen: Seen, before: Seen) -> NewRecord:
    if seen.created_at != before.created_at:
        fault = f"this id came before, created at {before.created_at.isoformat()}; that never changes"
        return dead_letter(raw, Rejected("$.created_at", fault))
    fault = "this id came before with another customer; tie people by IdentityLinked, or send a new id"
    return dead_letter(raw, Rejected("$.customer", fault))


@dataclass(frozen=True, slots=True)
class FollowingStage:
    """The story agent on the embedded log."""

    log: Log
    warehouse: Warehouse
    policies: Policies
    erased: Callable[[], Erased] = nobody

    def lag(self) -> int:
        return self.log.end(topics.INTERACTIONS) - self.log.position(NAME, topics.INTERACTIONS)

    def advance(self, more: Callable[[], bool] = nothing_more) -> int:
        """Handle one round; how many records it had. While `more` are coming the round stays open for them."""
        agent = Following(self.log, self.warehouse, self.policies, erased=self.erased)
        start = upto = self.log.position(NAME, topics.INTERACTIONS)
        this = Round()
        # 1. facts
        while upto - start < ROUND:
            records = self.log.read(topics.INTERACTIONS, upto, BATCH)
            if records:
                agent.store(records, this)
                upto = records[-1].offset + 1
            elif upto == start or not more():
                break
        if upto == start:
            return 0
        # 2. stories
        agent.derive(this, alone=True)
        # 3. how far we are
        agent.report({0: (upto, self.log.end(topics.INTERACTIONS))}, this)
        self.warehouse.sync()
        # 4. the bytes of whoever is erased, once what follows from them is on its way: they cannot be read again
        outputs = this.outputs()
        if this.blank:
            self.log.advance(NAME, topics.INTERACTIONS, start, outputs)
            outputs = []
        # ... and those of our own topic last: by them the others are found again after a cut
        for topic in sorted(this.blank, key=topics.INTERACTIONS.__eq__):
            self.log.blank(topic, this.blank[topic])
        # 5. touched windows, and only then the position
        self.log.advance(NAME, topics.INTERACTIONS, upto, outputs)
        return upto - start


def _seen(message: Message, erased: Erased) -> Seen:
    """As its arrival says."""
    moment = created_at(message).replace(microsecond=0)
    return Seen(hour_of(moment), "") if erased.holds(message) else Seen(moment, message.person.customer)


def _touched(windows: set[datetime]) -> list[NewRecord]:
    """One record a UTC day, keyed by the day: whoever owns the day recounts all its windows at once."""
    days: dict[str, list[datetime]] = defaultdict(list)
    for window in sorted(windows):
        days[window.date().isoformat()].append(window)
    return [
        NewRecord(topics.TOUCHED, day.encode(), _ENCODE(Touched(windows=tuple(some))))
        for day, some in days.items()
    ]
