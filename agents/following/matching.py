"""Each promise of a story once: which words and which records speak of the same one. The rules stand in `vows`."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from agents.following.means import Means, are_apart
from agents.following.needs import Needs
from agents.following.reading import Reading
from agents.following.vows import Vow, are_tied, heard_vows, in_order, need_of, recorded_vows
from agents.hearing.calendar import Calendar

_NEAR: Final = timedelta(days=1)
_Pair = tuple[bool, bool, timedelta, timedelta, str, str, Vow, Vow]


def vows(readings: Sequence[Reading], needs: Needs, calendar: Calendar) -> Sequence[Vow]:
    """Every promise of a story once, by (made_at, name)."""
    heard = heard_vows(readings)
    recorded = recorded_vows(readings)
    made = [*recorded.made.values()]
    if not made:
        return _without_retold(heard, needs, calendar)
    words = _pairs([*made, *recorded.moved], heard, needs)
    joined = [_joined(vow, words[vow.recorded_in]) if vow.recorded_in in words else vow for vow in made]
    matched = {vow.name for vow in words.values()}
    return _without_retold(
        in_order([*joined, *(vow for vow in heard if vow.name not in matched)]), needs, calendar
    )


def _pairs(recorded: Iterable[Vow], heard: Sequence[Vow], needs: Needs) -> dict[str, Vow]:
    """The words of each record that has some, by the record's key; no words serve twice."""
    found: dict[str, Vow] = {}
    taken: set[str] = set()
    likely = sorted(
        (pair for vow in recorded for pair in _likely(vow, heard, needs)), key=lambda pair: pair[:6]
    )
    for *_, vow, words in likely:
        if vow.recorded_in not in found and words.name not in taken:
            found[vow.recorded_in] = words
            taken.add(words.name)
    return found


def _likely(vow: Vow, heard: Sequence[Vow], needs: Needs) -> Iterator[_Pair]:
    for words in _within(heard, vow.made_at):
        apart, different = _apart(vow, words), are_apart(vow.matters, words.matters)
        far = apart > _NEAR
        both_due = vow.first_due_at is not None and words.due_at is not None
        if are_tied(vow, words, needs):
            fits = not (far and both_due and different)
        else:
            fits = both_due and not far and not (vow.case and words.case)
        if fits:
            made = abs(words.made_at - vow.made_at)
            yield far, different, apart, made, words.name, vow.recorded_in, vow, words


def _within(heard: Sequence[Vow], moment: datetime) -> Iterator[Vow]:
    for place in range(bisect_left(heard, moment - _NEAR, key=lambda vow: vow.made_at), len(heard)):
        if heard[place].made_at > moment + _NEAR:
            return
        yield heard[place]


def _apart(recorded: Vow, heard: Vow) -> timedelta:
    one, other = recorded.first_due_at, heard.due_at
    if one is None or other is None:
        return timedelta() if one is other else timedelta.max
    return abs(one - other)


def _joined(recorded: Vow, heard: Vow) -> Vow:
    return replace(
        recorded,
        made_at=min(recorded.made_at, heard.made_at),
        first_due_at=recorded.first_due_at or heard.due_at,
        moves=recorded.moves if recorded.first_due_at or not heard.due_at else (),
        what=recorded.what or heard.what,
        matters=recorded.matters if recorded.what else heard.matters,
        means=heard.means,
        owner=recorded.owner or heard.owner,
        conversation=recorded.conversation or heard.conversation,
        case=recorded.case or heard.case,
        words=f"{recorded.what} {heard.what}",
        heard_in=heard.heard_in,
        channel=heard.channel,
        begin=heard.begin,
        end=heard.end,
    )


def _without_retold(made: Sequence[Vow], needs: Needs, calendar: Calendar) -> Sequence[Vow]:
    """Without deeds that staff only say once more: by the same day, on the same matter, in words alone."""
    told: dict[tuple[object, date], set[frozenset[str]]] = {}
    kept: list[Vow] = []
    for vow in made:
        places = _places(vow, needs, calendar) if vow.means is Means.DEED else []
        before = (one for place in places for one in told.get(place, ()))
        if not vow.recorded_in and any(not are_apart(one, vow.matters) for one in before):
            continue
        kept.append(vow)
        for place in places:
            told.setdefault(place, set()).add(vow.matters)
    return kept


def _places(vow: Vow, needs: Needs, calendar: Calendar) -> list[tuple[object, date]]:
    """Where, and for which days, the same deed would be the same promise."""
    dues = [due for due in (vow.first_due_at, *(move.due_at for move in vow.moves)) if due]
    names = [("conversation", vow.conversation), ("case", vow.case), ("need", need_of(vow, needs))]
    return [(name, calendar.local(due).date()) for due in dues for name in names if name[1]]
