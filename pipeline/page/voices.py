"""The words behind a figure: which voices it rests on, newest first, each cut around its evidence."""

import asyncio
from datetime import date, timedelta
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from pipeline.page import attitude, praise
from pipeline.page.answers import Choices, TopicName, Voices
from pipeline.page.asking import DIMENSIONS, Asking, Chosen, Period, literal, matching, within
from pipeline.page.attitude import Attitude, Outcome
from pipeline.page.looking import ORDINARY, chosen_period, newest_day
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

PAGE: Final = 20
REQUESTED: Final = timedelta(366)
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
    condition, page = behind(wanted, period), (wanted.size, wanted.offset)
    if wanted.about not in _WITHIN:
        return await counted_newest(asking, condition, page)
    return await asyncio.gather(count(asking, condition), newest(asking, condition, page, lately(period)))


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


def behind(wanted: Wanted, period: Period) -> str:
    """The condition on facts for the words that are wanted."""
    found = [SAID, _about(wanted, period), searching(wanted.search)]
    if wanted.sentiment == "unscored":
        found.append("unscored != ''")
    elif wanted.sentiment:
        found.append(f"sentiment = '{wanted.sentiment}'")
    if wanted.complaint:
        found.append(f"complaint = '{wanted.complaint}'")
    if wanted.topic is not None:
        found.append(f"has(topics, {literal(wanted.topic)})")
    if wanted.cue is not None:
        found.append(
            f"arrayExists((c, s) -> c = {literal(wanted.cue)} AND s = 'customer', cues, cue_speakers)"
        )
    return " AND ".join(found)


def _about(wanted: Wanted, period: Period) -> str:  # noqa: PLR0911 - one line each
    """Words about a ledger's line may come long after it: there the line, not the word, lies in the period."""
    match wanted.about:
        case "all":
            return _said(wanted, period)
        case "complaint":
            return f"complaint = 'yes' AND {_said(wanted, period)}"
        case "promises":
            return _behind_promises(wanted, period)
        case "promise":
            return _behind_promise(wanted.event)
        case "gap":
            return _behind_gap(wanted, period)
        case "pressure":
            return _behind_pressure(wanted, period)
        case "attitude":
            return attitude.behind(wanted, period, wanted.attitude, wanted.outcome)
        case "praise":
            return f"{praise.behind(wanted.name)} AND {_said(wanted, period)}"
        case "journey":
            return _behind_journey(wanted.event)


def _said(wanted: Wanted, period: Period) -> str:
    return f"{hours(period)} AND {matching(wanted, *DIMENSIONS)}"


def _behind_promises(wanted: Wanted, period: Period) -> str:
    broken = (
        f"FROM promise_ledger WHERE state = 'broken' AND {within(period)} AND {matching(wanted, *ORDINARY)}"
    )
    return (
        f"{hours_from(period)} AND (event_key IN (SELECT arrayJoin([event_key, doubted_key]) {broken}) "
        f"OR (has(topics, 'broken_promise') AND customer IN (SELECT customer {broken})))"
    )


def _behind_promise(event: str) -> str:
    """Everything the customer said from the moment of the promise on."""
    made = f"FROM promise_ledger WHERE event_key = {literal(event)}"
    return (
        f"customer IN (SELECT customer {made}) AND created_at >= (SELECT min(made_at) {made}) "
        f"AND window >= (SELECT toStartOfHour(min(made_at)) {made})"
    )


def _behind_gap(wanted: Wanted, period: Period) -> str:
    """The words of journeys that the company calls resolved and the customer does not."""
    journeys = (
        f"FROM journeys_overview WHERE felt = 'contradicted' "
        f"AND {within(period, 'toDate(assumeNotNull(resolved_at))')} "
        f"AND {matching(wanted, 'region', 'product', 'team')}"
    )
    return (
        f"event_key IN (SELECT arrayJoin(extractAll(touchpoints, '[0-9a-f]{{32}}')) {journeys}) "
        f"AND window >= (SELECT toStartOfHour(min(started_at)) {journeys})"
    )


def _behind_journey(event: str) -> str:
    journey = f"FROM journeys_overview WHERE journey = {literal(event)}"
    return (
        f"event_key IN (SELECT arrayJoin(extractAll(touchpoints, '[0-9a-f]{{32}}')) {journey}) "
        f"AND window >= (SELECT toStartOfHour(min(started_at)) {journey})"
    )


def _behind_pressure(wanted: Wanted, period: Period) -> str:
    """The request not to be contacted, and what those customers say about unwanted contact.

    Looked for from REQUESTED before the period on: an older request still binds, but is not worth reading every word for.
    """
    pressed = (
        f"FROM contact_pressure WHERE violation = 1 AND {within(period)} AND {matching(wanted, *ORDINARY)}"
    )
    return (
        f"{hours_from(Period(period.start - REQUESTED, period.end))} AND "
        f"(event_key IN (SELECT arrayJoin([event_key, request_key]) {pressed}) OR "
        "((has(topics, 'unwanted_contact') OR has(cues, 'do_not_contact')) "
        f"AND customer IN (SELECT customer {pressed})))"
    )


def hours_from(period: Period) -> str:
    """The hours from the first day on."""
    return f"window >= toDateTime('{period.start.isoformat()} 00:00:00', 'UTC')"
