"""What customers and staff said: one raw event a thing that happened, in its channel's own shape."""

from typing import Annotated

import msgspec
from msgspec import Meta

from schemas.values import Envelope, Id, Label, Milliseconds, Moment, Speaker, Text


class Turn(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """One stretch of a call. Times are milliseconds from the start of the call."""

    speaker: Speaker
    text: Text
    start: Milliseconds = 0
    end: Milliseconds = 0


class CallEnded(Envelope, frozen=True, kw_only=True):
    """A telephone call with its transcript. `created_at` is when it began.

    `queue` is the line it came in on; `waited` and `hold` are milliseconds before and within the talk.
    """

    turns: Annotated[tuple[Turn, ...], Meta(max_length=5_000)]
    queue: Label = ""
    waited: Milliseconds = 0
    hold: Milliseconds = 0
    transfers: Annotated[int, Meta(ge=0, le=1_000)] = 0
    purpose: Label = ""
    answered: bool = True


class EmailReceived(Envelope, frozen=True, kw_only=True):
    """One e-mail of either direction. `text` is the plain part, `html` the other where there is no plain one."""

    subject: Label = ""
    text: Text = ""
    html: Text = ""
    message_id: Label = ""
    in_reply_to: Label = ""
    automatic: bool = False
    purpose: Label = ""


class SocialPosted(Envelope, frozen=True, kw_only=True):
    """One public post or reply. A plain repost (`repost_of` without own words) is no new opinion."""

    text: Text
    platform: Label = ""
    in_reply_to: Label = ""
    repost_of: Label = ""
    speaker: Speaker = Speaker.CUSTOMER


class ChatMessage(Envelope, frozen=True, kw_only=True):
    """One message of a chat that is still going on. `private` marks an internal note: nobody's voice."""

    text: Text
    speaker: Speaker
    private: bool = False


class ChatTurn(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """One message of a chat that is over."""

    speaker: Speaker
    text: Text
    at: Moment | None = None
    private: bool = False


class ChatClosed(Envelope, frozen=True, kw_only=True):
    """A whole chat. `created_at` is when it began."""

    turns: Annotated[tuple[ChatTurn, ...], Meta(max_length=5_000)]
    waited: Milliseconds = 0
    transfers: Annotated[int, Meta(ge=0, le=1_000)] = 0


Said = CallEnded | EmailReceived | SocialPosted | ChatMessage | ChatClosed

__all__ = [
    "CallEnded",
    "ChatClosed",
    "ChatMessage",
    "ChatTurn",
    "EmailReceived",
    "Id",
    "Said",
    "SocialPosted",
    "Turn",
]
