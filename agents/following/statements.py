"""One row each time a customer says that they may leave, or that they are in a vulnerable situation.

Both are true for a while only. Churn lasts `policies.churn` unless it is taken back before: the customer says that the need in
which it was said is resolved, in a later touchpoint or further on in the same talk; or thanks for it, in a later contact: thanks in
the talk in which it was said are politeness. Vulnerability lasts `policies.vulnerability`; nothing but time ends it. Repeated in
one touchpoint it is one statement, with the words of the first and the first name that was said; in a later one it is another.
"""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Final

from agents.following.needs import Need, Needs
from agents.following.policies import Policies
from agents.following.reading import Reading, View
from schemas.interactions import CueHit
from schemas.stories import Said, StatementRow, Story
from schemas.values import Speaker

_AT: Final = attrgetter("at", "key")


def statements(
    story: Story, readings: Iterable[Reading], needs: Needs, policies: Policies
) -> tuple[StatementRow, ...]:
    """The statements of a story, in order."""
    endings: dict[Need, dict[str, Reading | None]] = {}
    rows = []
    for reading in readings:
        for kind in Said:
            if kind.value in reading.cues:
                ended = _taken_back(reading, needs, endings) if kind is Said.CHURN else None
                rows.append(_row(story, reading, (kind, ended), policies))
    return tuple(rows)


def _taken_back(
    reading: Reading, needs: Needs, endings: dict[Need, dict[str, Reading | None]]
) -> tuple[datetime, str] | None:
    hits = _hits(reading, "churn")
    resolved = _hits(reading, "resolved")
    if reading.view is View.SOLVED and resolved[-1].begin > hits[-1].begin:
        return reading.over, reading.key
    need = needs.of.get(reading.key)
    if need is None:
        return None
    if need not in endings:
        endings[need] = _next_closing(need)
    ending = endings[need].get(reading.key)
    return (ending.at, ending.key) if ending else None


def _next_closing(need: Need) -> dict[str, Reading | None]:
    """For each reading the next one in which the customer says that it is resolved, or thanks in another contact."""
    found: dict[str, Reading | None] = {}
    solved: Reading | None = None
    thanked: list[tuple[int, Reading]] = []  # of the next two contacts with thanks the first of each
    for reading, contact in zip(reversed(need.readings), reversed(need.contact_of), strict=True):
        elsewhere = next((one for where, one in thanked if where != contact), None)
        found[reading.key] = min((one for one in (solved, elsewhere) if one), key=_AT, default=None)
        if reading.view is View.SOLVED:
            solved = reading
        elif reading.view is View.GRATEFUL:
            thanked = [(contact, reading), *(one for one in thanked if one[0] != contact)][:2]
    return found


def _hits(reading: Reading, cue: str) -> list[CueHit]:
    """The customer's hits of a cue, in the order of their words."""
    if reading.told is None:
        return []
    said = [hit for hit in reading.told.cues if hit.cue == cue and hit.speaker is Speaker.CUSTOMER]
    return sorted(said, key=lambda hit: (hit.begin, hit.end))


def _row(
    story: Story, reading: Reading, found: tuple[Said, tuple[datetime, str] | None], policies: Policies
) -> StatementRow:
    kind, ended = found
    hits = _hits(reading, kind.value)
    lasts = policies.churn if kind is Said.CHURN else policies.vulnerability
    return StatementRow(
        customer=story.customer,
        kind=kind,
        event_key=reading.key,
        said_at=reading.at,
        expires_at=reading.at + lasts,
        ended_at=ended[0] if ended else None,
        ended_key=ended[1] if ended else "",
        begin=hits[0].begin,
        end=hits[0].end,
        name=next((hit.name for hit in hits if hit.name), ""),
        channel=reading.told.channel if reading.told else "",
        region=reading.context.region,
        product=reading.context.product,
        team=reading.context.team,
        present=1,
        version=story.version,
    )
