"""Who was praised in the week, and in which words."""

from collections.abc import Mapping
from typing import Final

import msgspec

from pipeline.page.asking import Asking, Period, within
from pipeline.reporting.brief import Praise, Praised
from pipeline.reporting.excerpts import excerpt
from pipeline.reporting.said import withheld_in
from pipeline.warehouse.quote import text

PEOPLE: Final = 3
COLUMNS: Final = 84
# A share of the praise names nobody and fell to a team, or to nobody at all.
_SOMEBODY: Final = "credited_by IN ('customer', 'staff')"


class _Counts(msgspec.Struct, frozen=True, array_like=True):
    interactions: int
    named: int


class _Person(msgspec.Struct, frozen=True, array_like=True):
    name: str
    times: int


class _Said(msgspec.Struct, frozen=True, array_like=True):
    key: str
    words: str


class _Words(msgspec.Struct, frozen=True, array_like=True):
    name: str
    credited_by: str
    team: str
    words: str
    language: str
    key: str


async def praise(asking: Asking, week: Period) -> Praise:
    """Those first whom customers name most often; of the words the longest, which say most."""
    counts = await asking.row(
        _Counts,
        f"SELECT uniqExact(event_key), uniqExactIf(event_key, credited_by = 'customer') FROM praise WHERE {within(week)}",
    )
    people = await asking.rows(
        _Person,
        f"SELECT praised, uniqExact(event_key) AS times FROM praise WHERE {within(week)} AND {_SOMEBODY} "
        "GROUP BY praised ORDER BY uniqExactIf(event_key, credited_by = 'customer') DESC, times DESC, praised "
        f"LIMIT {PEOPLE}",
    )
    words = {one.name: one for one in await _words(asking, week, [person.name for person in people])}
    whole = await _whole(asking, [one.key for one in words.values()])
    return Praise(
        people=tuple(
            _praised(person, words[person.name], whole) for person in people if person.name in words
        ),
        interactions=counts.interactions,
        named=counts.named,
    )


async def _words(asking: Asking, week: Period, names: list[str]) -> list[_Words]:
    if not names:
        return []
    return await asking.rows(
        _Words,
        "SELECT praised, credited_by, team, words, language, event_key "
        f"FROM praise WHERE {within(week)} AND {_SOMEBODY} AND praised IN ({', '.join(map(text, names))}) "
        f"AND event_key NOT IN ({withheld_in(week)}) "
        "ORDER BY credited_by = 'customer' DESC, length(words) DESC, event_key LIMIT 1 BY praised",
    )


async def _whole(asking: Asking, keys: list[str]) -> dict[str, str]:
    """All that was said around the words of praise."""
    if not keys:
        return {}
    said = await asking.rows(
        _Said, f"SELECT event_key, words FROM voices WHERE event_key IN ({', '.join(map(text, keys))})"
    )
    return {one.key: one.words for one in said}


def _praised(person: _Person, praise: _Words, whole: Mapping[str, str]) -> Praised:
    cut = excerpt(whole.get(praise.key, praise.words), praise.words, COLUMNS)
    return Praised(
        name=person.name,
        named=praise.credited_by == "customer",
        team=praise.team,
        times=person.times,
        words=f"{'…' if cut.cut_before else ''}{cut.before}{cut.evidence}{cut.after}{'…' if cut.cut_after else ''}",
        language=praise.language,
        key=praise.key,
    )
