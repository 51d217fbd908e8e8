"""The small words that all events share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated

import msgspec
from msgspec import Meta


class Channel(StrEnum):
    CALL = "call"
    EMAIL = "email"
    SOCIAL = "social"
    CHAT = "chat"


class Speaker(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    BOT = "bot"
    SYSTEM = "system"


class Role(StrEnum):
    """Whether the one who speaks pays for the service, uses it, or both."""

    PAYER = "payer"
    USER = "user"
    BOTH = "both"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class HandleKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    SOCIAL = "social"
    DEVICE = "device"


# Bounds keep one event from costing as much as a thousand; a text over its bound is rejected, never cut.
Id = Annotated[str, Meta(min_length=1, max_length=256)]
Label = Annotated[str, Meta(max_length=256)]
Text = Annotated[str, Meta(max_length=262_144)]
Milliseconds = Annotated[int, Meta(ge=0, le=86_400_000)]
# A moment needs its zone: without one, "09:00" is 24 different hours.
Moment = Annotated[datetime, Meta(tz=True)]


class Handle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """How a customer is known on one channel when the company's own id is not."""

    kind: HandleKind
    value: Id


class Context(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """Where in the company it happened. Every field may be empty; an empty one is a value of its own."""

    region: Label = ""
    product: Label = ""
    team: Label = ""
    staff: Label = ""
    campaign: Label = ""
    dimensions: Annotated[Mapping[Label, Label], Meta(max_length=16)] = msgspec.field(default_factory=dict)


NOWHERE = Context()


class Envelope(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="type",
    tag=True,
    gc=False,
):
    """What every raw event and record says of itself.

    `id` is unique within `source` (and `tenant`): the same pair again is the same event. `created_at` is when
    it happened at the customer, and never changes. `customer` is the company's own id; `handles` serve where
    there is none. `conversation` ties messages of one exchange, `case` ties exchanges of one matter.
    """

    id: Id
    source: Annotated[str, Meta(min_length=1, max_length=128)]
    created_at: Moment
    tenant: Annotated[str, Meta(max_length=64)] = ""
    customer: Annotated[str, Meta(max_length=256)] = ""
    handles: Annotated[tuple[Handle, ...], Meta(max_length=16)] = ()
    role: Role = Role.UNKNOWN
    direction: Direction = Direction.INBOUND
    conversation: Annotated[str, Meta(max_length=256)] = ""
    case: Annotated[str, Meta(max_length=256)] = ""
    context: Context = NOWHERE


def event_key(source: str, tenant: str, id_: str) -> str:
    """The event's 128-bit name, as 32 hexadecimal digits: blake2b over the three parts, each with its length.

    The lengths keep ("ab", "c") and ("a", "bc") apart.
    """
    one, two, three = source.encode(), tenant.encode(), id_.encode()
    named = b"%d:%b%d:%b%d:%b" % (len(one), one, len(two), two, len(three), three)
    return blake2b(named, digest_size=16).hexdigest()


EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC: windows and sorting must not depend on the sender's zone."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
