"""A tale as a chain of steps: what each event was in it, known to the one who told it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum

from pipeline.simulator.scene import Spoken
from schemas.envelope import Event
from schemas.events import CallEnded, ChatClosed, ChatMessage, EmailReceived, SocialPosted
from schemas.interactions import Struct
from schemas.records import CaseOpened, CaseReopened, CaseResolved, OutboundContactMade
from schemas.values import Channel, Direction

SALES = "sales"


class Part(Enum):
    """ASKED the customer wants something; CLOSED they only thank, or say that all is well; ANSWERED the company speaks
    to them; OPENED, RESOLVED, REOPENED its case records; SOLD it sells; ASIDE any other record or a machine's mail.
    """

    ASKED = "asked"
    CLOSED = "closed"
    ANSWERED = "answered"
    OPENED = "opened"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    SOLD = "sold"
    ASIDE = "aside"


class Step(Struct, frozen=True, kw_only=True):
    """`person` is who it really was, whatever the event names. `matters` are topics the customer named."""

    key: str
    at: datetime
    person: str
    language: str
    part: Part
    channel: str = ""
    conversation: str = ""
    case: str = ""
    purpose: str = ""
    outbound: bool = False  # the company came of its own accord or wrote
    answered: bool = True
    talk: str = ""  # the same for messages of one chat
    matters: frozenset[str] = frozenset()
    cues: frozenset[str] = frozenset()
    glad: bool = False  # the customer thanks, praises or says that all is well, and complains of nothing

    @property
    def content(self) -> bool:
        return self.part is Part.CLOSED and "resolved" in self.cues


_CHANNELS = {
    CallEnded: Channel.CALL,
    EmailReceived: Channel.EMAIL,
    SocialPosted: Channel.SOCIAL,
    ChatMessage: Channel.CHAT,
    ChatClosed: Channel.CHAT,
}
_CASES = {CaseOpened: Part.OPENED, CaseResolved: Part.RESOLVED, CaseReopened: Part.REOPENED}
_CONTENT = frozenset({"thanks", "resolved", "praise"})


def step(key: str, event: Event, who: tuple[str, str], said: Sequence[Spoken]) -> Step:
    """What this event is in its tale. `who` is the person and their language, `said` the customer's lines in it."""
    person, language = who
    return Step(
        key=key,
        at=event.created_at,
        person=person,
        language=language,
        part=_part(event, said),
        channel=_channel(event),
        conversation=event.conversation,
        case=event.case,
        purpose=getattr(event, "purpose", ""),
        outbound=event.direction is Direction.OUTBOUND or isinstance(event, OutboundContactMade),
        answered=getattr(event, "answered", True),
        talk=event.conversation if isinstance(event, ChatMessage) else "",
        matters=frozenset(topic for line in said for topic in line.topics),
        cues=frozenset(cue for line in said for cue in line.cues),
        glad=_only_thanks(said),
    )


def _channel(event: Event) -> str:
    if isinstance(event, OutboundContactMade):
        return event.channel
    return _CHANNELS.get(type(event), "")


def _part(event: Event, said: Sequence[Spoken]) -> Part:
    if type(event) in _CASES:
        return _CASES[type(event)]
    if getattr(event, "purpose", "") == SALES:
        return Part.SOLD
    if isinstance(event, OutboundContactMade):
        return Part.ANSWERED if event.answered or event.channel is not Channel.CALL else Part.ASIDE
    if type(event) not in _CHANNELS or getattr(event, "automatic", False):
        return Part.ASIDE
    if event.direction is Direction.OUTBOUND:
        return Part.ANSWERED
    return Part.CLOSED if _only_thanks(said) else Part.ASKED if said else Part.ASIDE


def _only_thanks(said: Iterable[Spoken]) -> bool:
    lines = [*said]
    thanked = any(_CONTENT.intersection(line.cues) for line in lines)
    return thanked and not any(line.complaint for line in lines)
