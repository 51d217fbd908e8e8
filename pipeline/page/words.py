"""The customers' own words out of the facts: which were said, and each cut around its evidence.

Words in which a customer told of a vulnerability are shown to nobody here: see `pipeline.withheld`. The hour of creation
leads the key of the facts, so every question names the hours it is about.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from pipeline.page.answers import Voice
from pipeline.page.asking import Asking, Period, literal
from pipeline.warehouse import days
from pipeline.warehouse.quote import moment, text

LONGEST: Final = 600  # characters shown of one voice
LEAD: Final = 200  # of these, before the evidence
LEAST_SURE: Final = 0.5  # of three labels: below it the other two together are likelier
TERMS: Final = 10  # of a search
LATELY: Final = (2, 27)  # days before the last, in which the newest are looked for first
_TERM: Final = re.compile(r"[\"“”„«»「」『』]([^\"“”„«»「」『』]*)[\"“”„«»「」『』]?|([^\s\"“”„«»「」『』]+)")

SAID: Final = "counted = 1 AND voice != '' AND NOT has(cues, 'vulnerability')"


class Said(msgspec.Struct, frozen=True, array_like=True):
    """One interaction in the order of `COLUMNS`. `begin` and `end` are characters of the evidence within the voice."""

    key: str
    at: datetime
    channel: str
    region: str
    product: str
    team: str
    language: str
    sentiment: str
    confidence: int | None
    complaint: str
    topics: tuple[str, ...]
    cues: tuple[str, ...]
    voice: str
    begin: int
    end: int

    @property
    def evidence(self) -> str:
        return self.voice[self.begin : self.end]


COLUMNS: Final = (
    "event_key, created_at, channel, region, product, team, language, sentiment, confidence, complaint, "
    "arrayDistinct(topics), arrayDistinct(arrayFilter((c, s) -> s = 'customer' AND c != 'vulnerability', "
    "cues, cue_speakers)), voice, "
    "if(length(complaint_begins) > 0, complaint_begins[1], topic_begins[1]), "
    "if(length(complaint_begins) > 0, complaint_ends[1], topic_ends[1])"
)


Rows = Callable[[str], str]
"""The query, in brackets, for these columns of the interactions that are meant."""


class Found(msgspec.Struct, frozen=True, array_like=True):
    """Where a fact is."""

    key: str
    window: datetime


class _Count(msgspec.Struct, frozen=True, array_like=True):
    count: int


def hours(period: Period, column: str = "window") -> str:
    """The hours of these days."""
    return days.hours(period.start, period.end, column)


def searching(search: str) -> str:
    """The condition that each word and each quoted phrase occurs, in small letters or large.

    Looked for as they are written, never as a pattern: so no search costs more than reading the words once a term.
    """
    terms = [phrase or word for phrase, word in _TERM.findall(search)]
    sought = [term for term in dict.fromkeys(" ".join(term.split()) for term in terms) if term]
    return " AND ".join(
        ["1", *(f"positionCaseInsensitiveUTF8(voice, {literal(term)}) > 0" for term in sought[:TERMS])]
    )


async def count(asking: Asking, rows: Rows) -> int:
    return (await asking.row(_Count, f"SELECT count() FROM {rows('window')}")).count


def lately(period: Period) -> tuple[str, ...]:
    """Conditions that look further and further back, the last as far as there is: what is newest is mostly found at once."""
    return (*(f"window >= {days.midnight(period.end - timedelta(back))}" for back in LATELY), "1")


async def newest(asking: Asking, tries: Iterable[Rows], page: tuple[int, int]) -> list[Said]:
    """The newest first, `page` being how many after how many. They are found without reading the words, which are then
    read for those alone; each of `tries` is asked until one finds enough.
    """
    size, offset = page
    found: list[Found] = []
    for rows in tries:
        found = await asking.rows(
            Found,
            f"SELECT event_key, window FROM {rows('event_key, window, created_at')} "
            f"ORDER BY created_at DESC, event_key LIMIT {size} OFFSET {offset}",
        )
        if len(found) == size:
            break
    return await of_keys(asking, found)


class _Counted(msgspec.Struct, frozen=True, array_like=True):
    """All there are, and of those the page as parallel arrays; `windows` are seconds since 1970."""

    total: int
    keys: tuple[str, ...]
    windows: tuple[int, ...]


async def counted_newest(asking: Asking, rows: Rows, page: tuple[int, int]) -> tuple[int, list[Said]]:
    """How many, and the page of the newest first as `newest` has it, from one reading.

    The warehouse sorts the keys of all of them, some 50 bytes each: for words that few rows of a ledger lead to.
    """
    size, offset = page
    # Tuples sort by their first part, so the moment stands in it upside down.
    found = await asking.row(
        _Counted,
        "SELECT total, arrayMap(one -> tupleElement(one, 2), shown), arrayMap(one -> tupleElement(one, 3), shown) "
        "FROM (SELECT count() AS total, arraySlice(arraySort(groupArray(tuple(-toInt64(created_at), event_key, "
        f"toUInt32(window)))), {offset + 1}, {size}) AS shown FROM {rows('event_key, created_at, window')})",
    )
    windows = (datetime.fromtimestamp(one, UTC) for one in found.windows)
    return found.total, await of_keys(asking, [Found(*one) for one in zip(found.keys, windows, strict=True)])


async def at_once(asking: Asking, condition: str, limit: int) -> list[Said]:
    """The newest first, read in one go: for many."""
    return await asking.rows(
        Said,
        f"SELECT {COLUMNS} FROM interactions FINAL WHERE {condition} "
        f"ORDER BY created_at DESC, event_key LIMIT {limit}",
    )


async def of_keys(asking: Asking, found: Sequence[Found]) -> list[Said]:
    """The words of these facts, in this order; not of those that may no longer be shown."""
    if not found:
        return []
    rows = await asking.rows(
        Said, f"SELECT {COLUMNS} FROM interactions FINAL WHERE {at_keys(found)} AND {SAID}"
    )
    by_key = {row.key: row for row in rows}
    return [by_key[one.key] for one in found if one.key in by_key]


def at_keys(found: Iterable[Found]) -> str:
    known = list(found)
    windows = ", ".join(moment(one) for one in sorted({one.window for one in known}))
    keys = ", ".join(text(one) for one in sorted({one.key for one in known}))
    return f"window IN ({windows}) AND event_key IN ({keys})"


def voice(row: Said) -> Voice:
    before, evidence, after, shortened = excerpt(row.voice, row.evidence)
    sure = None if row.confidence is None else row.confidence / 10_000
    return Voice(
        key=row.key,
        at=row.at,
        channel=row.channel,
        region=row.region,
        product=row.product,
        team=row.team,
        language=row.language,
        sentiment=row.sentiment,
        doubtful=sure is not None and sure < LEAST_SURE,
        complaint=row.complaint == "yes",
        topics=row.topics,
        before=before,
        evidence=evidence,
        after=after,
        shortened=shortened,
        sure=sure,
        cues=row.cues,
    )


def excerpt(words: str, evidence: str) -> tuple[str, str, str, bool]:
    """At most LONGEST characters of `words` as (before, evidence, after), and whether any were left out."""
    at = max(words.find(evidence), 0) if evidence else 0
    begin = 0 if at + len(evidence) <= LONGEST else max(0, at - LEAD)
    shown = words[begin : begin + LONGEST]
    lead = at - begin
    marked = shown[lead : lead + len(evidence)] if evidence and evidence in words else ""
    return (
        shown[:lead] if marked else "",
        marked,
        shown[lead + len(marked) :] if marked else shown,
        len(shown) < len(words),
    )
