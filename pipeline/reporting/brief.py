"""What stands in a briefing, before any language or format: figures with what they rest on, and the words behind them.

Texts are as the warehouse has them; whoever writes a format makes them harmless in it. A list that is cut says in a
field of its own how long it was. None stands where nothing is known, never 0.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from pipeline.page.answers import Figure, Gap, Money, Point, Pressure, Topic, TopicName

Dimension = Literal["region", "product", "team", "channel"]


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every part."""


class Move(Stated, frozen=True, kw_only=True):
    """A figure of one place beside the week before. An empty `value`: not stated.

    `measure` is net_sentiment, complaint_rate, or topic_complaint_rate of `topic`.
    """

    measure: str
    topic: TopicName | None
    dimension: str
    value: str
    figure: Figure


class Where(Stated, frozen=True, kw_only=True):
    """What moved beyond chance, and of how many figures; beside it the places in which most is complained."""

    moves: tuple[Move, ...]
    moved: int
    looked_at: int
    highest: tuple[Move, ...]


class Surge(Stated, frozen=True, kw_only=True):
    """A topic that was mentioned more often than usual: the first window that showed it, `hours` from `started_at` on."""

    topic: TopicName
    started_at: datetime
    hours: int
    count: int
    usual: float
    ended_at: datetime | None


class Driver(Stated, frozen=True, kw_only=True):
    """What goes along with complaints when all else is held fixed: points more than its likes. `share`: as it was."""

    dimension: str
    value: str
    effect: float
    low: float
    high: float
    n: int
    share: float


class Promise(Stated, frozen=True, array_like=True):
    """A promise that was not kept. `days`: since it was due, as of the moment of the briefing."""

    what: str
    team: str
    product: str
    due_at: datetime | None
    days: float | None
    doubted: bool
    key: str


class Ledger(Stated, frozen=True, kw_only=True):
    """Promises that came due in the week, what became of them by its end, and what is unkept from before.

    `rate`: broken among those that came due, in percent, beside that of the week before as of its own end.
    """

    rate: Figure
    kept: int
    late: int
    broken: int
    listed: tuple[Promise, ...]
    oldest: tuple[Promise, ...]
    unkept: int
    outstanding: tuple[Money, ...]
    weeks: tuple["Due", ...]


class Due(Stated, frozen=True, kw_only=True):
    """Promises that came due in one week, by what became of them."""

    start: date
    kept: int
    late: int
    broken: int


class Survey(Stated, frozen=True, kw_only=True):
    """Satisfied among the answers of the week, in percent, beside the complaints among what the same customers said.

    How many were asked is not known, so satisfaction has no coverage; that of the complaints is the share of those who
    answered and were heard as well.
    """

    satisfied: Figure
    complained: Figure


class Official(Stated, frozen=True, kw_only=True):
    """What official figures did not show. `gap` is of resolutions from `start` to `end`, which can be judged by now.

    `courteous_unsolved`: of the week's interactions with staff whose outcome is known, in percent.
    """

    start: date
    end: date
    gap: Gap
    survey: Survey
    courteous_unsolved: Figure


class Quote(Stated, frozen=True, kw_only=True):
    """A customer's redacted words around the evidence. `cut_before`, `cut_after`: some were left out there."""

    key: str
    at: datetime
    channel: str
    region: str
    product: str
    language: str
    about: tuple[TopicName, ...]
    before: str
    evidence: str
    after: str
    cut_before: bool
    cut_after: bool


class Praised(Stated, frozen=True, kw_only=True):
    """Somebody who was praised in `times` interactions of the week; `words` are one customer's.

    `named`: by the customer; else it is who served.
    """

    name: str
    named: bool
    team: str
    times: int
    words: str
    language: str
    key: str


class Praise(Stated, frozen=True, kw_only=True):
    """Those praised most, and in how many interactions of the week somebody was, `named` of them by name."""

    people: tuple[Praised, ...]
    interactions: int
    named: int


class Account(Stated, frozen=True, kw_only=True):
    """Everything that ever arrived, over all sources. It closes where nothing is unaccounted for.

    `restated`: figures of the week that changed after their day was over.
    """

    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    unaccounted: int
    restated: int
    newest_stored_at: datetime | None


class Brief(Stated, frozen=True, kw_only=True):
    """The whole briefing. `moment`: what depends on a moment is as of it, the end of the week."""

    week: str
    start: date
    end: date
    moment: datetime
    interactions: int
    net_sentiment: Figure
    complaint_rate: Figure
    series: tuple[Point, ...]
    topics: tuple[Topic, ...]
    all_topics: int
    where: Where
    surges: tuple[Surge, ...]
    drivers: tuple[Driver, ...]
    ledger: Ledger
    official: Official
    pressure: Pressure
    praise: Praise
    voices: tuple[Quote, ...]
    account: Account
