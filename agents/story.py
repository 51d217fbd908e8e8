"""The story agent: messages become touchpoints, touchpoints one customer's story, the story the rows that follow from it.

A story is a set: `assemble` is a union by event key, blind to order and repetition, and `follow` a pure function of it.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter

import msgspec

from agents.following.handlings import handlings
from agents.following.identity import Circle
from agents.following.journeys import journeys
from agents.following.needs import gather
from agents.following.outreach import outreach
from agents.following.policies import Policies
from agents.following.promises import promises
from agents.following.reading import read
from agents.following.resolutions import resolutions
from agents.following.settling import settle
from agents.following.statements import statements
from schemas.interactions import Interaction, Message
from schemas.stories import Derived, Promised, Story, Told, Touchpoint

__all__ = ["assemble", "follow", "settle", "stories", "touch"]


def touch(message: Message, appended: int) -> Touchpoint:
    """What stories need of a message. `appended` is the append time of its record on voc.interactions."""
    if not isinstance(message, Interaction):
        record = message.record
        return Touchpoint(
            key=message.key,
            at=record.created_at,
            appended=appended,
            person=message.person,
            record=record,
            handle=message.handle,
        )
    return Touchpoint(
        key=message.key,
        at=message.created_at,
        appended=appended,
        person=message.person,
        told=_told(message),
    )


def _told(message: Interaction) -> Told:
    heard, staff = message.heard, message.heard.staff_voice
    return Told(
        channel=message.channel,
        direction=message.direction,
        counted=message.counted,
        source=message.source,
        conversation=message.conversation,
        case=message.case,
        context=message.context,
        language=heard.language,
        label=heard.sentiment.label if heard.sentiment else None,
        polarity=heard.sentiment.polarity if heard.sentiment else None,
        last_third=heard.last_third,
        complaint=heard.complaint,
        topics=tuple(dict.fromkeys([hit.topic for hit in heard.topics])),
        cues=heard.cues,
        promises=tuple([Promised(heard=one, words=staff[one.begin : one.end]) for one in heard.promises]),
        attitude=heard.attitude,
        purpose=message.purpose,
        answered=message.answered,
        duration=message.duration,
        waited=message.waited,
        hold=message.hold,
        transfers=message.transfers,
        staffed=bool(staff.strip()) and not message.automatic,
        spoken=len(heard.voice),
    )


def assemble(customer: str, touchpoints: Iterable[Touchpoint], floor: int = 0) -> Story:
    """The union of the touchpoints by event key; of one key the last appended holds.

    The version is the highest append time, of all that came and not only of what holds, and at least `floor`.
    """
    held: dict[str, Touchpoint] = {}
    version = floor
    for touchpoint in touchpoints:
        version = max(version, touchpoint.appended)
        other = held.setdefault(touchpoint.key, touchpoint)
        if other is not touchpoint and _later(touchpoint, other):
            held[touchpoint.key] = touchpoint
    return Story(
        customer=customer,
        touchpoints=tuple(sorted(held.values(), key=attrgetter("at", "key"))),
        version=version,
    )


def _later(one: Touchpoint, other: Touchpoint) -> bool:
    if one.appended != other.appended:
        return one.appended > other.appended
    # The same append heard twice, by two methods: any fixed choice will do, so long as order has no say in it.
    return one != other and msgspec.json.encode(one) > msgspec.json.encode(other)


def stories(circle: Circle, touchpoints: Mapping[str, Iterable[Touchpoint]]) -> list[Story]:
    """The stories of a circle's people, all with the circle's version; `touchpoints` are by stored customer."""
    told = [
        assemble(root, (touchpoint for key in sorted(keys) for touchpoint in touchpoints.get(key, ())))
        for root, keys in circle.people.items()
    ]
    version = max([circle.floor, *(story.version for story in told)])
    return [msgspec.structs.replace(story, version=version) for story in told]


def follow(story: Story, policies: Policies) -> Derived:
    """All that follows from a story, as rows under its customer with its version. The same story, the same rows."""
    readings = read(story, policies)
    needs = gather(readings, policies)
    resolved = resolutions(story, needs, policies)
    return Derived(
        journeys=journeys(story, needs, resolved, policies),
        promises=promises(story, readings, needs, policies),
        resolutions=resolved,
        outreach=outreach(story, readings, needs, policies),
        handlings=handlings(story, readings, needs, policies),
        statements=statements(story, readings, needs, policies),
    )
