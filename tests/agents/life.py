"""A customer's life as raw events, told in either language: what scenarios are written in.

Talk is written as people write plays: `>` is the customer, `<` staff, `*` a machine. Everything goes through the
shipped ear and the real channel agents.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from agents.story import follow
from pipeline.simulator.lived import hear, told
from schemas.envelope import Event
from schemas.events import CallEnded, ChatClosed, ChatTurn, EmailReceived, SocialPosted, Turn
from schemas.interactions import Heard, Interaction
from schemas.records import AnyRecord
from schemas.stories import Derived, Story
from schemas.values import Context, Direction, Handle, HandleKind, Speaker, event_key
from tests.listening import EAR

LANGUAGES: Final = ("en", "zh")
CONTEXT: Final = Context(region="north", product="broadband", team="care", staff="s.frost")
HEARING: Final = Hearing(EAR, Identify(b"the secret of these scenarios"))
_WHO: Final = {">": Speaker.CUSTOMER, "<": Speaker.STAFF, "*": Speaker.BOT}
_A_TURN: Final = 8_000  # milliseconds
_NOTHING_HEARD: Final = Derived()


def on(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """In 2026. The first of June is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@dataclass(slots=True)
class Life:
    """Events in the order in which they are told; every line answers with its event key."""

    customer: str = "C1"
    policies: Policies = field(default_factory=Policies)
    events: list[Event] = field(default_factory=list)

    def call(self, at: datetime, *lines: str, **more: object) -> str:
        turns = tuple(
            Turn(speaker=who, text=text, start=place * _A_TURN, end=(place + 1) * _A_TURN)
            for place, (who, text) in enumerate(map(_spoken, lines))
        )
        return self._add(CallEnded(id=self._id(), source="pbx", created_at=at, turns=turns), more)

    def chat(self, at: datetime, *lines: str, **more: object) -> str:
        turns = tuple(
            ChatTurn(speaker=who, text=text, at=at + timedelta(milliseconds=place * _A_TURN))
            for place, (who, text) in enumerate(map(_spoken, lines))
        )
        return self._add(ChatClosed(id=self._id(), source="desk", created_at=at, turns=turns), more)

    def mail(self, at: datetime, text: str, **more: object) -> str:
        """Of the customer where `text` begins with `>`, of staff where it begins with `<`."""
        who, words = _spoken(text)
        direction = Direction.INBOUND if who is Speaker.CUSTOMER else Direction.OUTBOUND
        mail = EmailReceived(id=self._id(), source="mail", created_at=at, text=words, direction=direction)
        return self._add(mail, {"conversation": "thread", **more})

    def post(self, at: datetime, text: str, nick: str) -> str:
        """Only the nickname is known of who wrote it."""
        handle = Handle(HandleKind.SOCIAL, nick)
        post = SocialPosted(id=self._id(), source="listening", created_at=at, text=text, handles=(handle,))
        return self._add(post, {"customer": ""})

    def record(self, at: datetime, kind: str, **more: object) -> str:
        fields = {"type": kind, "id": self._id(), "source": "crm", "created_at": at, **more}
        return self._add(msgspec.convert(fields, AnyRecord), {})

    def rang(self, at: datetime, **more: object) -> str:
        """A sales call that keeps no words and that nobody took."""
        plain = {"channel": "call", "purpose": "sales", "direction": "outbound", "answered": False}
        return self.record(at, "OutboundContactMade", **(plain | more))

    def stories(self, *, without: Sequence[str] = ()) -> list[Story]:
        """The stories of everybody in it; `without` are keys of events that have not arrived."""
        arrived = [event for event in self.events if _key(event) not in without]
        return told(hear(arrived, HEARING))

    def derived(self, customer: str = "C1", *, without: Sequence[str] = ()) -> Derived:
        """The rows under this customer, whatever the order the events were told in."""
        found = {story.customer: story for story in self.stories(without=without)}
        return follow(found[customer], self.policies) if customer in found else _NOTHING_HEARD

    def people(self) -> dict[str, Derived]:
        return {story.customer: follow(story, self.policies) for story in self.stories()}

    def heard(self, key: str) -> Heard:
        found = {message.key: message for message in hear(self.events, HEARING)}[key]
        assert isinstance(found, Interaction)
        return found.heard

    def _id(self) -> str:
        return f"{self.customer}-{len(self.events):03}"

    def _add(self, event: Event, more: dict[str, object]) -> str:
        known: dict[str, object] = {"customer": event.customer or self.customer, "context": CONTEXT}
        self.events.append(msgspec.structs.replace(event, **(known | more)))
        return _key(self.events[-1])


def _spoken(line: str) -> tuple[Speaker, str]:
    return _WHO[line[0]], line[1:].strip()


def _key(event: Event) -> str:
    return event_key(event.source, event.tenant, event.id)
