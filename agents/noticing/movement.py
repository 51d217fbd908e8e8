"""A week against the week before, cell by cell, and which of the many cells really moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agents.figures import (
    TOO_FEW,
    Change,
    Estimate,
    Feelings,
    flags,
    net_change,
    net_sentiment,
    share,
    share_change,
)

NET_SENTIMENT: Final = "net_sentiment"
COMPLAINT_RATE: Final = "complaint_rate"
TOPIC_COMPLAINT_RATE: Final = "topic_complaint_rate"
PER: Final = 1_000
FALSE_DISCOVERIES: Final = 0.02
"""The share of flags that may be chance. In a quiet week it is the chance of any flag at all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure is looked at: `dimension` is all, region, product, team or channel."""

    dimension: str
    value: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cell adds up to in one week; `topics` are complaints that mention the topic."""

    interactions: int
    felt: Feelings
    judged: int
    complaints: int
    topics: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Side:
    """A figure of one week; `relevant` are the interactions of which `n` could be judged."""

    estimate: Estimate | None
    n: int
    relevant: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One figure of one cell; `topic` is empty unless the figure is a topic's."""

    figure: str
    topic: str
    cell: Cell
    now: Side
    before: Side
    change: Change | None
    flagged: bool = False


NOTHING: Final = Tally(0, Feelings(0, 0, 0), 0, 0, {})


def movements(now: Mapping[Cell, Tally], before: Mapping[Cell, Tally]) -> list[Movement]:
    """Every figure that either week has, of every cell.

    A cell with fewer than 30 on either side is shown and not looked at: it takes no part in the control of false
    discoveries, and is never flagged.
    """
    found = [
        moved
        for cell in sorted({*now, *before}, key=lambda each: (each.dimension, each.value))
        for moved in _of_cell(cell, now.get(cell, NOTHING), before.get(cell, NOTHING))
    ]
    flagged = flags([one.change if _enough(one) else None for one in found], FALSE_DISCOVERIES)
    return [
        Movement(one.figure, one.topic, one.cell, one.now, one.before, one.change, flag)
        for one, flag in zip(found, flagged, strict=True)
    ]


def _enough(one: Movement) -> bool:
    return min(one.now.n, one.before.n) >= TOO_FEW


def _of_cell(cell: Cell, now: Tally, before: Tally) -> Iterable[Movement]:
    if now.felt.n or before.felt.n:
        yield Movement(NET_SENTIMENT, "", cell, _felt(now), _felt(before), net_change(now.felt, before.felt))
    if now.judged or before.judged:
        hits = (now.complaints, before.complaints)
        yield _rate(COMPLAINT_RATE, "", cell, (now, before), hits)
        for topic in sorted({*now.topics, *before.topics}):
            hits = (now.topics.get(topic, 0), before.topics.get(topic, 0))
            if any(hits):
                yield _rate(TOPIC_COMPLAINT_RATE, topic, cell, (now, before), hits)


def _felt(tally: Tally) -> Side:
    return Side(net_sentiment(tally.felt), tally.felt.n, tally.interactions)


def _rate(figure: str, topic: str, cell: Cell, tallies: Sequence[Tally], hits: Sequence[int]) -> Movement:
    counts = [(hit, each.judged) for hit, each in zip(hits, tallies, strict=True)]
    sides = [
        Side(_per(share(*count)), count[1], each.interactions)
        for count, each in zip(counts, tallies, strict=True)
    ]
    change = share_change(*counts)
    if change:
        change = Change(change.by.times(PER), change.probability, change.parted)
    return Movement(figure, topic, cell, sides[0], sides[1], change)


def _per(estimate: Estimate | None) -> Estimate | None:
    return estimate.times(PER) if estimate else None
