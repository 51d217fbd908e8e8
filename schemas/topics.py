"""Where each value travels. Names are fixed: other programs produce to them and read from them."""

from typing import Final

from schemas.envelope import Event
from schemas.events import CallEnded, ChatClosed, ChatMessage, EmailReceived, SocialPosted

CALLS: Final = "voc.calls"
EMAILS: Final = "voc.emails"
SOCIAL: Final = "voc.social"
CHATS: Final = "voc.chats"
RECORDS: Final = "voc.records"
INTERACTIONS: Final = "voc.interactions"
TOUCHED: Final = "voc.touched"
DEAD_LETTERS: Final = "voc.dead-letters"

RAW: Final = (CALLS, EMAILS, SOCIAL, CHATS, RECORDS)
ALL: Final = (*RAW, INTERACTIONS, TOUCHED, DEAD_LETTERS)

_OF_TYPE: Final = {
    CallEnded: CALLS,
    EmailReceived: EMAILS,
    SocialPosted: SOCIAL,
    ChatMessage: CHATS,
    ChatClosed: CHATS,
}


def topic_of(event: Event) -> str:
    """The raw topic an event belongs on. Every record of the company goes to `voc.records`."""
    return _OF_TYPE.get(type(event), RECORDS)


def key_of(event: Event) -> bytes:
    """The raw record's key: what is known of the customer, so that one customer's events keep their order."""
    if event.customer:
        return event.customer.encode()
    if event.handles:
        return event.handles[0].value.encode()
    return (event.conversation or event.id).encode()
