"""What the company calls resolved and what official surveys say, beside what the same customers say."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date
from math import hypot
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from agents.figures import Estimate
from pipeline.page import answers, ledgers
from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import Dimension, matching, within
from pipeline.page.comparing import Counted, figure, moved, rate
from pipeline.page.ledgers import Verdicts, verdicts
from pipeline.page.looking import Look, Section
from pipeline.page.measures import Measure, Place, told

KNOWN: Final[tuple[Dimension, ...]] = ("region", "product", "team")
CONTRADICTED: Final = Measure(
    source="perception_gap",
    hits="contradicted",
    n="mature",
    of="official",
    per=100,
    by=KNOWN,
    known=KNOWN,
    on="week",
)


class Week(Shown, frozen=True, kw_only=True):
    """`week` is its Monday, `official` what the company called resolved in it."""

    week: date
    gap: Figure
    official: int


class Survey(Shown, frozen=True, kw_only=True):
    """An official survey beside what the same customers said of their own accord in the same week.

    csat: percent satisfied, beside percent of what they said that is a complaint; the gap is the first less what is no
    complaint. nps: points, beside net sentiment in points. ces: 0 to 100, beside nothing.
    """

    id: Literal["csat", "nps", "ces"]
    asked: Figure
    heard_id: str | None
    heard: Figure | None
    gap: Figure | None


class PerceptionGap(Section, frozen=True, kw_only=True):
    """In points. Weeks that the period touches, whole. `asked` customers answered, `heard` of them also spoke."""

    gap: answers.Gap
    weeks: tuple[Week, ...]
    by: Mapping[str, tuple[Place, ...]]
    surveys: tuple[Survey, ...]
    asked: int
    heard: int


class _Surveys(msgspec.Struct, frozen=True, array_like=True):
    """Sums of value times n, of the squares of n times half the interval, and of n, of each figure in turn."""

    csat: float | None
    csat_n: int
    complaints: float | None
    judged: int
    nps: float | None
    nps_spread: float | None
    nps_n: int
    ces: float | None
    ces_spread: float | None
    ces_n: int
    net: float | None
    net_spread: float | None
    scored: int
    asked: int
    heard: int


async def gap(look: Look) -> PerceptionGap:
    (whole, compared), parts, weeks, surveys = await asyncio.gather(
        ledgers.gap(look.asking, look.chosen, look.period),
        told(look, CONTRADICTED),
        verdicts(look.asking, look.chosen, look.period),
        _surveys(look),
    )
    (shown,) = moved([compared])
    return PerceptionGap(
        **look.span(KNOWN),
        gap=replace(whole, gap=shown),
        weeks=_weeks(look, weeks),
        by=parts.by,
        surveys=_beside(surveys),
        asked=surveys.asked,
        heard=surveys.heard,
    )


def _weeks(look: Look, rows: Iterable[Verdicts]) -> tuple[Week, ...]:
    first = look.period.touched.start
    return tuple(
        Week(week=one.week, gap=rate(one.counted, 100), official=one.official)
        for one in rows
        if one.week >= first
    )


async def _surveys(look: Look) -> _Surveys:
    """The view has a row a week and place. Surveys know no team."""
    return await look.asking.row(
        _Surveys,
        f"SELECT sum(csat * csat_n / 100), sum(csat_n), sum(complaint_share * judged / 100), sum(judged), "
        f"{_pooled('nps', 'nps_n')}, {_pooled('ces', 'ces_n')}, {_pooled('net_sentiment', 'scored')}, "
        f"sum(customers), sum(heard) FROM official_and_felt WHERE {within(look.period.touched, 'week')} "
        f"AND {matching(look.chosen, 'region', 'product')}",
    )


def _pooled(value: str, n: str) -> str:
    half = f"({value}_high - {value}_low) / 2"
    return f"sum({value} * {n}), sum({half} * {half} * {n} * {n}), sum({n})"


def _beside(found: _Surveys) -> tuple[Survey, ...]:
    heard = found.heard / found.asked if found.asked else None
    csat = rate(Counted(round(found.csat or 0), found.csat_n, found.csat_n), 100)
    complaints = replace(
        rate(Counted(round(found.complaints or 0), found.judged, found.judged), 100), coverage=heard
    )
    nps, ces = (
        _mean(found.nps, found.nps_spread, found.nps_n),
        _mean(found.ces, found.ces_spread, found.ces_n),
    )
    net = replace(_mean(found.net, found.net_spread, found.scored), coverage=heard)
    calm = _turned(complaints)
    return (
        Survey(
            id="csat", asked=csat, heard_id="felt_complaint_share", heard=complaints, gap=_less(csat, calm)
        ),
        Survey(id="nps", asked=nps, heard_id="felt_net_sentiment", heard=net, gap=_less(nps, net)),
        Survey(id="ces", asked=ces, heard_id=None, heard=None, gap=None),
    )


def _mean(total: float | None, spread: float | None, n: int) -> Figure:
    """Weeks and places weigh by their answers, and their intervals join as those of samples that are apart."""
    if total is None or not n:
        return figure(None, n, n)
    value, half = total / n, (spread or 0.0) ** 0.5 / n
    return figure(Estimate(value, value - half, value + half), n, n)


def _turned(share: Figure) -> Figure:
    """The percentage of the others."""
    if share.value is None or share.low is None or share.high is None:
        return share
    return replace(share, value=100 - share.value, low=100 - share.high, high=100 - share.low)


def _less(a: Figure, b: Figure) -> Figure | None:
    """One less the other, by square and add (R. G. Newcombe, 1998), as if the samples were apart."""
    if None in {a.value, a.low, a.high, b.value, b.low, b.high}:
        return None
    value = (a.value or 0.0) - (b.value or 0.0)
    below = hypot((a.value or 0.0) - (a.low or 0.0), (b.high or 0.0) - (b.value or 0.0))
    above = hypot((a.high or 0.0) - (a.value or 0.0), (b.value or 0.0) - (b.low or 0.0))
    return replace(
        figure(Estimate(value, value - below, value + above), min(a.n, b.n), min(a.n, b.n)),
        coverage=b.coverage,
    )
