"""Events through the real ear and the real agents, in memory: what they find, without a log and without a warehouse."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from agents.base import Delivery, version_of
from agents.channels import channel_agents
from agents.facts import identity_row, interaction_row, touchpoint_row
from agents.following.identity import circles
from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.story import follow, stories, touch
from pipeline.simulator.compare import Found
from schemas.envelope import Event
from schemas.facts import InteractionRow
from schemas.interactions import Interaction, Message, Noted, Origin
from schemas.stories import Derived, Story, Touchpoint
from schemas.values import EARLIEST, utc

_MICROSECOND: Final = timedelta(microseconds=1)


def hear(events: Iterable[Event], hearing: Hearing) -> list[Message]:
    """One message an event, in their order; each is appended the moment it happened."""
    agents = channel_agents(hearing)
    steps = {kind: (agent.reads, agent.step) for agent in agents for kind in agent.accepts}
    heard: list[Message] = []
    for offset, event in enumerate(events):
        topic, step = steps[type(event)]
        origin = Origin(topic=topic, partition=0, offset=offset, at=utc(event.created_at))
        heard += step([Delivery(event, origin)])
    return heard


def told(messages: Iterable[Message]) -> list[Story]:
    """The stories of everybody, with the links of identity records followed."""
    touchpoints: dict[str, list[Touchpoint]] = defaultdict(list)
    statements = []
    for message in messages:
        touched = touch(message, _appended(message))
        touchpoints[touched.person.customer].append(touched)
        if isinstance(message, Noted):
            said = identity_row(message, version_of(message.method, touched.appended))
            statements += [said] if said else []
    return [story for circle in circles(touchpoints, statements) for story in stories(circle, touchpoints)]


def derive(messages: Iterable[Message], policies: Policies) -> list[Derived]:
    return [follow(story, policies) for story in told(messages)]


def find(events: Iterable[Event], hearing: Hearing, policies: Policies) -> Found:
    """What there is to compare with the truth of these events."""
    messages = hear(events, hearing)
    derived = derive(messages, policies)
    return Found(
        journeys=[row for one in derived for row in one.journeys],
        promises=[row for one in derived for row in one.promises],
        resolutions=[row for one in derived for row in one.resolutions],
        outreach=[row for one in derived for row in one.outreach],
        heard=[*_rows(messages)],
        handlings=[row for one in derived for row in one.handlings],
        statements=[row for one in derived for row in one.statements],
    )


def _rows(messages: Sequence[Message]) -> Iterator[InteractionRow]:
    for message in messages:
        if isinstance(message, Interaction):
            yield interaction_row(message, touchpoint_row(message, touch(message, _appended(message))))


def _appended(message: Message) -> int:
    return (message.origin.at - EARLIEST) // _MICROSECOND
