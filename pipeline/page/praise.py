"""What customers praise, and whom: counted for everybody, names and words for those who may see them."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import DIMENSIONS, literal, matching
from pipeline.page.facts import Part, facts
from pipeline.page.lists import Paged
from pipeline.page.looking import Look, Section
from pipeline.page.measures import Measure, Place, Step, told_and_steps
from pipeline.page.overview import TALLIED
from pipeline.page.words import SAID, excerpt, hours, lately

PRAISED: Final = Measure(
    source=TALLIED,
    hits="praise",
    n="interactions",
    of="interactions",
    per=1_000,
    by=DIMENSIONS,
    known=DIMENSIONS,
)
WORDS: Final = 20
# Credited as the view `praise` credits: whom the customer names, else who served, else their team.
_CREDITED: Final = (
    "SELECT *, if(named != '', named, if(staff != '', staff, CAST(team AS String))) AS praised, "
    "if(named != '', 'customer', if(staff != '', 'staff', if(CAST(team AS String) != '', 'team', 'nobody'))) AS credited_by "
    "FROM ({praises})"
)


class PraiseWanted(Paged, frozen=True, kw_only=True):
    pass


class Name(Shown, frozen=True, kw_only=True):
    """Somebody who is praised; `credited_by`: the customer named them, they or their team served, or nobody is known."""

    name: str
    credited_by: str
    team: str
    interactions: int
    customers: int


class Words(Shown, frozen=True, kw_only=True):
    """One praise: the redacted words `before` + `evidence` + `after`, the evidence being the praise."""

    key: str
    at: datetime
    channel: str
    region: str
    product: str
    team: str
    language: str
    name: str
    credited_by: str
    before: str
    evidence: str
    after: str
    shortened: bool


class Praises(Section, frozen=True, kw_only=True):
    """Interactions with praise per 1,000. `named`: of the praises those in which the customer says a name."""

    rate: Figure
    interactions: int
    series: tuple[Step, ...]
    by: Mapping[str, tuple[Place, ...]]
    praises: int
    named: int
    total: int
    offset: int
    names: tuple[Name, ...] | None
    words: tuple[Words, ...] | None


class _Credited(msgspec.Struct, frozen=True, array_like=True):
    name: str
    credited_by: str
    team: str
    interactions: int
    customers: int
    praises: int


class _Said(msgspec.Struct, frozen=True, array_like=True):
    key: str
    at: datetime
    channel: str
    region: str
    product: str
    team: str
    language: str
    name: str
    credited_by: str
    voice: str
    begin: int
    end: int


async def praises(look: Look, wanted: PraiseWanted) -> Praises:
    (found, series), credited, said = await asyncio.gather(
        told_and_steps(look, PRAISED), _credited(look), words(look, WORDS)
    )
    listed = credited[wanted.offset : wanted.offset + wanted.size]
    return Praises(
        **look.span(DIMENSIONS),
        rate=found.rate,
        interactions=found.hits,
        series=series,
        by=found.by,
        praises=sum(one.praises for one in credited),
        named=sum(one.praises for one in credited if one.credited_by == "customer"),
        total=len(credited) if look.reader.words else 0,
        offset=wanted.offset,
        names=tuple(map(_name, listed)) if look.reader.words else None,
        words=tuple(said) if look.reader.words else None,
    )


def behind(name: str | None) -> str:
    """The condition on facts: praise, of anybody or of one name."""
    if name is None:
        return _PRAISES
    named = literal(name)
    return (
        f"{_PRAISES} AND (arrayExists((c, s, n) -> c = 'praise' AND s = 'customer' AND n = {named}, cues, cue_speakers, "
        f"cue_names) OR (arrayExists((c, s, n) -> c = 'praise' AND s = 'customer' AND n = '', cues, cue_speakers, "
        f"cue_names) AND if(staff != '', staff, CAST(team AS String)) = {named}))"
    )


_CUES: Final = "cues, cue_speakers, cue_begins, cue_ends, cue_names"
_PRAISES: Final = "arrayExists((c, s) -> c = 'praise' AND s = 'customer', cues, cue_speakers)"


async def _rows(look: Look, columns: str, *conditions: str) -> str:
    """The query for interactions with praise, in brackets. Few hold any: of the others one column alone is read."""
    period = look.period
    read = await facts(look.asking, period.start, period.end)
    rest = " AND ".join(["counted = 1", *conditions, hours(period), matching(look.chosen, *DIMENSIONS)])
    return read.under(Part("has(cues, 'praise')", rest))(columns)


async def _credited(look: Look) -> list[_Credited]:
    """All who are praised, most often first. Who is praised by the same name twice in one breath is praised once."""
    rows = await _rows(look, "customer, staff, team, cues, cue_speakers, cue_names")
    unfolded = (
        "SELECT customer, staff, team, said, arrayJoin(arrayDistinct(said)) AS named FROM (SELECT customer, staff, team, "
        "arrayFilter((n, c, s) -> c = 'praise' AND s = 'customer', cue_names, cues, cue_speakers) AS said "
        f"FROM {rows})"
    )
    return await look.asking.rows(
        _Credited,
        "SELECT praised, credited_by, CAST(team AS String) AS of_team, count() AS times, uniqExact(customer), "
        f"sum(countEqual(said, named)) FROM ({_CREDITED.format(praises=unfolded)}) "
        "GROUP BY praised, credited_by, of_team ORDER BY times DESC, praised, credited_by, of_team",
    )


async def names(look: Look) -> list[Name]:
    """Who is praised, most often first; nobody for a reader who may not see names."""
    if not look.reader.words:
        return []
    return [_name(one) for one in await _credited(look)]


def _name(one: _Credited) -> Name:
    return Name(
        name=one.name,
        credited_by=one.credited_by,
        team=one.team,
        interactions=one.interactions,
        customers=one.customers,
    )


async def words(look: Look, limit: int) -> list[Words]:
    """The newest interactions with praise, each once and by its first praise; none for a reader who may not see words."""
    if not look.reader.words:
        return []
    rows: list[_Said] = []
    place = "event_key, created_at, channel, region, product, team, language"
    for recent in lately(look.period):
        praised = (
            f"SELECT {place}, staff, voice, starts, upto, named "
            f"FROM {await _rows(look, f'{place}, staff, voice, {_CUES}', SAID, recent)} "
            "ARRAY JOIN cues AS cue, cue_speakers AS speaker, cue_begins AS starts, cue_ends AS upto, cue_names AS named "
            "WHERE cue = 'praise' AND speaker = 'customer'"
        )
        rows = await look.asking.rows(
            _Said,
            f"SELECT {place}, praised, credited_by, voice, starts, upto FROM ({_CREDITED.format(praises=praised)}) "
            f"ORDER BY created_at DESC, event_key, starts LIMIT 1 BY event_key LIMIT {limit}",
        )
        if len(rows) == limit:
            break
    return [_said(row) for row in rows]


def _said(row: _Said) -> Words:
    before, evidence, after, shortened = excerpt(row.voice, row.voice[row.begin : row.end])
    return Words(
        key=row.key,
        at=row.at,
        channel=row.channel,
        region=row.region,
        product=row.product,
        team=row.team,
        language=row.language,
        name=row.name,
        credited_by=row.credited_by,
        before=before,
        evidence=evidence,
        after=after,
        shortened=shortened,
    )
