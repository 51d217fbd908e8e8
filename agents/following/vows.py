"""Which promises were made: heard in staff's words, on the company's record, or both.

A promise on record and one in words may be the same where they were made within a day of each other and either stand in
the same need, conversation or case, or are due within a day of each other and name no two different cases; but not where
both say what is promised, it is not the same, and they are due more than a day apart. Of all such pairs the one whose due
times and subjects agree best is made first, then the nearest. The record then gives the name, the words the evidence.

Staff who repeat a promise with the same due time in one conversation have made one; so have those who say once more, in
another talk on the same matter, that a deed is done by the same day (a second call for the same day is a second call).

A promise is due when the customer was first told, or else no promise would ever be broken. Only the company's record can
move it: with a due time where there was none, or with `agreed`, before the old due time is over, to a moment still to come.
What staff then say of the new due time is the moved promise. In words alone a new date is a new promise beside the old one,
whatever the customer answers: politeness is no agreement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from agents.following.means import Means, are_apart, matters_of, means_of
from agents.following.needs import Needs
from agents.following.reading import Reading
from schemas.records import PromiseMade
from schemas.stories import KnownBy
from schemas.values import Context


class Move(NamedTuple):
    """Another due time, told or agreed at `at`."""

    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Vow:
    """A promise as it was made. `recorded_in` is the record's event key; `heard_in` that of the words."""

    name: str
    made_at: datetime
    first_due_at: datetime | None
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
    words: str = ""  # of staff, where a record names it shortly
    moves: tuple[Move, ...] = ()
    matters: frozenset[str] = frozenset()  # of `what`

    @property
    def known_by(self) -> KnownBy:
        return KnownBy.RECORD if self.recorded_in else KnownBy.STAFF

    @property
    def due_at(self) -> datetime | None:
        """After all moves."""
        return self.moves[-1].due_at if self.moves else self.first_due_at


class Recorded(NamedTuple):
    """Promises on record by their names, and for each record that moved one the promise as that record tells it."""

    made: dict[str, Vow]
    moved: list[Vow]


def heard_vows(readings: Iterable[Reading]) -> list[Vow]:
    """Promises in staff's words, by (made_at, name), without the repeats of one conversation."""
    found: dict[object, list[Vow]] = {}
    kept: list[Vow] = []
    for vow in in_order(_heard(readings)):
        where = vow.conversation or vow.heard_in
        same = found.setdefault((where, vow.due_at, vow.means) if vow.due_at else vow.name, [])
        if all(are_apart(one.matters, vow.matters) for one in same):
            same.append(vow)
            kept.append(vow)
    return kept


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
                first_due_at=heard.due_at,
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
                matters=matters_of(promised.words),
            )


def recorded_vows(readings: Iterable[Reading]) -> Recorded:
    """Promises on record, each as it was first told, with what was agreed since."""
    made: dict[str, Vow] = {}
    moved: list[Vow] = []
    for reading in readings:
        record = reading.touchpoint.record
        if not isinstance(record, PromiseMade):
            continue
        told = _on_record(reading, record)
        first = made.get(record.promise)
        if first is None:
            made[record.promise] = told
        elif record.due_at is not None and _moves(first, record, reading.at):
            made[record.promise] = replace(first, moves=(*first.moves, Move(reading.at, record.due_at)))
            moved.append(told)
    return Recorded(made, moved)


def _on_record(reading: Reading, record: PromiseMade) -> Vow:
    return Vow(
        name=record.promise,
        made_at=reading.at,
        first_due_at=record.due_at,
        what=record.what,
        means=means_of(record.what),
        owner=record.owner or record.context.staff or record.context.team,
        context=record.context,
        conversation=record.conversation,
        case=record.case,
        recorded_in=reading.key,
        matters=matters_of(record.what),
    )


def _moves(vow: Vow, record: PromiseMade, at: datetime) -> bool:
    if vow.due_at is None:
        return True
    if record.due_at is None or record.due_at == vow.due_at:
        return False
    return record.agreed and at <= vow.due_at and at < record.due_at


def are_tied(one: Vow, other: Vow, needs: Needs) -> bool:
    """Whether they stand in the same conversation, case or need."""
    if one.conversation and one.conversation == other.conversation:
        return True
    if one.case and one.case == other.case:
        return True
    need = need_of(one, needs)
    return need is not None and need is need_of(other, needs)


def need_of(vow: Vow, needs: Needs) -> object:
    """The need it stands in: that of the words, else that of the record."""
    return needs.of.get(vow.heard_in) or needs.of.get(vow.recorded_in)


def in_order(vows: Iterable[Vow]) -> Sequence[Vow]:
    return sorted(vows, key=lambda vow: (vow.made_at, vow.name))
