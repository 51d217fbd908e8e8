"""Messages become touchpoints; a touchpoint survives being stored."""

from datetime import UTC, datetime

import msgspec

from agents.story import assemble, touch
from schemas.interactions import (
    CueHit,
    Feeling,
    Heard,
    Interaction,
    Language,
    Noted,
    Origin,
    Person,
    PromiseHeard,
    Sentiment,
    TopicHit,
)
from schemas.records import IdentityLinked
from schemas.stories import Touchpoint
from schemas.values import Channel, Context, Direction, Handle, HandleKind, Speaker
from tests.agents.diary import CALL, Diary, on

AT = datetime(2026, 8, 3, 9, tzinfo=UTC)
ORIGIN = Origin(topic="voc.calls", partition=0, offset=1, at=AT)
HEARD = Heard(
    voice="my bill is wrong, twice wrong",
    staff_voice="good morning\nI'll call you back by noon",
    language=Language.EN,
    sentiment=Sentiment(label=Feeling.NEGATIVE, polarity=-5000, method="test"),
    last_third=-1000,
    complaint=True,
    topics=(
        TopicHit(topic="billing", cue="b1", begin=3, end=7),
        TopicHit(topic="unsolved", cue="u1", begin=18, end=23),
        TopicHit(topic="billing", cue="b1", begin=24, end=29),
    ),
    cues=(CueHit(cue="repeat", begin=18, end=23, count=2),),
    promises=(PromiseHeard(said_at=AT, begin=13, end=40),),
)


def call(**more: object) -> Interaction:
    plain = Interaction(
        key="k1",
        id="1",
        source="pbx",
        created_at=AT,
        channel=Channel.CALL,
        direction=Direction.INBOUND,
        person=Person(customer="C1", handles=("h",)),
        conversation="p1",
        case="K1",
        context=Context(team="care"),
        heard=HEARD,
        counted=True,
        duration=60_000,
        waited=5_000,
        transfers=1,
        method=1,
        taxonomy="1",
        origin=ORIGIN,
    )
    return msgspec.structs.replace(plain, **more)


def test_a_call_keeps_what_stories_need_and_leaves_the_words() -> None:
    touchpoint = touch(call(), appended=77)
    told = touchpoint.told
    assert told is not None
    assert (touchpoint.key, touchpoint.at, touchpoint.appended, touchpoint.record) == ("k1", AT, 77, None)
    assert told.topics == ("billing", "unsolved")
    assert told.promises[0].words == "I'll call you back by noon"
    assert (told.label, told.polarity, told.last_third) == (Feeling.NEGATIVE, -5000, -1000)
    assert (told.conversation, told.case, told.source) == ("p1", "K1", "pbx")
    assert (told.duration, told.waited, told.transfers) == (60_000, 5_000, 1)
    assert told.staffed
    assert b"my bill" not in msgspec.json.encode(touchpoint)


def test_machines_and_internal_notes_are_not_staff() -> None:
    silent = Heard(voice="", staff_voice="")
    for message in (call(automatic=True), call(heard=silent)):
        told = touch(message, 1).told
        assert told is not None
        assert not told.staffed


def test_a_record_keeps_its_person_and_the_handle_it_names() -> None:
    record = IdentityLinked(id="9", source="crm", created_at=AT, handle=Handle(HandleKind.EMAIL, "hash"))
    note = Noted(
        key="k9", record=record, person=Person(customer="C1"), handle="hash", method=1, origin=ORIGIN
    )
    touchpoint = touch(note, 5)
    assert (touchpoint.record, touchpoint.handle, touchpoint.told) == (record, "hash", None)
    assert msgspec.json.decode(msgspec.json.encode(touchpoint), type=Touchpoint) == touchpoint


def test_late_and_out_of_order_events_take_their_place_in_the_story() -> None:
    diary = Diary()
    diary.came(on(2), CALL, "billing")
    late = diary.came(on(0), CALL, "billing")
    story = assemble("C1", reversed(diary.lines))
    assert [touchpoint.key for touchpoint in story.touchpoints] == [late, "C1-0000"]
    assert story.version == 1_001
    (journey,) = diary.derived().journeys
    assert (journey.journey, journey.started_at, journey.contacts) == (late, on(0), 2)


def test_a_floor_lifts_the_version_and_an_empty_story_has_it() -> None:
    assert assemble("C1", [], floor=9).version == 9
    assert assemble("C1", [touch(call(), 7)], floor=3).version == 7


def test_staff_cues_are_not_the_customers() -> None:
    diary = Diary()
    diary.came(on(0), CALL, "billing", staff="resolved do_not_contact")
    diary.noted(on(1), "OutboundContactMade", channel="email", purpose="sales")
    assert diary.derived().outreach[0].violations == ()
    assert diary.lines[0].told is not None
    assert diary.lines[0].told.cues[0].speaker is Speaker.STAFF
