"""One row each contact by the company, with the pressure it added to and the rules it broke.

A contact is an outbound call, an outbound e-mail or an `OutboundContactMade`, of any sender and campaign. An e-mail
that answers in a conversation the customer has spoken in, or that a machine wrote for no purpose, is none: the customer
asked for it. Sliding windows end with the contact and include it: `(t - 7 days, t]`. `answered` of an e-mail is whether
the customer later wrote in its conversation; of all else it is as recorded.

Consent is a sequence of statements: `ConsentGiven`, `ConsentWithdrawn`, and the customer's own `do_not_contact`, which
withdraws it for every purpose and channel. The last before a contact that covers its purpose and channel holds. A
refusal never forbids to protect (fraud, security, law), nor to serve a need of the customer that is open at that moment
or whose case or conversation the contact names; it always forbids selling and surveys. The wish to be left alone
is no such need. Hours bind calls, which ring; a letter waits.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final, NamedTuple

from agents.following.consent import Ask, Consent
from agents.following.needs import Need, Needs
from agents.following.policies import Aim, Policies
from agents.following.reading import Kind, Reading
from schemas.records import OutboundContactMade
from schemas.stories import OutreachRow, Story, Told
from schemas.values import Channel, Direction

_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=30)
_CONTACTING: Final = (Channel.CALL, Channel.EMAIL)
_LEFT_ALONE: Final = frozenset({"unwanted_contact"})


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
    consent, waiting = Consent(readings, policies), _Waiting(needs)
    times: list[datetime] = []
    unanswered: list[datetime] = []
    rows = []
    for contact in contacts:
        at = contact.reading.at
        times.append(at)
        if contact.ask.aim is Aim.SELL and not contact.answered:
            unanswered.append(at)
        request = "" if waiting.for_it(contact) else consent.refusal(at, contact.ask)
        pressure = _Pressure(
            _since(times, at - _WEEK), _since(times, at - _MONTH), _since(unanswered, at - _MONTH)
        )
        rows.append(_row(story, contact, (pressure, request), policies))
    return tuple(rows)


class _Pressure(NamedTuple):
    in_7_days: int
    in_30_days: int
    unanswered: int


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
        reading.case or (reading.kind is Kind.CAME and not _only_refuses(reading))
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
            ask = Ask(aim, record.purpose, record.channel)
            contacts.append(_Contact(reading, ask, record.source, record.answered))
        elif told and told.direction is Direction.OUTBOUND and told.channel in _CONTACTING:
            aim = policies.aim_of(told.purpose, told.context.campaign)
            if told.channel is Channel.CALL or not _is_reply(reading, told, aim, spoken):
                later = wrote.get(reading.conversation, reading.at) > reading.at
                answered = told.answered if told.channel is Channel.CALL else later
                contacts.append(
                    _Contact(reading, Ask(aim, told.purpose, told.channel), told.source, answered)
                )
    return contacts


def _is_reply(reading: Reading, told: Told, aim: Aim, spoken: set[str]) -> bool:
    if aim is not Aim.SERVE:
        return False
    answers = bool(reading.conversation) and reading.conversation in spoken
    return answers or (not told.staffed and not told.purpose)


def _since(times: list[datetime], begin: datetime) -> int:
    return len(times) - bisect_right(times, begin)


def _violations(contact: _Contact, pressure: _Pressure, request: str, policies: Policies) -> tuple[str, ...]:
    found = ["after_do_not_contact"] if request else []
    if pressure.in_7_days > policies.most_in_7_days:
        found.append("too_many")
    sells = contact.ask.aim is Aim.SELL
    if sells and pressure.unanswered > policies.most_unanswered_in_30_days:
        found.append("too_many_unanswered")
    if contact.ask.aim is not Aim.PROTECT and contact.ask.channel in policies.ringing:
        hour = contact.reading.at.astimezone(policies.zone).hour
        if not policies.first_hour <= hour < policies.last_hour:
            found.append("outside_hours")
    return tuple(found)


def _row(story: Story, contact: _Contact, found: tuple[_Pressure, str], policies: Policies) -> OutreachRow:
    reading, (pressure, request) = contact.reading, found
    return OutreachRow(
        customer=story.customer,
        event_key=reading.key,
        made_at=reading.at,
        channel=contact.ask.channel,
        sender=contact.sender,
        campaign=reading.context.campaign,
        purpose=contact.ask.purpose,
        answered=int(contact.answered),
        contacts_7_days=pressure.in_7_days,
        contacts_30_days=pressure.in_30_days,
        unanswered_sales_30_days=pressure.unanswered,
        violations=_violations(contact, pressure, request, policies),
        request_key=request,
        region=reading.context.region,
        product=reading.context.product,
        team=reading.context.team,
        present=1,
        version=story.version,
    )
