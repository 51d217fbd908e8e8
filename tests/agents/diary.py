"""A customer's story written down as a diary: what tests of stories are told in."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import msgspec

from agents.following.policies import Policies
from agents.story import assemble, follow
from schemas.interactions import CueHit, Language, Person, PromiseHeard
from schemas.records import AnyRecord
from schemas.stories import Derived, Promised, Told, Touchpoint
from schemas.values import Channel, Context, Direction, Role, Speaker

CALL, EMAIL, SOCIAL, CHAT = Channel.CALL, Channel.EMAIL, Channel.SOCIAL, Channel.CHAT
POLICIES = Policies()


def on(day: float, hour: float = 9) -> datetime:
    """Day 0 is Monday, 3 August 2026."""
    return datetime(2026, 8, 3, tzinfo=UTC) + timedelta(days=day, hours=hour)


def hits(text: str, speaker: Speaker) -> tuple[CueHit, ...]:
    """Cues by their names, in the order in which they were said."""
    return tuple(
        CueHit(cue=cue, begin=10 * place, end=10 * place + 9, speaker=speaker)
        for place, cue in enumerate(text.split())
    )


def promise(words: str, said_at: datetime, due_at: datetime | None = None, begin: int = 0) -> Promised:
    day: date | None = None
    heard = PromiseHeard(said_at=said_at, begin=begin, end=begin + len(words), due_at=due_at, due_day=day)
    return Promised(heard=heard, words=words)


@dataclass(slots=True)
class Diary:
    """Touchpoints in the order in which they are written; every line answers with its event key."""

    customer: str = "C1"
    lines: list[Touchpoint] = field(default_factory=list)
    first_append: int = 1_000

    def came(self, at: datetime, channel: Channel, topics: str = "", cues: str = "", **more: object) -> str:
        """The customer turned to the company. `staff` are the cues that staff gave."""
        staff = hits(str(more.pop("staff", "")), Speaker.STAFF)
        told = Told(
            channel=channel,
            direction=Direction.INBOUND,
            counted=True,
            source=channel,
            context=Context(region="north", product="card", team="care"),
            language=Language.EN,
            topics=tuple(topics.split()),
            cues=(*hits(cues, Speaker.CUSTOMER), *staff),
            staffed=channel is CALL,
        )
        return self.line(at, told=msgspec.structs.replace(told, **more))

    def reached(self, at: datetime, channel: Channel, **more: object) -> str:
        """The company turned to the customer or answered."""
        plain = {"direction": Direction.OUTBOUND, "counted": False, "staffed": True}
        return self.came(at, channel, **(plain | more))  # type: ignore[arg-type]

    def noted(self, at: datetime, kind: str, handle: str = "", **more: object) -> str:
        """The company's record of a kind, such as `CaseOpened`."""
        fields = {"type": kind, "id": str(len(self.lines)), "source": "crm", "created_at": at, **more}
        return self.line(at, record=msgspec.convert(fields, AnyRecord), handle=handle)

    def line(
        self, at: datetime, told: Told | None = None, record: AnyRecord | None = None, handle: str = ""
    ) -> str:
        key = f"{self.customer}-{len(self.lines):04}"
        person = Person(customer=self.customer, role=Role.UNKNOWN)
        appended = self.first_append + len(self.lines)
        one = Touchpoint(
            key=key, at=at, appended=appended, person=person, told=told, record=record, handle=handle
        )
        self.lines.append(one)
        return key

    def derived(self, policies: Policies = POLICIES) -> Derived:
        return follow(assemble(self.customer, self.lines), policies)
