"""What the company calls resolved and what official surveys say, beside what the same customers say."""

import asyncio
import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from math import hypot
from typing import Final, Literal

from msgspec.structs import replace

from agents.figures import Estimate
from pipeline.page import answers, ledgers
from pipeline.page.answers import Figure, Shown
from pipeline.page.asking import Dimension
from pipeline.page.comparing import Counted, figure, moved, rate
from pipeline.page.counted import counted
from pipeline.page.ledgers import Verdicts, verdicts
from pipeline.page.looking import Look, Section
from pipeline.page.measures import Measure, Place, Told, told
from pipeline.page.surveys import Surveys, surveys

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


async def gap(look: Look) -> PerceptionGap:
    (whole, compared), parts, weeks, answered = await asyncio.gather(
        ledgers.gap(look.asking, look.chosen, look.period),
        _told(look),
        verdicts(look.asking, look.chosen, look.period),
        surveys(look),
    )
    (shown,) = moved([compared])
    return PerceptionGap(
        **look.span(KNOWN),
        gap=replace(whole, gap=shown),
        weeks=_weeks(look, weeks),
        by=parts.by,
        surveys=_beside(answered),
        asked=answered.asked,
        heard=answered.heard,
    )


async def _told(look: Look) -> Told:
    """From the same days as the whole."""
    days = "resolutions" in await counted(look.asking)
    return await told(
        look, dataclasses.replace(CONTRADICTED, source=ledgers.RESOLVED) if days else CONTRADICTED
    )


def _weeks(look: Look, rows: Iterable[Verdicts]) -> tuple[Week, ...]:
    first = look.period.touched.start
    return tuple(
        Week(week=one.week, gap=rate(one.counted, 100), official=one.official)
        for one in rows
        if one.week >= first
    )


def _beside(found: Surveys) -> tuple[Survey, ...]:
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
