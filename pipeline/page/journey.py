"""One customer's story: everything that happened in one journey, and what the company did meanwhile, in one order."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from pipeline.page.answers import Shown
from pipeline.page.asking import Chosen, literal
from pipeline.page.journeys import LINE, Line, LineRow, line
from pipeline.page.looking import Look
from pipeline.page.words import COLUMNS, LONGEST, Said, excerpt
from pipeline.warehouse.quote import moment, text
from schemas.errors import Rejected

MOST: Final = 500
_TOLD_BY_LEDGER: Final = frozenset({"PromiseMade", "PromiseKept", "PromiseWithdrawn", "OutboundContactMade"})


class JourneyWanted(Chosen, frozen=True, kw_only=True):
    customer: str
    journey: str


class Event(Shown, frozen=True, kw_only=True):
    """One thing that happened. `part` is off for what belongs to no touchpoint of this journey but happened meanwhile.

    Amounts are whole minor units of `currency`. Words of a customer in distress are left out: see `pipeline.withheld`.
    """

    at: datetime
    kind: str
    key: str
    part: bool = True
    channel: str = ""
    direction: str = ""
    region: str = ""
    product: str = ""
    team: str = ""
    sentiment: str = ""
    complaint: bool = False
    topics: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    before: str = ""
    evidence: str = ""
    after: str = ""
    shortened: bool = False
    staff: str = ""
    what: str = ""
    due_at: datetime | None = None
    state: str = ""
    days_late: float | None = None
    amount: int | None = None
    currency: str = ""
    purpose: str = ""
    campaign: str = ""
    answered: bool | None = None
    violations: tuple[str, ...] = ()
    survey: str = ""
    score: int | None = None
    lowest: int | None = None
    highest: int | None = None
    case_id: str = ""


class OneJourney(Shown, frozen=True, kw_only=True):
    """Oldest first; `shortened` where there were more than MOST."""

    customer: str
    journey: str
    line: Line
    shortened: bool
    events: tuple[Event, ...]


class _Touched(msgspec.Struct, frozen=True, array_like=True):
    touchpoints: str
    cases: str


class _Heard(msgspec.Struct, frozen=True, array_like=True):
    direction: str
    counted: int
    purpose: str
    campaign: str
    answered: int
    staff: str
    case_id: str
    silent: int


class _Record(msgspec.Struct, frozen=True, array_like=True):
    key: str
    at: datetime
    kind: str
    region: str
    product: str
    team: str
    campaign: str
    case_id: str
    survey: str
    score: int | None
    lowest: int | None
    highest: int | None
    amount: int | None
    currency: str


class _Promise(msgspec.Struct, frozen=True, array_like=True):
    key: str
    made_at: datetime
    due_at: datetime | None
    kept_at: datetime | None
    withdrawn_at: datetime | None
    doubted_at: datetime | None
    doubted_key: str
    state: str
    days_late: float | None
    what: str
    channel: str
    region: str
    product: str
    team: str
    case_id: str


class _Contact(msgspec.Struct, frozen=True, array_like=True):
    key: str
    at: datetime
    channel: str
    campaign: str
    purpose: str
    answered: int
    violations: str
    region: str
    product: str
    team: str


async def journey(look: Look, wanted: JourneyWanted) -> OneJourney:
    """The story, or Rejected where the customer has no such journey."""
    where = f"customer = {literal(wanted.customer)} AND journey = {literal(wanted.journey)}"
    rows, touched = await asyncio.gather(
        look.asking.rows(LineRow, f"SELECT {LINE} FROM journeys_overview WHERE {where}"),
        look.asking.rows(_Touched, f"SELECT touchpoints, cases FROM journeys_overview WHERE {where}"),
    )
    if not rows or not touched:
        raise Rejected("journey", "this customer has no such journey (any more)")
    shown = line(look, rows[0])
    keys = [key for key in touched[0].touchpoints.split(", ") if key]
    events = await _events(look, rows[0], keys, [one for one in touched[0].cases.split(", ") if one])
    return OneJourney(
        customer=shown.customer,
        journey=shown.journey,
        line=shown,
        shortened=len(events) > MOST,
        events=tuple(events[:MOST]),
    )


async def _events(look: Look, row: LineRow, keys: Sequence[str], cases: Sequence[str]) -> list[Event]:
    listed = ", ".join(text(key) for key in keys[:MOST]) or "''"
    of_cases = ", ".join(literal(one) for one in cases) or "''"
    first, last = row.started_at, max(row.ended_at, row.resolved_at or row.ended_at)
    span = f"window >= {moment(_hour(first))} AND window <= {moment(last)}"
    who = f"customer = {literal(row.customer)}"
    said, heard, records, promises, contacts = await asyncio.gather(
        look.asking.rows(Said, _facts(COLUMNS, "interactions", f"{span} AND event_key IN ({listed})")),
        look.asking.rows(_Heard, _facts(_HEARD, "interactions", f"{span} AND event_key IN ({listed})")),
        look.asking.rows(_Record, _facts(_RECORD, "records", f"{span} AND event_key IN ({listed})")),
        look.asking.rows(
            _Promise,
            f"SELECT {_PROMISE} FROM promise_ledger WHERE {who} "
            f"AND (event_key IN ({listed}) OR (case_id != '' AND case_id IN ({of_cases}))) ORDER BY made_at, promise",
        ),
        look.asking.rows(
            _Contact,
            f"SELECT {_CONTACT} FROM contact_pressure WHERE {who} "
            f"AND made_at >= {moment(first)} AND made_at <= {moment(last)} ORDER BY made_at, event_key",
        ),
    )
    spoken = [_spoken(*both) for both in zip(said, heard, strict=True)]
    dealt = [event for one in promises for event in _promised(one, look)]
    known = {event.key for event in spoken}
    company = [_contacted(one, one.key in keys) for one in contacts if one.key not in known]
    filed = [
        _filed(one)
        for one in records
        if not (one.kind in _TOLD_BY_LEDGER and _twice(one, promises, contacts))
    ]
    pressed = {one.key: one for one in contacts}
    marked = [_pressing(event, pressed.get(event.key)) for event in spoken]
    return sorted((*marked, *dealt, *company, *filed), key=lambda event: (event.at, event.kind, event.key))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _facts(columns: str, table: str, condition: str) -> str:
    return f"SELECT {columns} FROM {table} FINAL WHERE {condition} ORDER BY created_at, event_key"


_HEARD: Final = (
    "direction, counted, purpose, campaign, answered, staff_voice, case_id, has(cues, 'vulnerability')"
)
_RECORD: Final = (
    "event_key, created_at, kind, region, product, team, campaign, case_id, survey, score, lowest, highest, amount, "
    "currency"
)
_PROMISE: Final = (
    "event_key, made_at, due_at, kept_at, withdrawn_at, doubted_at, doubted_key, state, days_late, what, channel, region, "
    "product, team, case_id"
)
_CONTACT: Final = (
    "event_key, made_at, channel, campaign, purpose, answered, violations, region, product, team"
)


def _spoken(said: Said, heard: _Heard) -> Event:
    before, evidence, after, shortened = excerpt("" if heard.silent else said.voice, said.evidence)
    staff = "" if heard.silent else heard.staff
    outbound = heard.direction == "outbound"
    return Event(
        at=said.at,
        kind="said" if heard.counted else "answered",
        key=said.key,
        channel=said.channel,
        direction=heard.direction,
        region=said.region,
        product=said.product,
        team=said.team,
        sentiment=said.sentiment,
        complaint=said.complaint == "yes",
        topics=said.topics,
        cues=said.cues,
        before=before,
        evidence=evidence,
        after=after,
        shortened=shortened or len(staff) > LONGEST,
        staff=staff[:LONGEST],
        purpose=heard.purpose,
        campaign=heard.campaign,
        answered=bool(heard.answered) if outbound else None,
        case_id=heard.case_id,
    )


def _promised(one: _Promise, look: Look) -> list[Event]:
    """The promise and what became of it, each at its own moment; nothing that is still to come."""
    told = Event(
        at=one.made_at,
        kind="promise_made",
        key=one.key,
        channel=one.channel,
        region=one.region,
        product=one.product,
        team=one.team,
        what=look.shown(one.what),
        due_at=one.due_at,
        state=one.state,
        days_late=one.days_late,
        case_id=one.case_id,
    )
    came = (
        ("promise_due", one.due_at if one.state in {"broken", "late"} else None),
        ("promise_kept", one.kept_at),
        ("promise_withdrawn", one.withdrawn_at),
        ("promise_doubted", one.doubted_at),
    )
    return [told, *(replace(told, at=at, kind=kind) for kind, at in came if at)]


def _contacted(one: _Contact, part: bool) -> Event:
    return Event(
        at=one.at,
        kind="contact",
        key=one.key,
        part=part,
        channel=one.channel,
        direction="outbound",
        region=one.region,
        product=one.product,
        team=one.team,
        purpose=one.purpose,
        campaign=one.campaign,
        answered=bool(one.answered),
        violations=_listed(one.violations),
    )


def _pressing(event: Event, contact: _Contact | None) -> Event:
    return replace(event, violations=_listed(contact.violations)) if contact else event


def _listed(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(", ")) if joined else ()


def _twice(one: _Record, promises: Iterable[_Promise], contacts: Iterable[_Contact]) -> bool:
    """Whether the ledgers tell what this record says."""
    if one.kind == "OutboundContactMade":
        return any(contact.key == one.key for contact in contacts)
    moments: Callable[[_Promise], tuple[datetime | None, ...]] = {
        "PromiseMade": lambda promise: (promise.made_at,),
        "PromiseKept": lambda promise: (promise.kept_at,),
    }.get(one.kind, lambda promise: (promise.withdrawn_at,))
    return any(one.at in moments(promise) for promise in promises)


def _filed(one: _Record) -> Event:
    return Event(
        at=one.at,
        kind=one.kind,
        key=one.key,
        region=one.region,
        product=one.product,
        team=one.team,
        amount=one.amount,
        currency=one.currency,
        campaign=one.campaign,
        survey=one.survey,
        score=one.score,
        lowest=one.lowest,
        highest=one.highest,
        case_id=one.case_id,
    )
