"""One row each interaction in which staff spoke for a need: how they behaved, and whether it solved the matter.

A call or an e-mail is one; messages of one chat or thread are one for the time of a talk. Sales and surveys are none, nothing
was to be solved. The attitude is as heard; of a talk of messages the harshest word counts, then the kindest. What the customer thinks of
the outcome is known by

- what they say in it: resolved or not, whichever comes last. Thanks in it are politeness, and "still not solved" before staff have
  spoken, or in the first half of what the customer says, is why they came;
- what they do after it in the same need, against: not solved, a complaint, coming again in a new contact for anything but
  to thank or to say that all is well; or the company reopens the case;
- what they say after it for it: resolved, or thanks, before staff were at it again, or as all that they came for;
- or silence: the company calls it resolved after this handling, which was the last, and `maturity` goes by without evidence against.

Evidence against that comes after the handling outweighs all for it, whatever comes later: who had to come again was not
helped. That it is not solved, said in the handling itself, is outweighed by what then speaks for it. The moments of both stay in the row, so that the outcome as of any moment can be told: by the later of the two that were past, of
one moment by the one against; unknown while neither was.

    handling (courteous) ---- thanks (Tue) ------- calls again (Thu)
                                 solved as of Wednesday   not solved from Thursday on
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from agents.following.needs import Need, Needs
from agents.following.policies import Policies
from agents.following.reading import Kind, Reading, View, only_closes
from schemas.interactions import Attitude
from schemas.stories import HandlingRow, Story
from schemas.values import Speaker

_HARSHEST_FIRST: Final = (Attitude.DISCOURTEOUS, Attitude.COURTEOUS, Attitude.NEUTRAL)
_HANDLED: Final = (Kind.CAME, Kind.REACHED)
_CLOSING: Final = (View.SOLVED, View.GRATEFUL)
_AGAINST: Final = {View.UNSOLVED: "said", View.COMPLAINING: "complained"}


class _Known(NamedTuple):
    """Evidence: since when, what kind, which event."""

    at: datetime
    how: str
    key: str


class _Outcome(NamedTuple):
    solved: _Known | None = None
    unsolved: _Known | None = None


def handlings(
    story: Story, readings: Sequence[Reading], needs: Needs, policies: Policies
) -> tuple[HandlingRow, ...]:
    """The handlings of a story, by their first word of staff."""
    rows = [row for need in needs.all for row in _in_need(story, need, policies)]
    rows += [
        _row(story, [one], _said_in([one]))
        for one in readings
        if _is_handled(one) and one.key not in needs.of
    ]
    return tuple(sorted(rows, key=lambda row: (row.handled_at, row.event_key)))


def _is_handled(reading: Reading) -> bool:
    return reading.told is not None and reading.told.staffed and reading.kind in _HANDLED


def _in_need(story: Story, need: Need, policies: Policies) -> Iterator[HandlingRow]:
    talks: dict[int, list[Reading]] = {}
    for reading, contact in zip(need.readings, need.contact_of, strict=True):
        if reading.told is not None:
            talks.setdefault(contact, []).append(reading)
    handled = {place: talk for place, talk in talks.items() if any(map(_is_handled, talk))}
    if not handled:
        return
    evidence = _Evidence(need, handled, policies)
    for place, talk in handled.items():
        yield _row(story, talk, evidence.of(place, talk))


class _Evidence:
    """What in a need speaks for or against its handlings, each found in one step from the place of the handling."""

    def __init__(self, need: Need, handled: Mapping[int, list[Reading]], policies: Policies) -> None:
        self._need = need
        self._policies = policies
        readings, contact_of = need.readings, need.contact_of
        size = len(readings)
        came = _first_comings(need)
        self._against = _next([i in came or _is_against(readings[i]) for i in range(size)])
        self._for = _next([one.view in _CLOSING for one in readings])
        self._resolved = _next([one.kind is Kind.RESOLVED for one in readings])
        self._handled = _next([i in handled and contact_of[i] == i for i in range(size)])

    def of(self, place: int, talk: list[Reading]) -> _Outcome:
        said = _said_in(talk)
        against = self._first_against(place)
        solved = said.solved or self._first_for(place) or self._silence(place, against)
        if against is None:
            return _Outcome(solved, said.unsolved)
        return _Outcome(solved if solved and solved.at < against.at else None, against)

    def _first_against(self, place: int) -> _Known | None:
        readings, contact_of = self._need.readings, self._need.contact_of
        later = self._against[place + 1]
        while later < len(readings):
            reading = readings[later]
            own = contact_of[later] == place
            # Coming again is new only in a contact that began later; what is said against it is so wherever it is said.
            if not own and (contact_of[later] > place or _is_against(reading)):
                return _Known(reading.at, _how(reading), reading.key)
            later = self._against[later + 1]
        return None

    def _first_for(self, place: int) -> _Known | None:
        readings, contact_of = self._need.readings, self._need.contact_of
        following = self._handled[place + 1]
        later = self._for[place + 1]
        while later < len(readings) and contact_of[later] == place:
            later = self._for[later + 1]
        if later == len(readings) or later > following:
            return None
        reading = readings[later]
        if later == following and not only_closes(reading):
            return None
        return _Known(reading.at, "said" if reading.view is View.SOLVED else "thanked", reading.key)

    def _silence(self, place: int, against: _Known | None) -> _Known | None:
        resolved = self._resolved[place + 1]
        if resolved == len(self._need.readings) or resolved > self._handled[place + 1]:
            return None
        record = self._need.readings[resolved]
        held = record.at + self._policies.maturity
        if against is not None and against.at <= held:
            return None
        return _Known(held, "held", record.key)


def _first_comings(need: Need) -> set[int]:
    """The first place of each contact at which the customer came for more than to close the matter."""
    found: dict[int, int] = {}
    for place, (reading, contact) in enumerate(zip(need.readings, need.contact_of, strict=True)):
        if reading.kind is Kind.CAME and not only_closes(reading):
            found.setdefault(contact, place)
    return set(found.values())


def _next(marks: list[bool]) -> list[int]:
    """For each place (and one past the last) the next marked place at or after it; the length where there is none."""
    size = len(marks)
    found = [size] * (size + 2)
    for place in range(size - 1, -1, -1):
        found[place] = place if marks[place] else found[place + 1]
    return found


def _is_against(reading: Reading) -> bool:
    return reading.kind is Kind.REOPENED or reading.view in _AGAINST


def _how(reading: Reading) -> str:
    return "reopened" if reading.kind is Kind.REOPENED else _AGAINST.get(reading.view, "came_again")


def _said_in(talk: Iterable[Reading]) -> _Outcome:
    """The customer's last word on the outcome within the talk itself."""
    last: Reading | None = None
    served = False
    for reading in talk:
        served = served or _is_handled(reading)
        is_unsolved = reading.view is View.UNSOLVED and served and _is_said_at_last(reading)
        if is_unsolved or reading.view is View.SOLVED:
            last = reading
    if last is None:
        return _Outcome()
    known = _Known(last.over, "said", last.key)
    return _Outcome(solved=known) if last.view is View.SOLVED else _Outcome(unsolved=known)


def _is_said_at_last(reading: Reading) -> bool:
    """Whether "not solved" is how a talk ends; with its middle in the first half it is why they came, and no outcome."""
    told = reading.told
    if told is None or not told.staffed:
        return True
    said = [c.begin + c.end for c in told.cues if c.cue == "not_resolved" and c.speaker is Speaker.CUSTOMER]
    return max(said, default=0) >= told.spoken


def _row(story: Story, talk: list[Reading], outcome: _Outcome) -> HandlingRow:
    solved, unsolved = outcome
    staffed = [one for one in talk if _is_handled(one)]
    first = staffed[0]
    heard = {one.told.attitude for one in talk if one.told is not None}
    return HandlingRow(
        customer=story.customer,
        event_key=first.key,
        handled_at=first.at,
        channel=first.told.channel if first.told else "",
        attitude=next((one for one in _HARSHEST_FIRST if one in heard), Attitude.UNKNOWN),
        solved_at=solved.at if solved else None,
        solved_how=solved.how if solved else "",
        solved_key=solved.key if solved else "",
        unsolved_at=unsolved.at if unsolved else None,
        unsolved_how=unsolved.how if unsolved else "",
        unsolved_key=unsolved.key if unsolved else "",
        staff=next((one.context.staff for one in staffed if one.context.staff), ""),
        region=first.context.region,
        product=first.context.product,
        team=first.context.team,
        present=1,
        version=story.version,
    )
