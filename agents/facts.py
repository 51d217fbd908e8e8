"""Messages turned into the rows of the fact tables."""

from operator import attrgetter
from typing import Final

import msgspec

from agents.base import hour_of, version_of
from schemas.facts import Arrival, IdentityRow, InteractionRow, RecordRow, TouchpointRow
from schemas.interactions import Interaction, Message, Noted
from schemas.records import CompensationPaid, IdentityLinked, IdentityUnlinked, SurveyAnswered
from schemas.stories import Touchpoint

_ENCODE: Final = msgspec.json.Encoder().encode
_TOPIC: Final = attrgetter("topic", "cue", "begin", "end")
_CUE: Final = attrgetter("cue", "speaker", "begin", "end", "count", "minutes", "name")
_SPAN: Final = attrgetter("begin", "end")

_NONE: Final[tuple[tuple[()], ...]] = ((),) * 7


def interaction_row(message: Interaction, kept: TouchpointRow) -> InteractionRow:
    heard, context = message.heard, message.context
    score = heard.sentiment
    topics = tuple(zip(*map(_TOPIC, heard.topics), strict=True)) or _NONE
    cues = tuple(zip(*map(_CUE, heard.cues), strict=True)) or _NONE
    complaint = tuple(zip(*map(_SPAN, heard.complaint_spans), strict=True)) or _NONE
    return InteractionRow(
        window=hour_of(message.created_at),
        event_key=message.key,
        created_at=message.created_at,
        source=message.source,
        event_id=message.id,
        tenant=message.tenant,
        channel=message.channel,
        direction=message.direction,
        counted=int(message.counted),
        customer=message.person.customer,
        role=message.person.role,
        region=context.region,
        product=context.product,
        team=context.team,
        staff=context.staff,
        campaign=context.campaign,
        dimension_names=tuple(context.dimensions),
        dimension_values=tuple(context.dimensions.values()),
        conversation=message.conversation,
        case_id=message.case,
        purpose=message.purpose,
        answered=int(message.answered),
        language=heard.language,
        sentiment=score.label if score else "",
        unscored=heard.unscored or "",
        polarity=score.polarity if score else None,
        confidence=score.confidence if score else None,
        first_third=heard.first_third,
        last_third=heard.last_third,
        method=score.method if score else "",
        complaint="" if heard.complaint is None else "yes" if heard.complaint else "no",
        complaint_probability=heard.complaint_probability,
        complaint_begins=complaint[0],
        complaint_ends=complaint[1],
        topics=topics[0],
        topic_cues=topics[1],
        topic_begins=topics[2],
        topic_ends=topics[3],
        cues=cues[0],
        cue_speakers=cues[1],
        cue_begins=cues[2],
        cue_ends=cues[3],
        cue_counts=tuple([-1 if count is None else count for count in cues[4]]),
        cue_minutes=tuple([-1 if minutes is None else minutes for minutes in cues[5]]),
        cue_names=cues[6],
        attitude=heard.attitude,
        redactions=tuple([mark.kind for mark in heard.redactions]),
        voice=heard.voice,
        staff_voice=heard.staff_voice,
        cut=message.cut,
        turns=message.turns,
        duration=message.duration,
        waited=message.waited,
        hold=message.hold,
        transfers=message.transfers,
        taxonomy=message.taxonomy,
        touch=kept.touch,
        version=kept.version,
    )


def record_row(message: Noted, kept: TouchpointRow) -> RecordRow:
    record, context = message.record, message.record.context
    survey = record if isinstance(record, SurveyAnswered) else None
    paid = record if isinstance(record, CompensationPaid) else None
    return RecordRow(
        window=hour_of(record.created_at),
        event_key=message.key,
        created_at=record.created_at,
        source=record.source,
        event_id=record.id,
        tenant=record.tenant,
        kind=type(record).__name__,
        customer=message.person.customer,
        role=message.person.role,
        region=context.region,
        product=context.product,
        team=context.team,
        staff=context.staff,
        campaign=context.campaign,
        conversation=record.conversation,
        case_id=record.case,
        survey=survey.survey if survey else "",
        score=survey.score if survey else None,
        lowest=survey.lowest if survey else None,
        highest=survey.highest if survey else None,
        amount=paid.amount if paid else None,
        currency=paid.currency if paid else "",
        touch=kept.touch,
        version=kept.version,
    )


def arrival(message: Message) -> Arrival:
    origin = message.origin
    source, created_at = (
        (message.source, message.created_at)
        if isinstance(message, Interaction)
        else (message.record.source, message.record.created_at)
    )
    return Arrival(
        event_key=message.key,
        topic=origin.topic,
        partition=origin.partition,
        offset=origin.offset,
        source=source,
        customer=message.person.customer,
        window=hour_of(origin.at),
        created_at=created_at,
        arrived_at=origin.at,
        version=1,  # an arrival is never restated
    )


def touchpoint_row(message: Message, touch: Touchpoint) -> TouchpointRow:
    return TouchpointRow(
        customer=touch.person.customer,
        event_key=touch.key,
        touch=_ENCODE(touch).decode(),
        version=version_of(message.method, touch.appended),
    )


def touchpoint_of(row: InteractionRow | RecordRow) -> TouchpointRow:
    """The touchpoint row of a stored fact."""
    return TouchpointRow(customer=row.customer, event_key=row.event_key, touch=row.touch, version=row.version)


def identity_row(message: Noted, version: int) -> IdentityRow | None:
    """The statement an identity record makes; None for every other record."""
    record = message.record
    if not isinstance(record, IdentityLinked | IdentityUnlinked):
        return None
    return IdentityRow(
        handle=message.handle,
        event_key=message.key,
        customer=message.person.customer,
        created=int(record.created_at.timestamp() * 1_000_000),
        linked=int(isinstance(record, IdentityLinked)),
        version=version,
    )
