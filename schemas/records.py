"""What the company says happened. A correction is a new record; none is ever changed or removed."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from schemas.values import Channel, Envelope, Handle, Id, Label, Moment


class Survey(StrEnum):
    CSAT = "csat"
    NPS = "nps"
    CES = "ces"


class Record(Envelope, frozen=True, kw_only=True):
    """Root of the records. `created_at` is when it took effect."""


class CaseOpened(Record, frozen=True, kw_only=True):
    """A matter was opened. `case` (of the envelope) names it; `topic` is the company's own label."""

    subject: Label = ""
    topic: Label = ""


class CaseResolved(Record, frozen=True, kw_only=True):
    """The company says the matter is resolved. What the customer then says or does is judged against it."""

    resolution: Label = ""


class CaseReopened(Record, frozen=True, kw_only=True):
    reason: Label = ""


class PromiseMade(Record, frozen=True, kw_only=True):
    """`promise` names it for the records that follow. No `due_at` is a promise with an unknown due time.

    The same name again with another `due_at` changes nothing unless it is `agreed`: the customer accepted the new due
    time, and it was not yet over then. What was broken stays broken.
    """

    promise: Id
    what: Label = ""
    due_at: Moment | None = None
    owner: Label = ""
    agreed: bool = False


class PromiseKept(Record, frozen=True, kw_only=True):
    promise: Id


class PromiseWithdrawn(Record, frozen=True, kw_only=True):
    promise: Id
    reason: Label = ""


class ConsentGiven(Record, frozen=True, kw_only=True):
    """The customer agrees to be contacted for `purpose` (empty: any) on `channels` (empty: all)."""

    purpose: Label = ""
    channels: tuple[Channel, ...] = ()


class ConsentWithdrawn(Record, frozen=True, kw_only=True):
    """The customer no longer agrees to be contacted for `purpose` (empty: any) on `channels` (empty: all)."""

    purpose: Label = ""
    channels: tuple[Channel, ...] = ()


class CompensationPaid(Record, frozen=True, kw_only=True):
    """Money that reached the customer: whole minor units (cents, fen) of `currency` (ISO 4217)."""

    amount: Annotated[int, Meta(ge=1, le=10**12)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]
    promise: Label = ""


class SurveyAnswered(Record, frozen=True, kw_only=True):
    """`score` on a scale of `lowest` to `highest`, both included; off it an event is refused at the door."""

    survey: Survey
    score: Annotated[int, Meta(ge=0, le=100)]
    lowest: Annotated[int, Meta(ge=0, le=100)] = 0
    highest: Annotated[int, Meta(ge=1, le=100)] = 10


class OutboundContactMade(Record, frozen=True, kw_only=True):
    """The company contacted the customer, or tried to, over a system that keeps no words."""

    channel: Channel
    purpose: Label = ""
    answered: bool = False


class IdentityLinked(Record, frozen=True, kw_only=True):
    """From now on, and for all that is stored, what `handle` says is what `customer` says."""

    handle: Handle


class IdentityUnlinked(Record, frozen=True, kw_only=True):
    """The link was wrong: the stories are two again."""

    handle: Handle


AnyRecord = (
    CaseOpened
    | CaseResolved
    | CaseReopened
    | PromiseMade
    | PromiseKept
    | PromiseWithdrawn
    | ConsentGiven
    | ConsentWithdrawn
    | CompensationPaid
    | SurveyAnswered
    | OutboundContactMade
    | IdentityLinked
    | IdentityUnlinked
)
