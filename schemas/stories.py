"""What no single event shows: touchpoints of one customer, and the rows that are derived from them.

Derived rows hold moments, not states: whether a promise is broken *as of* some moment is computed when
somebody looks, so it is right when nobody wrote anything. A row that an identity change or a late event made
untrue is written once more with `present` 0.
"""

from datetime import datetime
from enum import StrEnum

from schemas.interactions import Attitude, CueHit, Feeling, Language, Person, PromiseHeard, Struct
from schemas.records import AnyRecord
from schemas.values import Channel, Context, Direction


class Promised(Struct, frozen=True, kw_only=True):
    """A promise in staff's words, with the redacted words."""

    heard: PromiseHeard
    words: str


class Told(Struct, frozen=True, kw_only=True):
    """What stories need of an interaction: everything but the text."""

    channel: Channel
    direction: Direction
    counted: bool
    source: str
    conversation: str = ""
    case: str = ""
    context: Context
    language: Language
    label: Feeling | None = None
    polarity: int | None = None
    last_third: int | None = None
    complaint: bool | None = None
    topics: tuple[str, ...] = ()
    cues: tuple[CueHit, ...] = ()
    promises: tuple[Promised, ...] = ()
    attitude: Attitude = Attitude.UNKNOWN
    purpose: str = ""
    answered: bool = True
    duration: int = 0  # milliseconds, as the three below
    waited: int = 0
    hold: int = 0
    transfers: int = 0
    staffed: bool = True  # the company spoke aloud in it: no automatic mail, no internal note
    spoken: int = 0  # characters of the customer's voice, which the spans of cues are measured in


class Touchpoint(Struct, frozen=True, kw_only=True):
    """One thing in a customer's story: said (`told`) or on record (`record`), exactly one of them.

    `appended` is the log's append time in microseconds: the version of everything derived from it.
    """

    key: str
    at: datetime
    appended: int
    person: Person
    told: Told | None = None
    record: AnyRecord | None = None
    handle: str = ""  # of an identity record: the keyed hash it names


class Story(Struct, frozen=True, kw_only=True):
    """One person's touchpoints, in order of (at, key), each key once. `version` is never lower than any of theirs."""

    customer: str
    touchpoints: tuple[Touchpoint, ...]
    version: int


class KnownBy(StrEnum):
    """How we know: the company's record, the customer's words, or staff's words."""

    RECORD = "record"
    CUSTOMER = "customer"
    STAFF = "staff"


class Verdict(StrEnum):
    """What the customer then said or did about an official resolution."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    SILENT = "silent"


class Row(Struct, frozen=True, kw_only=True):
    """One row of a derived table: its fields are the table's columns, in order."""

    customer: str


class Journey(Row, frozen=True, kw_only=True):
    """Touchpoints of one customer on one need. Durations are seconds."""

    journey: str  # the event key of its first touchpoint
    started_at: datetime
    ended_at: datetime  # the last touchpoint so far
    resolved_at: datetime | None  # the last official resolution
    felt: str  # Verdict of that resolution; empty without one
    matures_at: datetime  # when first contact resolution can be judged
    elapsed: int
    contacts: int  # inbound, from the customer
    outbound: int
    channels: tuple[str, ...]  # in order, repeats of the same channel folded
    switches: int
    transfers: int
    identity_checks: int
    re_explained: int
    re_explained_first: str  # event keys of the evidence pair
    re_explained_again: str
    waiting_company: int  # while the company held the ball
    waiting_customer: int
    lowest_polarity: int | None
    last_polarity: int | None
    effort: int  # 0 to 100
    single_contact: int  # 1: one inbound contact, none on the same topic in the 7 days after
    complaint: int
    topics: tuple[str, ...]
    cases: tuple[str, ...]
    touchpoints: tuple[str, ...]  # event keys, in order
    region: str
    product: str
    team: str
    role: str
    present: int
    version: int


class PromiseRow(Row, frozen=True, kw_only=True):
    """One promise. Amounts are whole minor units; `moved_*`, `accrued*` and `paid*` are parallel, in order of time."""

    promise: str
    made_at: datetime
    due_at: datetime | None  # after all that was agreed
    first_due_at: datetime | None  # as the customer was first told
    moved_at: tuple[datetime, ...]  # when another due time was agreed, or a first one was told
    moved_to: tuple[datetime, ...]
    what: str
    owner: str
    channel: str
    known_by: str  # KnownBy of the making
    event_key: str  # where it was said or recorded
    begin: int
    end: int
    kept_at: datetime | None
    kept_known_by: str
    kept_again_at: datetime | None  # on record once more after the customer doubted it
    withdrawn_at: datetime | None
    doubted_at: datetime | None  # the customer says it was not kept
    doubted_key: str
    tariff: str  # that applies; empty: none
    currency: str  # of the tariff
    accrued_at: tuple[datetime, ...]  # when each amount falls due, however far ahead
    accrued: tuple[int, ...]
    paid_at: tuple[datetime, ...]
    paid: tuple[int, ...]
    paid_in: tuple[str, ...]  # currencies
    case_id: str
    region: str
    product: str
    team: str
    present: int
    version: int


class ResolutionRow(Row, frozen=True, kw_only=True):
    """One official "resolved" and what came of it."""

    event_key: str
    case_id: str
    resolved_at: datetime
    matures_at: datetime
    verdict: str
    verdict_at: datetime | None
    how: str  # said, thanked, complained, contacted_again, reopened; empty for silent
    evidence_key: str
    region: str
    product: str
    team: str
    present: int
    version: int


class OutreachRow(Row, frozen=True, kw_only=True):
    """One contact by the company, with the pressure it added to."""

    event_key: str
    made_at: datetime
    channel: str
    sender: str
    campaign: str
    purpose: str
    answered: int
    contacts_7_days: int  # including this one
    contacts_30_days: int
    unanswered_sales_30_days: int
    violations: tuple[str, ...]  # after_do_not_contact, outside_hours, and the names of the limits passed
    violation_keys: tuple[
        str, ...
    ]  # beside each the event it is measured against; empty: none but the contact
    request_key: str  # the event in which the customer asked not to be contacted
    region: str
    product: str
    team: str
    present: int
    version: int


class HandlingRow(Row, frozen=True, kw_only=True):
    """One interaction in which staff spoke for a need, with the first evidence for and against its having solved it."""

    event_key: str
    handled_at: datetime
    channel: str
    attitude: str
    solved_at: datetime | None
    solved_how: str  # said, thanked, held; empty: no evidence for it
    solved_key: str
    unsolved_at: datetime | None
    unsolved_how: str  # said, complained, came_again, reopened; empty: no evidence against it
    unsolved_key: str
    staff: str
    region: str
    product: str
    team: str
    present: int
    version: int


class Said(StrEnum):
    """What a customer may say of themselves that is true for a while. The values are ids of cues."""

    CHURN = "churn"
    VULNERABILITY = "vulnerability"


class StatementRow(Row, frozen=True, kw_only=True):
    """One statement of a customer that expires."""

    event_key: str
    kind: str  # Said
    said_at: datetime
    expires_at: datetime
    ended_at: datetime | None  # taken back before it expired
    ended_key: str
    begin: int  # of its words in the voice
    end: int
    name: str  # of the competitor
    channel: str
    region: str
    product: str
    team: str
    present: int
    version: int


class Derived(Struct, frozen=True, kw_only=True):
    """All that follows from one story."""

    journeys: tuple[Journey, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    resolutions: tuple[ResolutionRow, ...] = ()
    outreach: tuple[OutreachRow, ...] = ()
    handlings: tuple[HandlingRow, ...] = ()
    statements: tuple[StatementRow, ...] = ()
