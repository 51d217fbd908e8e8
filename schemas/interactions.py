"""One event after it was heard: the value the channel agents write and everything later rests on.

Spans are half-open character ranges of `voice` (the customer's redacted words) or, where `speaker` is staff,
of `staff_voice`. Turns are joined by a newline. Polarity is an integer in 1/10,000ths: integers add up the same
in every order.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec

from schemas.records import AnyRecord
from schemas.values import Channel, Context, Direction, Role, Speaker


class Language(StrEnum):
    EN = "en"
    ZH = "zh"
    MIXED = "mixed"
    OTHER = "other"
    NONE = "none"


class Feeling(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Unscored(StrEnum):
    """Why there is no sentiment. Never neutral, never zero."""

    LANGUAGE = "language"
    TOO_SHORT = "too_short"
    NO_VOICE = "no_voice"
    REDACTED_AWAY = "redacted_away"
    FAILED = "failed"


class Attitude(StrEnum):
    COURTEOUS = "courteous"
    NEUTRAL = "neutral"
    DISCOURTEOUS = "discourteous"
    UNKNOWN = "unknown"


class Struct(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    """Base of what travels between our own agents."""

    # No garbage collection: a frozen value cannot hold itself, and looking for that took 7 µs an event.


class Sentiment(Struct, frozen=True, kw_only=True):
    label: Feeling
    polarity: int  # -10,000 to 10,000: p(positive) - p(negative)
    confidence: int | None = None  # 0 to 10,000: how likely the label is; None: the scorer cannot tell
    method: str  # name and version of the scorer


class Span(Struct, frozen=True, kw_only=True):
    begin: int
    end: int


class TopicHit(Struct, frozen=True, kw_only=True):
    """`cue` is the id of the rule that matched: what an editor of the taxonomy looks for."""

    topic: str
    cue: str
    begin: int
    end: int


class CueHit(Struct, frozen=True, kw_only=True):
    """`count` (times), `minutes` (a stated duration) and `name` (a person, team, authority, rival) where said."""

    cue: str
    begin: int
    end: int
    speaker: Speaker = Speaker.CUSTOMER
    count: int | None = None
    minutes: int | None = None
    name: str = ""


class PromiseHeard(Struct, frozen=True, kw_only=True):
    """Said by staff, at `begin` to `end` of `staff_voice`. No due time found is an unknown one.

    `due_day` is set where only a day was said ("by Friday"); `due_at` is then the end of that day.
    """

    said_at: datetime
    begin: int
    end: int
    due_at: datetime | None = None
    due_day: date | None = None


class Redaction(Struct, frozen=True, kw_only=True):
    kind: str
    begin: int
    end: int
    speaker: Speaker = Speaker.CUSTOMER


class Origin(Struct, frozen=True, kw_only=True):
    """The record the bytes came in: what the closing account counts. `at` is the log's append time."""

    topic: str
    partition: int
    offset: int
    at: datetime


class Heard(Struct, frozen=True, kw_only=True):
    """What the ear made of the words of one event."""

    voice: str = ""
    staff_voice: str = ""
    language: Language = Language.NONE
    sentiment: Sentiment | None = None
    unscored: Unscored | None = None
    first_third: int | None = None  # polarity of the first third of the customer's turns
    last_third: int | None = None
    complaint: bool | None = None  # None: could not be judged
    complaint_probability: int | None = None  # 0 to 10,000
    complaint_spans: tuple[Span, ...] = ()
    topics: tuple[TopicHit, ...] = ()
    cues: tuple[CueHit, ...] = ()
    promises: tuple[PromiseHeard, ...] = ()
    attitude: Attitude = Attitude.UNKNOWN
    redactions: tuple[Redaction, ...] = ()


class Person(Struct, frozen=True, kw_only=True):
    """Who it was, as far as this event says.

    `customer` is the company's id; where there is none, `~` and the keyed hash of the first handle; where there is
    no handle either, `?` and the conversation (a story of its own). `handles` are keyed hashes of all handles:
    the handles themselves stay in the raw topic.
    """

    customer: str
    handles: tuple[str, ...] = ()
    role: Role = Role.UNKNOWN


class Interaction(Struct, frozen=True, kw_only=True, tag="interaction", tag_field="is"):
    """One event of any channel, cleaned, redacted and heard."""

    key: str  # schemas.values.event_key
    id: str
    source: str
    tenant: str = ""
    created_at: datetime
    channel: Channel
    direction: Direction
    person: Person
    conversation: str = ""
    case: str = ""
    context: Context
    heard: Heard
    cut: str = ""  # quotes, signatures and notices taken out of the voice, redacted, kept for audit
    purpose: str = ""
    answered: bool = True
    counted: bool  # the customer had the word: it belongs in the tallies
    automatic: bool = False  # written by a machine: kept, never counted
    turns: int = 0
    duration: int = 0  # milliseconds from the first word to the last
    waited: int = 0  # milliseconds before the talk
    hold: int = 0
    transfers: int = 0
    method: int  # the ear's version: a re-heard event with a higher one replaces the old row
    taxonomy: str  # version of the topics and cues it was heard with
    origin: Origin


class Noted(Struct, frozen=True, kw_only=True, tag="record", tag_field="is"):
    """One company record, with its person resolved and the handle it may carry hashed."""

    key: str
    record: AnyRecord  # its own handles and customer are blanked: `person` has them, hashed
    person: Person
    handle: str = ""  # keyed hash of the handle that IdentityLinked or IdentityUnlinked names
    method: int
    origin: Origin


Message = Interaction | Noted
"""What travels on voc.interactions, keyed by customer."""


class DeadLetter(Struct, frozen=True, kw_only=True):
    """Bytes that broke the contract, as they came, with what was wrong and where they came from.

    Of a record too large to be passed on whole the first bytes are kept, and `left_out` says how many are not; its topic
    has all of them as long as it keeps the record.
    """

    reason: str
    place: str = ""
    source: str = ""
    value: bytes
    left_out: int = 0
    headers: Mapping[str, str] = {}
    origin: str  # "voc.emails/0/17", "gateway", "import:file.jsonl:12"
    replays: int = 0

    @property
    def size(self) -> int:
        """Bytes of the whole."""
        return len(self.value) + self.left_out


class Touched(Struct, frozen=True, kw_only=True):
    """Windows whose facts changed; all of one UTC day, which is the key of the record."""

    windows: tuple[datetime, ...]
