"""The needs of a tale by the published definition, read off its steps the slow and plain way.

One conversation or case, or a shared topic within 7 days of the last touchpoint; ends 7 days after it was resolved or
after 14 quiet days, but records of a case always join their case. A post is known as a need by its words alone. Deliberately not the code that is judged by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from pipeline.simulator.steps import Part, Step
from pipeline.simulator.truth import Cue, Need
from schemas.values import Channel

_NEAR: Final = timedelta(days=7)
_QUIET: Final = timedelta(days=14)
_TALK: Final = timedelta(days=1)
_CASE: Final = (Part.OPENED, Part.RESOLVED, Part.REOPENED)
_VAGUE: Final = frozenset({"unsolved", "broken_promise", "waiting", "staff_attitude"})
_NO_NEED: Final = frozenset({"praise", "other"})


def needs(steps: Iterable[Step]) -> Iterator[Need]:
    """Every need of a tale's people."""
    of: dict[str, list[Step]] = defaultdict(list)
    for step in sorted(steps, key=lambda step: step.at):
        if step.part not in (Part.SOLD, Part.ASIDE):
            of[step.person].append(step)
    for mine in of.values():
        for found in _divided(mine):
            yield _need(found)


def _divided(steps: Iterable[Step]) -> list[list[Step]]:
    found: list[list[Step]] = []
    for step in steps:
        home = next((need for need in reversed(found) if _belongs(step, need)), None)
        if home is not None:
            home.append(step)
        elif step.part is Part.ASKED:
            found.append([step])
    return found


def _belongs(step: Step, need: Sequence[Step]) -> bool:
    quiet = step.at - need[-1].at
    if step.part in _CASE and (_named(step, need) or not any(one.case for one in need)):
        return True
    settled = _settled(need)
    if quiet > _QUIET or (settled is not None and step.at - settled > _NEAR):
        return False
    return _named(step, need) or (quiet <= _NEAR and _alike(step, need))


def _named(step: Step, need: Iterable[Step]) -> bool:
    return any(
        (step.case and step.case == one.case) or (step.conversation and step.conversation == one.conversation)
        for one in need
    )


def _alike(step: Step, need: Iterable[Step]) -> bool:
    """About the same: staff speak of the tale's matter, and so does who names none."""
    about = step.matters - _NO_NEED
    theirs = frozenset[str]().union(*(one.matters for one in need))
    return about <= _VAGUE or bool(about & theirs)


def _settled(need: Iterable[Step]) -> datetime | None:
    """When it was last resolved, by the company or the customer, if it still counts as resolved."""
    settled = None
    for step in need:
        if step.part is Part.RESOLVED or step.content:
            settled = step.at
        elif step.part in (Part.REOPENED, Part.ASKED):
            settled = None
    return settled


def _need(steps: Sequence[Step]) -> Need:
    asked = [step for step in steps if step.part is Part.ASKED]
    channels = [step.channel for step in asked]
    tied = all(_named(step, steps[:place]) for place, step in enumerate(steps) if place)
    return Need(
        customer=steps[0].person,
        touchpoints=tuple(step.key for step in steps),
        contacts=_contacts(asked),
        channels=tuple(channels[:1] + [new for old, new in pairwise(channels) if new != old]),
        cue=Cue.RECORD if tied and asked[0].channel != Channel.SOCIAL else Cue.WORDS,
        language=steps[0].language,
    )


def _contacts(asked: Iterable[Step]) -> int:
    """Messages of one chat are one contact for a day."""
    begun: dict[str, datetime] = {}
    count = 0
    for step in asked:
        if not step.talk or step.talk not in begun or step.at - begun[step.talk] >= _TALK:
            count += 1
            begun[step.talk] = step.at
    return count
