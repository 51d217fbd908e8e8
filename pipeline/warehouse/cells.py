"""The cells of the tallies, and the same count in plain Python: the oracle of the warehouse's SQL."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Final

from schemas.facts import InteractionRow
from schemas.interactions import Struct
from schemas.tables import SIGNALS, TOPIC_SIGNALS
from schemas.values import Speaker

Where = tuple[datetime | str, ...]


class Signal(Struct, frozen=True, kw_only=True):
    """One cell of `signals`: what the counted interactions of an hour and of these dimensions add up to."""

    window: datetime
    channel: str
    region: str
    product: str
    team: str
    language: str
    interactions: int = 0
    scored: int = 0
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    polarity_sum: int = 0  # 1/10,000ths
    polarity_squares: int = 0
    judged: int = 0
    complaints: int = 0
    repeat: int = 0
    waiting: int = 0
    churn: int = 0
    escalation: int = 0
    not_resolved: int = 0
    resolved: int = 0
    thanks: int = 0
    praise: int = 0
    customers: int = 0  # unique


class TopicSignal(Struct, frozen=True, kw_only=True):
    """One cell of `topic_signals`: the same of those that mention the topic."""

    window: datetime
    channel: str
    region: str
    product: str
    team: str
    language: str
    topic: str
    interactions: int = 0
    scored: int = 0
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    polarity_sum: int = 0
    polarity_squares: int = 0
    complaints: int = 0
    customers: int = 0


Cell = Signal | TopicSignal

DIMENSIONS: Final = ("window", "channel", "region", "product", "team", "language")
TABLE_OF: Final[dict[type[Cell], str]] = {Signal: SIGNALS, TopicSignal: TOPIC_SIGNALS}
CUES: Final = ("repeat", "waiting", "churn", "escalation", "not_resolved", "resolved", "thanks", "praise")


def where(kind: type[Cell]) -> tuple[str, ...]:
    """The fields that name a cell."""
    return DIMENSIONS if kind is Signal else (*DIMENSIONS, "topic")


def measures(kind: type[Cell]) -> tuple[str, ...]:
    """The fields that are counted, unique customers last."""
    return kind.__struct_fields__[len(where(kind)) :]


def cell_of(kind: type[Cell], values: Iterable[object]) -> Cell:
    """The cell with these values, in order of its fields."""
    return kind(**dict(zip(kind.__struct_fields__, values, strict=True)))  # type: ignore[arg-type]  # fields by name


def place(cell: Cell) -> Where:
    found: Where = attrgetter(*where(type(cell)))(cell)
    return found


def tally(facts: Iterable[InteractionRow]) -> Iterator[Cell]:
    """All cells of these facts, each fact given once."""
    signals: dict[Where, list[InteractionRow]] = defaultdict(list)
    topics: dict[Where, list[InteractionRow]] = defaultdict(list)
    dimensions = attrgetter(*DIMENSIONS)
    for fact in facts:
        if fact.counted:
            signals[dimensions(fact)].append(fact)
            for topic in set(fact.topics):
                topics[*dimensions(fact), topic].append(fact)
    for kind, cells in ((Signal, signals), (TopicSignal, topics)):
        for place_, some in cells.items():
            yield cell_of(kind, (*place_, *(_count(measure, some) for measure in measures(kind))))


def _count(measure: str, facts: list[InteractionRow]) -> int:
    match measure:
        case "polarity_sum":
            return sum(fact.polarity or 0 for fact in facts)
        case "polarity_squares":
            return sum((fact.polarity or 0) ** 2 for fact in facts)
        case "customers":
            return len({fact.customer for fact in facts})
        case _:
            return sum(_holds(fact, measure) for fact in facts)


def _holds(fact: InteractionRow, measure: str) -> bool:
    match measure:
        case "interactions":
            return True
        case "scored":
            return fact.sentiment != ""
        case "judged":
            return fact.complaint != ""
        case "complaints":
            return fact.complaint == "yes"
        case _:
            return fact.sentiment == measure or _says(fact, measure)


def _says(fact: InteractionRow, cue: str) -> bool:
    return (cue, Speaker.CUSTOMER) in zip(fact.cues, fact.cue_speakers, strict=True)


def difference(kind: type[Cell], place_: Iterable[object], missing: Iterable[int]) -> str:
    """One line on a cell that is wrong: `missing` is what the facts have more than the tally, measure by measure."""
    window, *rest = place_
    hour = f"{window:%Y-%m-%d %H:%M}"
    cell = " ".join(f"{name}={value}" for name, value in zip(where(kind)[1:], rest, strict=True) if value)
    off = ", ".join(f"{name} {by:+d}" for name, by in zip(measures(kind), missing, strict=True) if by)
    return f"{TABLE_OF[kind]} {hour} {cell}: the facts have {off}"
