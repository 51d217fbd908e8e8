"""The events of one customer's story, each made of a row of the warehouse."""

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec.structs import replace

from pipeline.page.answers import Shown
from pipeline.page.journey_rows import Contacted, Filed, Heard, Promised
from pipeline.page.looking import Look
from pipeline.page.words import LONGEST, Said, excerpt


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


def spoken(said: Said, heard: Heard) -> Event:
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


def promised(one: Promised, look: Look) -> list[Event]:
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


def contacted(one: Contacted, part: bool) -> Event:
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
        violations=one.violations,
    )


def pressing(event: Event, contact: Contacted | None) -> Event:
    return replace(event, violations=contact.violations) if contact else event


def is_told(one: Filed, promises: Iterable[Promised], contacts: Iterable[Contacted]) -> bool:
    """Whether the ledgers tell what this record says."""
    if one.kind == "OutboundContactMade":
        return any(contact.key == one.key for contact in contacts)
    moments: Callable[[Promised], tuple[datetime | None, ...]] = {
        "PromiseMade": lambda promise: (promise.made_at,),
        "PromiseKept": lambda promise: (promise.kept_at,),
    }.get(one.kind, lambda promise: (promise.withdrawn_at,))
    return any(one.at in moments(promise) for promise in promises)


def filed(one: Filed) -> Event:
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
