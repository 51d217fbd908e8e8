"""What one touchpoint says about a need: who came to whom, about what, and how the customer sees the matter."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

import msgspec

from agents.following.policies import Aim, Policies
from schemas.interactions import CueHit, Feeling
from schemas.records import AnyRecord, CaseOpened, CaseReopened, CaseResolved, OutboundContactMade
from schemas.stories import Story, Told, Touchpoint
from schemas.values import NOWHERE, Channel, Context, Direction, Speaker


class Kind(Enum):
    """Its part in a journey.

    CAME the customer turned to the company, or tried to; REACHED the company turned to the customer or answered;
    OPENED, RESOLVED, REOPENED the company's case records; APART none (sales contacts, machines' mail, other records).
    """

    CAME = 1
    REACHED = 2
    OPENED = 3
    RESOLVED = 4
    REOPENED = 5
    APART = 6


class View(Enum):
    """How the customer sees the matter after this touchpoint; NONE where nothing was said of it."""

    UNSOLVED = 1
    COMPLAINING = 2
    SOLVED = 3
    GRATEFUL = 4
    NONE = 5


NO_NEED: Final = frozenset({"praise", "other"})
"""Topics that name no need two touchpoints could share."""

_NO_WORDS: Final[frozenset[str]] = frozenset()

HANDLING: Final = frozenset({"unsolved", "broken_promise", "waiting", "staff_attitude"})
"""Topics about how a need was handled; the need itself may stand in an earlier touchpoint."""

_CASES: Final[Mapping[type, Kind]] = {
    CaseOpened: Kind.OPENED,
    CaseResolved: Kind.RESOLVED,
    CaseReopened: Kind.REOPENED,
}
_POINTING_CUES: Final = frozenset({"repeat", "re_explaining"})
_POINTING_TOPICS: Final = frozenset({"unsolved", "broken_promise"})
_LOOKING_BACK: Final = (View.UNSOLVED, View.SOLVED, View.GRATEFUL)
THANKS: Final = frozenset({"thanks", "praise"})
_TALKS: Final = (Channel.CHAT, Channel.SOCIAL)


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One touchpoint, read. `topics` are needs only; `cues` are the customer's; `over` is when it ended.

    `talk` is the same for messages of one chat or one thread of posts, and empty for all else.
    """

    touchpoint: Touchpoint
    key: str
    at: datetime
    over: datetime
    kind: Kind
    view: View
    conversation: str
    case: str
    topics: frozenset[str]
    cues: frozenset[str]
    points_back: bool  # it speaks of an earlier contact and names no need of its own
    talk: str
    context: Context
    told: Told | None = None


def read(story: Story, policies: Policies) -> list[Reading]:
    """Every touchpoint of the story, in its order."""
    return [
        _read_told(touchpoint, touchpoint.told, policies)
        if touchpoint.told is not None
        else _read_record(touchpoint, touchpoint.record, policies)
        for touchpoint in story.touchpoints
    ]


def _read_told(touchpoint: Touchpoint, told: Told, policies: Policies) -> Reading:
    at, conversation = touchpoint.at, told.conversation
    cues = (
        frozenset([cue.cue for cue in told.cues if cue.speaker is Speaker.CUSTOMER])
        if told.cues
        else _NO_WORDS
    )
    topics = frozenset(told.topics) - NO_NEED if told.topics else _NO_WORDS
    view = _view_of(told, cues, topics) if told.counted else View.NONE
    return Reading(
        touchpoint,
        touchpoint.key,
        at,
        at + timedelta(milliseconds=told.duration) if told.duration else at,
        _kind_of(told, policies),
        view,
        conversation,
        told.case,
        topics,
        cues,
        topics <= HANDLING and _looks_back(view, cues, topics),
        f"{told.channel}:{conversation}" if conversation and told.channel in _TALKS else "",
        told.context,
        told,
    )


def _read_record(touchpoint: Touchpoint, record: AnyRecord | None, policies: Policies) -> Reading:
    kind = _CASES.get(type(record), Kind.APART)
    if isinstance(record, OutboundContactMade) and reaches(record):
        aim = policies.aim_of(record.purpose, record.context.campaign)
        kind = Kind.APART if aim in (Aim.SELL, Aim.ASK) else Kind.REACHED
    # The company's own label joins only where it is one of our topics; any other is nobody's.
    label = record.topic.strip().casefold() if isinstance(record, CaseOpened) else ""
    return Reading(
        touchpoint,
        touchpoint.key,
        touchpoint.at,
        touchpoint.at,
        kind,
        View.NONE,
        record.conversation if record else "",
        record.case if record else "",
        frozenset({label}) - NO_NEED if label else _NO_WORDS,
        _NO_WORDS,
        False,
        "",
        record.context if record else NOWHERE,
    )


def reaches(record: OutboundContactMade) -> bool:
    """Whether it got to the customer: a call that nobody took did not, what is written always does."""
    return record.answered or record.channel is not Channel.CALL


def only_closes(reading: Reading) -> bool:
    """Whether the customer came merely to thank or to say that all is well."""
    told = reading.told
    return reading.view is View.GRATEFUL or (
        reading.view is View.SOLVED and told is not None and not told.complaint
    )


def contradicts(reading: Reading, *, goes_on: bool) -> bool:
    """Whether the customer acts as if the matter were not resolved: says so, complains, or comes again.

    `goes_on`: it belongs to a contact that had begun before the resolution, so coming is nothing new.
    """
    if reading.view in (View.UNSOLVED, View.COMPLAINING):
        return True
    return reading.view is View.NONE and reading.kind is Kind.CAME and not goes_on


def _kind_of(told: Told, policies: Policies) -> Kind:
    if told.direction is Direction.INBOUND and (told.counted or told.channel is Channel.CALL):
        return Kind.CAME
    if told.channel is Channel.CALL and not told.answered:
        return Kind.APART
    if not told.staffed or (told.direction is Direction.INBOUND and told.channel is Channel.EMAIL):
        return Kind.APART
    # In a chat the campaign is where the customer came from, not what the company wants.
    campaign = "" if told.channel in _TALKS else told.context.campaign
    return Kind.APART if policies.aim_of(told.purpose, campaign) in (Aim.SELL, Aim.ASK) else Kind.REACHED


def _view_of(told: Told, cues: frozenset[str], topics: frozenset[str]) -> View:
    """In the order of weight: what is said of the outcome, a complaint, gratitude."""
    if "resolved" in cues or "not_resolved" in cues:
        return View.SOLVED if _last_word(told.cues) == "resolved" else View.UNSOLVED
    if told.complaint:
        return View.COMPLAINING
    return View.GRATEFUL if _is_grateful(told, cues, topics) else View.NONE


def _is_grateful(told: Told, cues: frozenset[str], topics: frozenset[str]) -> bool:
    """Thanks end most calls and many requests, so they are gratitude only where the words are positive, where a message
    names no need and holds nothing else, or where a talk that names none begins with them. Praise in a message is no politeness.
    Positive words that name no need and complain of nothing ask for nothing either: gratitude without the word.
    """
    positive, calm = told.label is Feeling.POSITIVE, told.complaint is False
    if cues.isdisjoint(THANKS):
        return positive and calm and not topics
    message = told.channel is not Channel.CALL and not told.duration
    if positive or (message and (not topics or (calm and "praise" in cues))):
        return True
    return calm and not topics and cues <= THANKS and _opens_with_thanks(told)


def _opens_with_thanks(told: Told) -> bool:
    """Whether the customer first thanks in the first half of what they say; who asks and then thanks does so later."""
    first = min([c.begin for c in told.cues if c.cue in THANKS and c.speaker is Speaker.CUSTOMER])
    return 2 * first < told.spoken


def _looks_back(view: View, cues: frozenset[str], topics: frozenset[str]) -> bool:
    return (
        view in _LOOKING_BACK
        or not cues.isdisjoint(_POINTING_CUES)
        or not topics.isdisjoint(_POINTING_TOPICS)
    )


def _last_word(cues: tuple[CueHit, ...]) -> str:
    """Of "resolved" and "not_resolved" the one the customer said last: how the touchpoint ended."""
    said = [c for c in cues if c.speaker is Speaker.CUSTOMER and c.cue in ("resolved", "not_resolved")]
    return max(said, key=lambda cue: (cue.begin, cue.end, cue.cue)).cue
