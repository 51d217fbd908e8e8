"""Which touchpoints belong to one need.

A touchpoint belongs to every need it shares a conversation or a case with, and to one with which it shares a topic
and whose last touchpoint is at most `journey_gap` old (of several, the one with most topics shared, then the one
touched last). A touchpoint that ties several needs makes them one. Where the customer speaks of an earlier contact
("still not solved", "third time", "thanks") and names no need of their own, the need touched last is meant, within
the same gap. Who says that they explain it again has told it before, whatever it sounded like then: where no need shares a
topic, the one of their latest contact within a day is meant. What staff say to the customer and tie to nothing is about the one need that
is open, touched within `journey_gap`; where two are open it may be about either, and joins none.

What may begin a need: whatever the customer asks on a call, in an e-mail or a chat; a post with a topic or a
complaint; a case record. Thanks and praise alone begin none, nor does anything the company says.

A case record that names neither a case nor a conversation we know stands with the need of the latest contact, where that has
no case: an opening within a day of its last touchpoint, a resolution or reopening within `journey_gap`. Records of a case join their case however long it
was quiet; all else finds a need closed after `quiet`, or `maturity` after it was resolved.

    contact -- contact -- RESOLVED ----- contact within 7 days: contradicted, the same need goes on
                             |---------- thanks within 7 days: joins, the need stays resolved
                             |------------------- contact later: a new need
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import msgspec

from agents.following.contacts import contacts
from agents.following.growing import Growing
from agents.following.policies import Policies
from agents.following.reading import THANKS, Kind, Reading, View, contradicts
from schemas.values import Channel

_A_DAY: Final = timedelta(days=1)
# Tuples, not sets: membership by identity is several times faster than the hash of an enum.
_CASE_KINDS: Final = (Kind.OPENED, Kind.RESOLVED, Kind.REOPENED)
_UNHAPPY: Final = (View.UNSOLVED, View.COMPLAINING)


class Need(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Readings of one need, in order. `settled_at` is since when it counts as resolved, if it does.

    `contact_of` names, for each reading, the first reading of the same contact by its place. `open_spans` are the
    stretches in which a resolution was due; the last may end later than the story.
    """

    readings: tuple[Reading, ...]
    contact_of: tuple[int, ...]
    settled_at: datetime | None
    open_spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """All needs of a story, by their first touchpoint; `of` has, for a touchpoint's key, the need it stands in.

    Records and sales contacts stand in no need, but `of` has them too where they name a need's conversation or case.
    """

    all: tuple[Need, ...]
    of: dict[str, Need]


def gather(readings: Iterable[Reading], policies: Policies) -> Needs:
    """The needs of a story from its readings, in order. Linear in their number."""
    gathering = _Gathering(policies)
    for reading in readings:
        gathering.take(reading)
    return gathering.done()


class _Gathering:
    """The needs so far, and where to look for the one a reading belongs to."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._needs: list[Growing] = []
        self._by_name: dict[tuple[str, str], Growing] = {}
        self._by_topic: dict[str, Growing] = {}
        self._latest: Growing | None = None
        self._latest_contact: Growing | None = None
        self._unsettled: dict[Growing, None] = {}  # the one touched last is the last
        self._apart: list[Reading] = []

    def take(self, reading: Reading) -> None:
        found = self._named(reading)
        if reading.kind is Kind.APART:
            if found:
                found[-1].tied.append(reading.key)
            elif reading.conversation or reading.case:
                self._apart.append(reading)
            return
        if reading.topics and (shared := self._sharing(reading)):
            found.append(shared)
        if not found and (meant := self._meant(reading)):
            found.append(meant)
        if found:
            self._join(self._made_one(found), reading)
        elif _begins(reading):
            self._needs.append(Growing(reading.at))
            self._join(self._needs[-1], reading)

    def done(self) -> Needs:
        self._tie_apart()
        finished: list[Need] = []
        of: dict[str, Need] = {}
        for growing in self._needs:
            if growing.into is None:
                need = _finished(growing, self._policies)
                finished.append(need)
                of.update(dict.fromkeys(growing.tied, need))
                of.update(dict.fromkeys((r.key for r in need.readings), need))
        return Needs(tuple(finished), of)

    def _tie_apart(self) -> None:
        """Records may be a moment earlier than the case they name, or long after its need was over."""
        for reading in self._apart:
            names = (("case", reading.case), ("conversation", reading.conversation))
            need = next((self._by_name[name].whole() for name in names if name in self._by_name), None)
            if need is not None:
                need.tied.append(reading.key)

    def _named(self, reading: Reading) -> list[Growing]:
        """Needs with the reading's conversation or case."""
        found = []
        if reading.conversation and (need := self._by_name.get(("conversation", reading.conversation))):
            need = need.whole()
            if self._is_open(need, reading.at):
                found.append(need)
        if reading.case and (need := self._by_name.get(("case", reading.case))):
            need = need.whole()
            if reading.kind in _CASE_KINDS or self._is_open(need, reading.at):
                found.append(need)
        return found

    def _sharing(self, reading: Reading) -> Growing | None:
        """The need with which the reading shares most topics; of equals the one touched last."""
        shared: dict[Growing, int] = {}
        for topic in reading.topics:
            if need := self._by_topic.get(topic):
                need = need.whole()
                shared[need] = shared.get(need, 0) + 1
        near = [need for need in shared if self._is_near(need, reading.at)]
        return max(near, key=lambda need: (shared[need], need.last, need.opened_at), default=None)

    def _meant(self, reading: Reading) -> Growing | None:
        """The need a reading speaks of without naming it."""
        if reading.kind in _CASE_KINDS:
            return self._meant_by_records(reading)
        if reading.kind is Kind.REACHED:
            return self._meant_by_staff(reading)
        if reading.points_back and self._latest is not None:
            latest = self._latest.whole()
            return latest if self._is_near(latest, reading.at) else None
        if "re_explaining" in reading.cues and self._latest_contact is not None:
            told = self._latest_contact.whole()
            is_fresh = reading.at - told.last_contact <= _A_DAY
            return told if is_fresh and self._is_open(told, reading.at) else None
        return None

    def _meant_by_staff(self, reading: Reading) -> Growing | None:
        """The one open need there is, for what staff say; a record of a contact without words may be about anything."""
        if reading.told is None or not self._unsettled:
            return None
        newest, *others = islice(reversed(self._unsettled), 2)
        if any(self._is_near(other, reading.at) for other in others):
            return None
        return newest if self._is_near(newest, reading.at) else None

    def _meant_by_records(self, reading: Reading) -> Growing | None:
        if self._latest_contact is None:
            return None
        latest = self._latest_contact.whole()
        reach = _A_DAY if reading.kind is Kind.OPENED else self._policies.journey_gap
        other_case = latest.has_case and reading.case
        fits = not other_case and self._is_open(latest, reading.at) and reading.at - latest.last <= reach
        return latest if fits else None

    def _is_open(self, need: Growing, at: datetime) -> bool:
        settled = need.settled_last
        if settled is not None and at - settled > self._policies.maturity:
            return False
        return at - need.last <= self._policies.quiet

    def _is_near(self, need: Growing, at: datetime) -> bool:
        return at - need.last <= self._policies.journey_gap and self._is_open(need, at)

    def _made_one(self, found: list[Growing]) -> Growing:
        first = min(found, key=lambda need: need.opened_at)
        for need in found:
            if need is not first and need.into is None:
                first.absorb(need)
                self._unsettled.pop(need, None)
        return first

    def _join(self, need: Growing, reading: Reading) -> None:
        need.readings.append(reading)
        need.last = reading.at
        if reading.conversation:
            self._by_name["conversation", reading.conversation] = need
        if reading.case:
            self._by_name["case", reading.case] = need
            need.has_case = True
        for topic in reading.topics:
            self._by_topic[topic] = need
        self._latest = need
        if reading.kind is Kind.CAME:
            self._latest_contact = need
            need.last_contact = reading.at
        _weigh(need, reading, self._policies.talk)
        self._unsettled.pop(need, None)
        if need.open_since is not None:
            self._unsettled[need] = None


def _begins(reading: Reading) -> bool:
    if reading.kind is not Kind.CAME:
        return reading.kind in _CASE_KINDS
    told = reading.told
    if reading.topics or reading.view in _UNHAPPY or (told is not None and told.complaint):
        return True
    social = told is not None and told.channel is Channel.SOCIAL
    # Who sounds content without a word of thanks may just ask kindly.
    asks = reading.view is View.NONE or (reading.view is View.GRATEFUL and reading.cues.isdisjoint(THANKS))
    return asks and not social


def _weigh(need: Growing, reading: Reading, talk: timedelta) -> None:
    """Settle or reopen the need as the reading has it."""
    goes_on = need.goes_on(reading, talk)
    if reading.kind is Kind.RESOLVED:
        need.settle(reading.at)
    elif reading.kind is Kind.REOPENED:
        need.reopen(reading.at)
    elif reading.view is View.SOLVED:
        need.settle(reading.over)
    elif need.settled_last is not None and contradicts(reading, goes_on=goes_on):
        need.reopen(reading.at)


def _finished(growing: Growing, policies: Policies) -> Need:
    readings = growing.readings
    if growing.merged:
        readings = sorted(readings, key=lambda reading: (reading.at, reading.key))
    spans = growing.spans
    if growing.open_since is not None:
        spans = [*spans, (growing.open_since, growing.last + policies.quiet)]
    return Need(tuple(readings), contacts(readings, policies.talk), growing.settled_since, tuple(spans))
