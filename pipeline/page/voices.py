"""The words behind a figure: which voices it rests on, newest first, each cut around its evidence."""

import asyncio
from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from pipeline.page import behind as lines
from pipeline.page import praise
from pipeline.page.answers import Choices, TopicName, Voices
from pipeline.page.asking import DIMENSIONS, Asking, Chosen, Period, literal, matching
from pipeline.page.attitude import Outcome
from pipeline.page.behind import Behind
from pipeline.page.facts import Part, facts
from pipeline.page.looking import chosen_period, newest_day
from pipeline.page.overview import topic_names
from pipeline.page.words import (
    SAID,
    Said,
    count,
    counted_newest,
    hours,
    lately,
    newest,
    searching,
    voice,
)
from schemas.interactions import Attitude

PAGE: Final = 20
_WITHIN: Final = frozenset({"all", "complaint", "praise"})  # whose words were said in the period itself

About = Literal["all", "complaint", "promises", "promise", "gap", "pressure", "attitude", "praise", "journey"]
Label = Literal["negative", "neutral", "positive", "unscored"]


class Wanted(Chosen, frozen=True, kw_only=True):
    """Voices behind one figure.

    `topic`, `cue`, `sentiment` and `complaint` narrow to words that have them, `search` to words and quoted phrases that
    all occur; `event` is the event of one promise (`about` promise) or the first of one journey; `attitude` and `outcome`
    are a cell of the matrix, `name` somebody who is praised. `offset` counts voices.
    """

    about: About = "all"
    sentiment: Label | None = None
    complaint: Literal["yes", "no"] | None = None
    topic: str | None = None
    cue: str | None = None
    attitude: Attitude | None = None
    outcome: Outcome | None = None
    name: str | None = None
    event: str = ""
    search: Annotated[str, Meta(max_length=200)] = ""
    offset: Annotated[int, Meta(ge=0, le=100_000)] = 0
    size: Annotated[int, Meta(ge=1, le=100)] = PAGE


async def voices(asking: Asking, wanted: Wanted, today: date) -> Voices:
    """One page of the voices, and how many there are."""
    day = await newest_day(asking, today)
    if day is None:
        return Voices(total=0, voices=())
    period = chosen_period(wanted, day)
    total, rows = await _found(asking, wanted, period)
    return Voices(
        total=total,
        voices=tuple(map(voice, rows)),
        offset=wanted.offset,
        start=period.start,
        end=period.end,
    )


async def _found(asking: Asking, wanted: Wanted, period: Period) -> tuple[int, list[Said]]:
    """How many, and the page of them. The story tables behind a ledger's words are dear, so those are read once for both;
    a period's own words are counted and found apart, each in its few columns.
    """
    found, page = await _parts(asking, wanted, period), (wanted.size, wanted.offset)
    if not found.parts:
        return 0, []
    if wanted.about not in _WITHIN:
        read = await facts(asking, found.since)
        return await counted_newest(asking, read.under(*found.parts), page)
    read = await facts(asking, period.start, period.end)
    tries = (read.under(*(one.and_(recent) for one in found.parts)) for recent in lately(period))
    return await asyncio.gather(count(asking, read.under(*found.parts)), newest(asking, tries, page))


async def choices(asking: Asking) -> Choices:
    """All regions, products, channels, teams, languages and topics that occur, or did."""
    found, topics = await asyncio.gather(
        asking.row(
            _Names,
            f"SELECT {', '.join(f'arraySort(groupUniqArray(CAST({column} AS String)))' for column in DIMENSIONS)} "
            f"FROM (SELECT {', '.join(DIMENSIONS)} FROM signals_daily WHERE interactions > 0 "
            f"GROUP BY {', '.join(DIMENSIONS)})",
        ),
        named_topics(asking),
    )
    return Choices(
        regions=found.region,
        products=found.product,
        channels=found.channel,
        topics=tuple(topics),
        teams=found.team,
        languages=found.language,
    )


async def named_topics(asking: Asking) -> list[TopicName]:
    """All topics that occur, or did, with their names."""
    found, names = await asyncio.gather(
        asking.rows(
            _Occurs,
            "SELECT CAST(topic AS String) FROM topic_signals_daily WHERE interactions > 0 GROUP BY topic ORDER BY topic",
        ),
        topic_names(asking),
    )
    return [TopicName(one.topic, *names.get(one.topic, (one.topic, one.topic))) for one in found]


class _Occurs(msgspec.Struct, frozen=True, array_like=True):
    topic: str


class _Names(msgspec.Struct, frozen=True, array_like=True):
    """In the order of DIMENSIONS."""

    channel: tuple[str, ...]
    region: tuple[str, ...]
    product: tuple[str, ...]
    team: tuple[str, ...]
    language: tuple[str, ...]


async def behind(asking: Asking, wanted: Wanted, period: Period) -> str:
    """The condition on facts for the words that are wanted."""
    found = await _parts(asking, wanted, period)
    return f"({' OR '.join(f'({part.whole})' for part in found.parts) or '0'})"


async def _parts(asking: Asking, wanted: Wanted, period: Period) -> Behind:
    """The same as conditions of which one must hold."""
    found, narrow = await _about(asking, wanted, period), _narrowed(wanted)
    return Behind(
        found.since,
        tuple(Part(" AND ".join([one.first, *narrow]), f"{SAID} AND {one.rest}") for one in found.parts),
    )


def _narrowed(wanted: Wanted) -> list[str]:
    """What was chosen beside places and days, what is cheap to read first."""
    found: list[str] = []
    if wanted.sentiment == "unscored":
        found.append("unscored != ''")
    elif wanted.sentiment:
        found.append(f"sentiment = '{wanted.sentiment}'")
    if wanted.complaint:
        found.append(f"complaint = '{wanted.complaint}'")
    if wanted.topic is not None:
        found.append(f"has(topics, {literal(wanted.topic)})")
    if wanted.cue is not None:
        cue = literal(wanted.cue)
        found.append(
            f"has(cues, {cue}) AND arrayExists((c, s) -> c = {cue} AND s = 'customer', cues, cue_speakers)"
        )
    if wanted.search:
        found.append(searching(wanted.search))
    return found


async def _about(asking: Asking, wanted: Wanted, period: Period) -> Behind:  # noqa: PLR0911 - one line each
    match wanted.about:
        case "all":
            return _said(wanted, period)
        case "complaint":
            return _said(wanted, period, "complaint = 'yes'")
        case "promises":
            return lines.promises(wanted, period)
        case "promise":
            return await lines.promise(asking, wanted.event)
        case "gap":
            return await lines.gap(asking, wanted, period)
        case "pressure":
            return lines.pressure(wanted, period)
        case "attitude":
            return lines.handlings(wanted, period, wanted.attitude, wanted.outcome)
        case "praise":
            return _said(wanted, period, f"has(cues, 'praise') AND {praise.behind(wanted.name)}")
        case "journey":
            return await lines.journey(asking, wanted.event)


def _said(wanted: Wanted, period: Period, first: str = "1") -> Behind:
    """Of the words of the period itself."""
    return Behind(period.start, (Part(first, f"{hours(period)} AND {matching(wanted, *DIMENSIONS)}"),))
