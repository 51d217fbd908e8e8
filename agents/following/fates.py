"""What bears on whether a promise was kept: records, later contacts, and what the customer then said."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

from agents.following.means import Means
from agents.following.needs import Need, Needs
from agents.following.policies import Policies
from agents.following.reading import HANDLING, Kind, Reading, View
from agents.following.vows import Vow
from schemas.records import OutboundContactMade, PromiseKept, PromiseWithdrawn
from schemas.stories import KnownBy
from schemas.values import EARLIEST, Channel, Direction

_AT: Final = attrgetter("at")
_PLACE: Final = attrgetter("at", "key")


class Keeping(NamedTuple):
    at: datetime
    known_by: KnownBy


class Fate(NamedTuple):
    """What became of a promise, as far as is known."""

    vow: Vow
    need: Need | None
    kept: Keeping | None
    withdrawn: datetime | None
    doubt: Reading | None


@dataclass(slots=True)
class _Words:
    """What the customer said in one need, each in order; `begun` is when the contact of a reading began."""

    content: list[Reading] = field(default_factory=list)
    broken: list[Reading] = field(default_factory=list)
    unsolved: list[Reading] = field(default_factory=list)
    begun: dict[str, datetime] = field(default_factory=dict)


_SILENCE: Final = _Words()


class Evidence:
    """Everything in a story that bears on its promises. `broken` are the customer's words of broken promises."""

    def __init__(self, readings: Iterable[Reading], needs: Needs, policies: Policies) -> None:
        self.withdrawn: dict[str, datetime] = {}
        self.broken: list[Reading] = []
        self._policies = policies
        self._of = needs.of
        self._kept: dict[str, list[datetime]] = {}
        self._calls: list[Reading] = []
        self._contacts: list[Reading] = []
        self._complained_in: dict[str, datetime] = {}
        self._words: dict[Need, _Words] = {}
        for reading in readings:
            self._take(reading)

    def _take(self, reading: Reading) -> None:
        record = reading.touchpoint.record
        if isinstance(record, PromiseKept):
            self._kept.setdefault(record.promise, []).append(reading.at)
        elif isinstance(record, PromiseWithdrawn):
            self.withdrawn.setdefault(record.promise, reading.at)
        elif reading.kind is Kind.REACHED and (channel := _outbound(reading)):
            self._contacts.append(reading)
            if channel is Channel.CALL:
                self._calls.append(reading)
        if "broken_promise" in reading.topics:
            self.broken.append(reading)
            if reading.conversation:
                self._complained_in.setdefault(reading.conversation, reading.at)

    def need(self, vow: Vow) -> Need | None:
        return self._of.get(vow.heard_in) or self._of.get(vow.recorded_in)

    def kept(self, vow: Vow) -> Keeping | None:
        recorded = self._kept.get(vow.name)
        if recorded:
            return Keeping(recorded[0], KnownBy.RECORD)
        found = [one for one in (self._by_contact(vow), self._by_words(vow)) if one]
        return min(found, key=_AT, default=None) or self._after_denial(vow)

    def kept_again(self, vow: Vow, kept: Keeping | None, doubt: Reading | None) -> datetime | None:
        """When the record says once more that it was kept, after the customer had said that it was not."""
        if kept is None or doubt is None or doubt.at <= kept.at:
            return None
        return next((at for at in self._kept.get(vow.name, ()) if at > doubt.at), None)

    def doubted(self, vow: Vow, kept: Keeping | None) -> Reading | None:
        words = self._words_about(vow)
        doubts = [_doubt(vow, words, words.broken)]
        if kept is None or vow.means is Means.DEED:
            doubts.append(_doubt(vow, words, words.unsolved))
        first = min((doubt for doubt in doubts if doubt), key=_PLACE, default=None)
        if first is None or kept is None or first.at > kept.at or vow.means is not Means.DEED:
            return first
        # They said so while it was late; what counts now is whether it is still not so after it was kept.
        return _doubt(vow, words, words.unsolved, after=kept.at) or first

    def _by_contact(self, vow: Vow) -> Keeping | None:
        if vow.means is Means.DEED:
            return None
        contacts = self._calls if vow.means is Means.CALL else self._contacts
        until = (vow.due_at or vow.made_at) + self._policies.quiet
        for place in range(bisect_right(contacts, vow.made_at, key=_AT), len(contacts)):
            contact = contacts[place]
            if contact.at > until:
                break
            complained = self._complained_in.get(contact.conversation)
            answers_complaint = complained is not None and vow.made_at < complained < contact.at
            if not answers_complaint and self._of.get(contact.key) in (None, self.need(vow)):
                return Keeping(contact.at, KnownBy.RECORD)
        return None

    def _by_words(self, vow: Vow) -> Keeping | None:
        words = self._words_about(vow)
        until = vow.due_at or vow.made_at + self._policies.maturity
        for place in range(bisect_right(words.content, vow.made_at, key=_AT), len(words.content)):
            reading = words.content[place]
            if reading.at > until:
                break
            if reading.view is View.SOLVED or words.begun[reading.key] > vow.made_at:
                return Keeping(reading.at, KnownBy.CUSTOMER)
        return None

    def _after_denial(self, vow: Vow) -> Keeping | None:
        """Who said after the due time that a deed was not done, and later that it is, had it done late."""
        if vow.due_at is None or vow.means is not Means.DEED:
            return None
        words = self._words_about(vow)
        denials = (_doubt(vow, words, words.broken), _doubt(vow, words, words.unsolved))
        denied = min((denial.at for denial in denials if denial), default=None)
        if denied is None:
            return None
        until = denied + self._policies.memory
        done = (one.at for one in words.content if one.view is View.SOLVED and denied < one.at <= until)
        at = next(done, None)
        return Keeping(at, KnownBy.CUSTOMER) if at else None

    def _words_about(self, vow: Vow) -> _Words:
        need = self.need(vow)
        if need is None:
            return _SILENCE
        if need not in self._words:
            self._words[need] = _words_of(need)
        return self._words[need]


def stray_doubts(
    fates: Sequence[Fate], broken: Iterable[Reading], needs: Needs, policies: Policies
) -> dict[str, Reading]:
    """Words of a broken promise in a need without one due, by the name of the promise they mean.

    Each means the promise last due (made, where no due time is known) in the time of `memory` before, that was then
    neither kept nor withdrawn.
    """
    due_in: dict[Need, datetime] = {}
    for fate in fates:
        if fate.need is not None:
            due = _due(fate.vow)
            due_in[fate.need] = min(due, due_in.get(fate.need, due))
    by_due = sorted(fates, key=lambda fate: (_due(fate.vow), fate.vow.name))
    meant: dict[str, Reading] = {}
    for reading in broken:
        need = needs.of.get(reading.key)
        spoken_for = need is not None and need in due_in and due_in[need] < reading.at
        if reading.topics <= HANDLING and not spoken_for:
            for place in range(bisect_right(by_due, reading.at, key=lambda fate: _due(fate.vow)) - 1, -1, -1):
                fate = by_due[place]
                if _due(fate.vow) < reading.at - policies.memory:
                    break
                if _was_open(fate, reading.at):
                    meant.setdefault(fate.vow.name, reading)
                    break
    return meant


def _due(vow: Vow) -> datetime:
    return max(vow.due_at, vow.made_at) if vow.due_at else vow.made_at


def _was_open(fate: Fate, at: datetime) -> bool:
    if _due(fate.vow) == at or (fate.withdrawn is not None and fate.withdrawn <= at):
        return False
    return fate.kept is None or fate.kept.at > at


def _doubt(vow: Vow, words: _Words, readings: list[Reading], after: datetime = EARLIEST) -> Reading | None:
    for place in range(bisect_right(readings, max(_due(vow), after), key=_AT), len(readings)):
        if vow.due_at or words.begun[readings[place].key] > vow.made_at:
            return readings[place]
    return None


def _words_of(need: Need) -> _Words:
    words = _Words()
    for reading, contact in zip(need.readings, need.contact_of, strict=True):
        words.begun[reading.key] = need.readings[contact].at
        if reading.view in (View.SOLVED, View.GRATEFUL):
            words.content.append(reading)
        if "broken_promise" in reading.topics:
            words.broken.append(reading)
        elif reading.view is View.UNSOLVED:
            words.unsolved.append(reading)
    return words


def _outbound(reading: Reading) -> Channel | None:
    """The channel on which the company came to the customer of its own accord."""
    told, record = reading.told, reading.touchpoint.record
    if isinstance(record, OutboundContactMade):
        return record.channel
    if told is None or told.direction is not Direction.OUTBOUND:
        return None
    return told.channel if told.channel in (Channel.CALL, Channel.EMAIL) else None
