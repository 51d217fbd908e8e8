"""The words behind a figure: which voices it rests on, newest first, each cut around its evidence."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from pipeline.page.answers import Choices, TopicName, Voice, Voices
from pipeline.page.asking import Asking, Chosen, Period, day, matching, within
from pipeline.page.overview import latest
from pipeline.warehouse.quote import text

PAGE: Final = 20
LONGEST: Final = 600  # characters shown of one voice
LEAD: Final = 200  # of these, before the evidence
LEAST_SURE: Final = 0.5  # of three labels: below it the other two together are likelier

About = Literal["all", "complaint", "promises", "promise", "gap", "pressure"]
Label = Literal["negative", "neutral", "positive", "unscored"]


class Wanted(Chosen, frozen=True, kw_only=True):
    """Voices behind one figure.

    `start` and `end` narrow the period to a point of a chart, `topic` to one topic, `sentiment` to one label;
    `event` is the event of one promise (`about` promise). `offset` counts voices.
    """

    about: About = "all"
    sentiment: Label | None = None
    topic: str | None = None
    event: str = ""
    start: date | None = None
    end: date | None = None
    offset: Annotated[int, Meta(ge=0, le=100_000)] = 0


class _Count(msgspec.Struct, frozen=True, array_like=True):
    count: int


class _Row(msgspec.Struct, frozen=True, array_like=True):
    key: str
    at: datetime
    channel: str
    region: str
    product: str
    team: str
    language: str
    sentiment: str
    confidence: float | None
    complaint: str
    topics: str
    words: str
    evidence: str


async def voices(asking: Asking, wanted: Wanted, today: date) -> Voices:
    """One page of the voices, and how many there are."""
    period = await latest(asking, wanted.weeks, today)
    if period is None:
        return Voices(total=0, voices=())
    behind = f"FROM voices WHERE words != '' AND {_condition(wanted, period)}"
    total = await asking.row(_Count, f"SELECT count() {behind}")
    rows = await asking.rows(
        _Row,
        "SELECT event_key, created_at, channel, region, product, team, language, sentiment, confidence, complaint, "
        f"topics, words, evidence {behind} ORDER BY created_at DESC, event_key LIMIT {PAGE} OFFSET {wanted.offset}",
    )
    return Voices(total=total.count, voices=tuple(_voice(row) for row in rows))


async def choices(asking: Asking) -> Choices:
    """All regions, products, channels and topics that occur."""
    regions, products, channels = [
        tuple(
            one.name
            for one in await asking.rows(
                _Name, f"SELECT DISTINCT {column} FROM experience_daily ORDER BY {column}"
            )
        )
        for column in ("region", "product", "channel")
    ]
    topics = tuple(await named_topics(asking))
    return Choices(regions=regions, products=products, channels=channels, topics=topics)


async def named_topics(asking: Asking) -> list[TopicName]:
    """All topics that occur, with their names."""
    return await asking.rows(
        TopicName,
        "SELECT topic, any(topic_name), any(topic_name_zh) FROM complaint_topics_daily GROUP BY topic ORDER BY topic",
    )


class _Name(msgspec.Struct, frozen=True, array_like=True):
    name: str


def _condition(wanted: Wanted, period: Period) -> str:
    found = [_behind(wanted, period)]
    if wanted.sentiment == "unscored":
        found.append("unscored != ''")
    elif wanted.sentiment:
        found.append(f"sentiment = '{wanted.sentiment}'")
    if wanted.topic is not None:
        found.append(f"has(splitByChar(',', topics), {text(wanted.topic)})")
    return " AND ".join(found)


def _behind(wanted: Wanted, period: Period) -> str:
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


def _said(wanted: Wanted, period: Period) -> str:
    narrowed = Period(wanted.start or period.start, wanted.end or period.end)
    return f"{within(narrowed)} AND {matching(wanted, 'region', 'product', 'channel')}"


def _behind_promises(wanted: Wanted, period: Period) -> str:
    broken = (
        f"FROM promise_ledger WHERE state = 'broken' AND {within(period)} "
        f"AND {matching(wanted, 'region', 'product', 'channel')}"
    )
    return (
        f"(event_key IN (SELECT arrayJoin([event_key, doubted_key]) {broken}) OR (customer IN (SELECT customer {broken}) "
        f"AND has(splitByChar(',', topics), 'broken_promise') AND day >= {day(period.start)}))"
    )


def _behind_promise(event: str) -> str:
    """Everything the customer said from the moment of the promise on."""
    made = f"FROM promise_ledger WHERE event_key = {text(event)}"
    return f"customer IN (SELECT customer {made}) AND created_at >= (SELECT min(made_at) {made})"


def _behind_gap(wanted: Wanted, period: Period) -> str:
    """The words of journeys that the company calls resolved and the customer does not."""
    return (
        "event_key IN (SELECT arrayJoin(extractAll(touchpoints, '[0-9a-f]{32}')) FROM journeys_overview "
        f"WHERE felt = 'contradicted' AND {within(period, 'toDate(assumeNotNull(resolved_at))')} "
        f"AND {matching(wanted, 'region', 'product')})"
    )


def _behind_pressure(wanted: Wanted, period: Period) -> str:
    """The request not to be contacted, and what those customers say about unwanted contact."""
    pressed = (
        f"FROM contact_pressure WHERE violation = 1 AND {within(period)} "
        f"AND {matching(wanted, 'region', 'product', 'channel')}"
    )
    return (
        f"(event_key IN (SELECT arrayJoin([event_key, request_key]) {pressed}) OR (customer IN (SELECT customer {pressed}) "
        "AND (has(splitByChar(',', topics), 'unwanted_contact') OR has(splitByChar(',', cues), 'do_not_contact'))))"
    )


def _voice(row: _Row) -> Voice:
    before, evidence, after, shortened = excerpt(row.words, row.evidence)
    return Voice(
        key=row.key,
        at=row.at,
        channel=row.channel,
        region=row.region,
        product=row.product,
        team=row.team,
        language=row.language,
        sentiment=row.sentiment,
        doubtful=row.confidence is not None and row.confidence < LEAST_SURE,
        complaint=row.complaint == "yes",
        topics=tuple(topic for topic in row.topics.split(",") if topic),
        before=before,
        evidence=evidence,
        after=after,
        shortened=shortened,
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
