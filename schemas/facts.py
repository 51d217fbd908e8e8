"""Rows of the fact tables: one an event. Fields are the columns, in order."""

from datetime import datetime

from schemas.interactions import Struct


class InteractionRow(Struct, frozen=True, kw_only=True):
    """One interaction. Spans are characters of `voice` or, by `cue_speakers`, of `staff_voice`."""

    window: datetime  # the UTC hour of created_at
    event_key: str
    created_at: datetime
    source: str
    event_id: str
    tenant: str
    channel: str
    direction: str
    counted: int  # 1: the customer had the word, so it belongs in the tallies
    customer: str
    role: str
    region: str
    product: str
    team: str
    staff: str
    campaign: str
    dimension_names: tuple[str, ...]
    dimension_values: tuple[str, ...]
    conversation: str
    case_id: str
    purpose: str
    answered: int
    language: str
    sentiment: str  # empty: unscored
    unscored: str  # the reason; empty: scored
    polarity: int | None
    confidence: int | None
    first_third: int | None
    last_third: int | None
    method: str
    complaint: str  # yes, no, or empty: could not be judged
    complaint_probability: int | None
    complaint_begins: tuple[int, ...]
    complaint_ends: tuple[int, ...]
    topics: tuple[str, ...]
    topic_cues: tuple[str, ...]
    topic_begins: tuple[int, ...]
    topic_ends: tuple[int, ...]
    cues: tuple[str, ...]
    cue_speakers: tuple[str, ...]
    cue_begins: tuple[int, ...]
    cue_ends: tuple[int, ...]
    cue_counts: tuple[int, ...]  # -1: not said
    cue_minutes: tuple[int, ...]  # -1: not said
    cue_names: tuple[str, ...]
    attitude: str
    redactions: tuple[str, ...]
    voice: str
    staff_voice: str
    cut: str
    turns: int
    duration: int
    waited: int
    hold: int
    transfers: int
    taxonomy: str
    touch: str  # the Touchpoint as JSON: what stories rest on
    version: int


class RecordRow(Struct, frozen=True, kw_only=True):
    """One company record."""

    window: datetime
    event_key: str
    created_at: datetime
    source: str
    event_id: str
    tenant: str
    kind: str
    customer: str
    role: str
    region: str
    product: str
    team: str
    staff: str
    campaign: str
    conversation: str
    case_id: str
    survey: str
    score: int | None
    lowest: int | None
    highest: int | None
    amount: int | None
    currency: str
    touch: str
    version: int


class Arrival(Struct, frozen=True, kw_only=True):
    """One record of a raw topic that was understood. The same event twice is two arrivals and one fact."""

    event_key: str
    topic: str
    partition: int
    offset: int
    source: str
    customer: str
    window: datetime  # the UTC hour of the append
    created_at: datetime
    arrived_at: datetime
    version: int


class TouchpointRow(Struct, frozen=True, kw_only=True):
    """A fact's `touch`, kept in the customer's order so that one story is one short read. The key is the touch's own."""

    customer: str
    event_key: str
    touch: str
    version: int


class IdentityRow(Struct, frozen=True, kw_only=True):
    """One statement that a handle is, or is not, a customer's. The newest `created` statement of a handle holds."""

    handle: str
    event_key: str
    customer: str
    created: int  # microseconds since 1970
    linked: int
    version: int


class DeadLetterRow(Struct, frozen=True, kw_only=True):
    """That something was refused, why, and where its bytes are. The bytes stay in the topic."""

    origin: str
    source: str
    window: datetime
    arrived_at: datetime
    reason: str
    place: str
    size: int
    topic: str
    partition: int
    offset: int
    replays: int
    version: int


class Progress(Struct, frozen=True, kw_only=True):
    """How far a group has come on a topic: everything below `handled` is settled."""

    agents: str
    topic: str
    partition: int
    appended: int  # the topic's end
    handled: int
    settled_at: datetime  # append time up to which all is settled
    version: int


class TopicName(Struct, frozen=True, kw_only=True):
    """What people call a topic of the taxonomy."""

    topic: str
    name: str
    name_zh: str
    version: int
