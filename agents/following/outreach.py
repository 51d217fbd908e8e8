"""One row each contact by the company, with the pressure it added to and the rules it broke.

A contact is an outbound call, an outbound e-mail or an `OutboundContactMade`, of any sender and campaign. An e-mail
that answers in a conversation the customer has spoken in, or that a machine wrote for no purpose, is none: the customer
asked for it. Sliding windows end with the contact and include it: `(t - 7 days, t]`. `answered` of an e-mail is whether
the customer later wrote in its conversation; of all else it is as recorded.

What is said about consent stands in `consent`. A refusal never forbids to protect (fraud, security, law), nor to serve a
need of the customer that is open at that moment or whose case or conversation the contact names; it always forbids selling
and surveys. The wish to be left alone is no such need, unless staff have promised something in answer to it. Hours bind calls, which ring; a letter waits.

A violation names the event it is measured against, beside the contact itself: the refusal in force, or the oldest contact
the limit still counts. Hours need no second event.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from agents.following.consent import Ask, Consent
from agents.following.needs import Need, Needs
from agents.following.policies import Aim, Limit, Policies
from agents.following.reading import Kind, Reading
from schemas.records import OutboundContactMade
from schemas.stories import OutreachRow, Story, Told
from schemas.values import Channel, Direction

_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=30)
_CONTACTING: Final = (Channel.CALL, Channel.EMAIL)
_LEFT_ALONE: Final = frozenset({"unwanted_contact"})
_PUBLISHED: Final = (
    Limit("", 0, _WEEK),
    Limit("", 0, _MONTH),
    Limit("", 0, _MONTH, aims=frozenset({Aim.SELL}), unanswered=True),
)
"""What every row shows as its pressure, whatever a deployment limits."""


class _Contact(NamedTuple):
    reading: Reading
    ask: Ask
    sender: str
    answered: bool


def outreach(
    story: Story, readings: list[Reading], needs: Needs, policies: Policies
) -> tuple[OutreachRow, ...]:
    """The contacts of a story, in order."""
    contacts = _contacts(readings, policies)
    if not contacts:
        return ()
    rules = _Rules(readings, needs, policies)
    return tuple(_row(story, contact, rules) for contact in contacts)


class _Violation(NamedTuple):
    name: str
    key: str


class _Window:
    """The contacts a limit counts, in order, as far as they have been made."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._counted: list[Reading] = []
        self._first = 0

    def add(self, contact: _Contact) -> None:
        counts = self.limit.binds(contact.ask.aim, contact.ask.channel)
        if counts and not (self.limit.unanswered and contact.answered):
            self._counted.append(contact.reading)
        since = contact.reading.at - self.limit.window
        while self._first < len(self._counted) and self._counted[self._first].at <= since:
            self._first += 1

    @property
    def count(self) -> int:
        return len(self._counted) - self._first

    def broken_by(self, contact: _Contact) -> _Violation | None:
        if self.count <= self.limit.most or not self.limit.binds(contact.ask.aim, contact.ask.channel):
            return None
        return _Violation(self.limit.name, self._counted[self._first].key)


class _Rules:
    """What the contacts of one customer are held against, one after the other, in order."""

    def __init__(self, readings: list[Reading], needs: Needs, policies: Policies) -> None:
        self._consent = Consent(readings, policies)
        self._waiting = _Waiting(needs)
        self._pressure = [_Window(limit) for limit in _PUBLISHED]
        self._limits = [_Window(limit) for limit in policies.limits]
        self._hours = policies.first_hour, policies.last_hour
        self._zone: ZoneInfo = policies.zone
        self._ringing = policies.ringing

    def broken_by(self, contact: _Contact) -> Iterator[_Violation]:
        refusal = (
            "" if self._waiting.for_it(contact) else self._consent.refusal(contact.reading.at, contact.ask)
        )
        if refusal:
            yield _Violation("after_do_not_contact", refusal)
        for window in self._limits:
            window.add(contact)
            if broken := window.broken_by(contact):
                yield broken
        if contact.ask.aim is not Aim.PROTECT and contact.ask.channel in self._ringing:
            first, last = self._hours
            if not first <= contact.reading.at.astimezone(self._zone).hour < last:
                yield _Violation("outside_hours", "")

    def pressure(self, contact: _Contact) -> tuple[int, ...]:
        for window in self._pressure:
            window.add(contact)
        return tuple(window.count for window in self._pressure)


class _Waiting:
    """When the customer was waiting for the company to do something about a need of theirs."""

    def __init__(self, needs: Needs) -> None:
        self._of = needs.of
        self._asked = {need: _is_asking(need) for need in needs.all}
        spans = sorted(span for need in needs.all if self._asked[need] for span in need.open_spans)
        self._begins = [begin for begin, _ in spans]
        self._ends = list(accumulate((end for _, end in spans), max))

    def for_it(self, contact: _Contact) -> bool:
        """Whether the contact needs no consent."""
        if contact.ask.aim is not Aim.SERVE:
            return contact.ask.aim is Aim.PROTECT
        need = self._of.get(contact.reading.key)
        if need is not None and self._asked[need]:
            return True
        place = bisect_right(self._begins, contact.reading.at) - 1
        return place >= 0 and contact.reading.at <= self._ends[place]


def _is_asking(need: Need) -> bool:
    return any(
        reading.case
        or (reading.told is not None and reading.told.promises)
        or (reading.kind is Kind.CAME and not _only_refuses(reading))
        for reading in need.readings
    )


def _only_refuses(reading: Reading) -> bool:
    refuses = "do_not_contact" in reading.cues or bool(reading.topics)
    return refuses and reading.topics <= _LEFT_ALONE


def _contacts(readings: list[Reading], policies: Policies) -> list[_Contact]:
    wrote = {r.conversation: r.at for r in readings if r.kind is Kind.CAME and r.conversation}
    spoken: set[str] = set()
    contacts = []
    for reading in readings:
        told, record = reading.told, reading.touchpoint.record
        if reading.kind is Kind.CAME:
            spoken.add(reading.conversation)
        elif isinstance(record, OutboundContactMade):
            aim = policies.aim_of(record.purpose, record.context.campaign)
            ask = Ask(aim, record.purpose, record.channel, reading.touchpoint.person.role)
            contacts.append(_Contact(reading, ask, record.source, record.answered))
        elif told and told.direction is Direction.OUTBOUND and told.channel in _CONTACTING:
            aim = policies.aim_of(told.purpose, told.context.campaign)
            if told.channel is Channel.CALL or not _is_reply(reading, told, aim, spoken):
                later = wrote.get(reading.conversation, reading.at) > reading.at
                answered = told.answered if told.channel is Channel.CALL else later
                ask = Ask(aim, told.purpose, told.channel, reading.touchpoint.person.role)
                contacts.append(_Contact(reading, ask, told.source, answered))
    return contacts


def _is_reply(reading: Reading, told: Told, aim: Aim, spoken: set[str]) -> bool:
    if aim is not Aim.SERVE:
        return False
    answers = bool(reading.conversation) and reading.conversation in spoken
    return answers or (not told.staffed and not told.purpose)


def _row(story: Story, contact: _Contact, rules: _Rules) -> OutreachRow:
    reading = contact.reading
    broken = tuple(rules.broken_by(contact))
    in_7_days, in_30_days, unanswered = rules.pressure(contact)
    return OutreachRow(
        customer=story.customer,
        event_key=reading.key,
        made_at=reading.at,
        channel=contact.ask.channel,
        sender=contact.sender,
        campaign=reading.context.campaign,
        purpose=contact.ask.purpose,
        answered=int(contact.answered),
        contacts_7_days=in_7_days,
        contacts_30_days=in_30_days,
        unanswered_sales_30_days=unanswered,
        violations=tuple([one.name for one in broken]),
        violation_keys=tuple([one.key for one in broken]),
        request_key=next((one.key for one in broken if one.name == "after_do_not_contact"), ""),
        region=reading.context.region,
        product=reading.context.product,
        team=reading.context.team,
        present=1,
        version=story.version,
    )
