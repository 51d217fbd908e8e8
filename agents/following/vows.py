"""Which promises were made: heard in staff's words, on the company's record, or both.

A promise on record and one in words are the same where they were made within a day of each other and either stand in
the same need, conversation or case, or are due within a day of each other and name no two different cases. The one due
nearest is preferred, then the one made nearest. The record then gives the name, the words the evidence. Staff who repeat a promise with the same due time in one conversation have made one. A promise is due
when the customer was first told: a later record of the same name may add a due time where there was none, never move one,
or else no promise would ever be broken. A new date in staff's words is a new promise beside the old one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from agents.following.means import Means, means_of
from agents.following.needs import Needs
from agents.following.reading import Reading
from schemas.records import PromiseMade
from schemas.stories import KnownBy
from schemas.values import Context

_NEAR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Vow:
    """A promise as it was made. `recorded_in` is the record's event key; `heard_in` that of the words."""

    name: str
    made_at: datetime
    due_at: datetime | None
    what: str
    means: Means
    owner: str
    context: Context
    conversation: str
    case: str
    recorded_in: str = ""
    heard_in: str = ""
    channel: str = ""
    begin: int = 0
    end: int = 0

    @property
    def known_by(self) -> KnownBy:
        return KnownBy.RECORD if self.recorded_in else KnownBy.STAFF


def vows(readings: Sequence[Reading], needs: Needs) -> list[Vow]:
    """Every promise of a story once, by (made_at, name)."""
    heard = _without_repeats(_heard(readings))
    recorded = _recorded(readings)
    if heard and recorded:
        recorded = _with_words(recorded, heard, needs)
        matched = {(vow.heard_in, vow.begin) for vow in recorded if vow.heard_in}
        heard = [vow for vow in heard if (vow.heard_in, vow.begin) not in matched]
    return sorted([*recorded, *heard], key=lambda vow: (vow.made_at, vow.name))


def _heard(readings: Iterable[Reading]) -> Iterable[Vow]:
    for reading in readings:
        told = reading.told
        if told is None or not told.promises:
            continue
        for promised in told.promises:
            heard = promised.heard
            yield Vow(
                name=f"{reading.key}:{heard.begin}",
                made_at=heard.said_at,
                due_at=heard.due_at,
                what=promised.words,
                means=means_of(promised.words),
                owner=told.context.staff or told.context.team,
                context=told.context,
                conversation=reading.conversation,
                case=reading.case,
                heard_in=reading.key,
                channel=told.channel,
                begin=heard.begin,
                end=heard.end,
            )


def _without_repeats(heard: Iterable[Vow]) -> list[Vow]:
    """Two promises with one due time are one where they would be kept by the same means."""
    found: dict[object, Vow] = {}
    for vow in sorted(heard, key=lambda vow: (vow.made_at, vow.name)):
        where = vow.conversation or vow.heard_in
        found.setdefault((where, vow.due_at, vow.means) if vow.due_at else vow.name, vow)
    return [*found.values()]


def _recorded(readings: Iterable[Reading]) -> list[Vow]:
    found: dict[str, Vow] = {}
    for reading in readings:
        record = reading.touchpoint.record
        if not isinstance(record, PromiseMade):
            continue
        first = found.get(record.promise)
        if first is None:
            found[record.promise] = Vow(
                name=record.promise,
                made_at=reading.at,
                due_at=record.due_at,
                what=record.what,
                means=means_of(record.what),
                owner=record.owner or record.context.staff or record.context.team,
                context=record.context,
                conversation=record.conversation,
                case=record.case,
                recorded_in=reading.key,
            )
        elif first.due_at is None and record.due_at is not None:
            found[record.promise] = replace(first, due_at=record.due_at)
    return [*found.values()]


def _with_words(recorded: Sequence[Vow], heard: Sequence[Vow], needs: Needs) -> list[Vow]:
    """The recorded promises, each with the words it was made in where they were heard; no words serve twice."""
    taken: set[str] = set()
    joined = []
    for vow in recorded:
        near = [
            one
            for one in _within(heard, vow.made_at)
            if one.name not in taken and (_tied(vow, one, needs) or _agree(vow, one))
        ]
        words = min(near, key=lambda one: _distance(vow, one), default=None)
        joined.append(_joined(vow, words) if words else vow)
        if words:
            taken.add(words.name)
    return joined


def _within(heard: Sequence[Vow], moment: datetime) -> Iterable[Vow]:
    for place in range(bisect_left(heard, moment - _NEAR, key=lambda vow: vow.made_at), len(heard)):
        if heard[place].made_at > moment + _NEAR:
            return
        yield heard[place]


def _tied(recorded: Vow, heard: Vow, needs: Needs) -> bool:
    if recorded.conversation and recorded.conversation == heard.conversation:
        return True
    if recorded.case and recorded.case == heard.case:
        return True
    need = needs.of.get(recorded.recorded_in)
    return need is not None and need is needs.of.get(heard.heard_in)


def _agree(recorded: Vow, heard: Vow) -> bool:
    if recorded.case and heard.case:  # two cases, or they would be tied
        return False
    return recorded.due_at is not None and heard.due_at is not None and _apart(recorded, heard) <= _NEAR


def _apart(recorded: Vow, heard: Vow) -> timedelta:
    if recorded.due_at is None or heard.due_at is None:
        return timedelta() if recorded.due_at is heard.due_at else timedelta.max
    return abs(recorded.due_at - heard.due_at)


def _distance(recorded: Vow, heard: Vow) -> tuple[timedelta, timedelta, str]:
    return _apart(recorded, heard), abs(heard.made_at - recorded.made_at), heard.name


def _joined(recorded: Vow, heard: Vow) -> Vow:
    return replace(
        recorded,
        made_at=min(recorded.made_at, heard.made_at),
        due_at=recorded.due_at or heard.due_at,
        what=recorded.what or heard.what,
        means=heard.means,
        owner=recorded.owner or heard.owner,
        conversation=recorded.conversation or heard.conversation,
        case=recorded.case or heard.case,
        heard_in=heard.heard_in,
        channel=heard.channel,
        begin=heard.begin,
        end=heard.end,
    )
