"""The five agents that turn raw events into messages on voc.interactions, in the order of their topics."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, get_args

from agents.base import Agent, Delivery
from agents.calls import hear_call
from agents.chats import hear_chat
from agents.emails import hear_email
from agents.interaction import Hearing
from agents.records import note
from agents.social import hear_post
from schemas import topics
from schemas.events import CallEnded, ChatClosed, ChatMessage, EmailReceived, SocialPosted
from schemas.interactions import Message
from schemas.records import AnyRecord

Hear = Callable[..., Message]

_STEPS: Final[tuple[tuple[str, str, tuple[type, ...], Hear], ...]] = (
    ("calls", topics.CALLS, (CallEnded,), hear_call),
    ("emails", topics.EMAILS, (EmailReceived,), hear_email),
    ("social", topics.SOCIAL, (SocialPosted,), hear_post),
    ("chats", topics.CHATS, (ChatMessage, ChatClosed), hear_chat),
    ("records", topics.RECORDS, get_args(AnyRecord), note),
)


def channel_agents(hearing: Hearing) -> tuple[Agent, ...]:
    """One agent a raw topic, all with the same ear."""
    return tuple(
        Agent(name, reads, topics.INTERACTIONS, accepts, partial(_each, hearing, hear))
        for name, reads, accepts, hear in _STEPS
    )


def _each(hearing: Hearing, hear: Hear, batch: Sequence[Delivery]) -> list[Message]:
    return [hear(hearing, delivery, delivery.event) for delivery in batch]


READERS: Final = (
    *((name, reads) for name, reads, _, _ in _STEPS),
    ("story", topics.INTERACTIONS),
    ("tally", topics.TOUCHED),
    ("clerk", topics.DEAD_LETTERS),
)
"""Who reads what, in the data's order."""
