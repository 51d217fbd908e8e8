"""The rules a tale's outbound contacts broke, counted the slow and plain way, under the published limits.

More than 7 contacts in 7 days, more than 3 unanswered sales contacts in 30, calls before 8 or from 21 o'clock UTC, and
selling after the customer asked not to be contacted. An answer in a conversation the customer wrote in is no contact.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from pipeline.simulator.steps import SALES, Part, Step
from pipeline.simulator.truth import Breach, Cue
from schemas.values import Channel

_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=30)
_MOST_IN_A_WEEK: Final = 7
_MOST_UNANSWERED: Final = 3
_FIRST_HOUR, _LAST_HOUR = 8, 21


def breaches(steps: Iterable[Step], consents: Iterable[tuple[Step, bool]]) -> Iterator[Breach]:
    """Every breach of a tale, by the time of the contact."""
    told = sorted(steps, key=lambda step: step.at)
    said = sorted(consents, key=lambda one: one[0].at)
    contacts = [step for step in told if _is_contact(step, told)]
    for place, contact in enumerate(contacts):
        mine = [one for one in contacts[: place + 1] if one.person == contact.person]
        yield from _of(contact, mine, [one for one in said if one[0].person == contact.person], told)


def _is_contact(step: Step, told: Iterable[Step]) -> bool:
    if not step.outbound or step.channel not in (Channel.CALL, Channel.EMAIL):
        return False
    wrote = any(
        one.conversation == step.conversation and not one.outbound and one.at < step.at for one in told
    )
    is_mail = step.channel == Channel.EMAIL and bool(step.conversation)
    return step.purpose == SALES or not is_mail or not wrote


def _of(
    contact: Step, until: Sequence[Step], said: Sequence[tuple[Step, bool]], told: Sequence[Step]
) -> Iterator[Breach]:
    refused = [one for one in said if one[0].at < contact.at]
    if refused and not refused[-1][1] and contact.purpose == SALES:
        request = refused[-1][0]
        yield _breach(contact, "after_do_not_contact", request, _cue(request))
    week = [one for one in until if one.at > contact.at - _WEEK]
    if len(week) > _MOST_IN_A_WEEK:
        yield _breach(contact, "too_many", week[0], Cue.RECORD)
    open_ = [one for one in until if one.at > contact.at - _MONTH and _is_unanswered(one, told)]
    if contact.purpose == SALES and len(open_) > _MOST_UNANSWERED:
        yield _breach(contact, "too_many_unanswered", open_[0], Cue.RECORD)
    if contact.channel == Channel.CALL and not _FIRST_HOUR <= contact.at.hour < _LAST_HOUR:
        yield _breach(contact, "outside_hours", None, Cue.RECORD)


def _is_unanswered(contact: Step, told: Iterable[Step]) -> bool:
    if contact.purpose != SALES:
        return False
    if contact.channel != Channel.EMAIL or not contact.conversation:
        return not contact.answered
    return not any(
        one.conversation == contact.conversation and not one.outbound and one.at > contact.at for one in told
    )


def _cue(request: Step) -> Cue:
    return Cue.RECORD if request.part is Part.ASIDE else Cue.WORDS


def _breach(contact: Step, kind: str, because: Step | None, cue: Cue) -> Breach:
    return Breach(
        key=contact.key,
        customer=contact.person,
        kind=kind,
        because=because.key if because else "",
        cue=cue,
        language=contact.language,
    )
