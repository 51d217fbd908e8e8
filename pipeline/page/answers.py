"""What the page's server answers, as JSON. Durations are days, shares are points or per 1,000 as named."""

from datetime import date, datetime

import msgspec


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every answer."""


class Figure(Shown, frozen=True, kw_only=True):
    """A figure with what it rests on. `value` is null where there is no data; it is then never 0.

    `coverage` is the share (0 to 1) of what could be judged at all. `before` and `change` compare with the period
    before, and are null where that has too few; `moved` is set where the change is told apart from chance among all that the screen shows.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    coverage: float | None
    too_few: bool
    before: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    moved: bool = False


class Point(Shown, frozen=True, kw_only=True):
    """One day or one week of the charts, both ends included."""

    start: date
    end: date
    net_sentiment: Figure
    complaint_rate: Figure


class Topic(Shown, frozen=True, kw_only=True):
    """Complaints about one topic per 1,000 judged interactions."""

    topic: str
    name: str
    name_zh: str
    complaints: int
    rate: Figure


class Money(Shown, frozen=True, kw_only=True):
    """Whole minor units of `currency`."""

    currency: str
    amount: int


class BrokenPromise(msgspec.Struct, frozen=True, array_like=True):
    """One row of the ledger; sent as an array in this order."""

    event_key: str
    made_at: datetime
    due_at: datetime | None
    days_late: float | None
    what: str
    owner: str
    channel: str
    product: str


class Promises(Shown, frozen=True, kw_only=True):
    """Promises made in the period, as they stand now. `rate`: broken among those that came due, in percent."""

    rate: Figure
    broken: int
    late: int
    kept: int
    open: int
    withdrawn: int
    unknown_due: int
    outstanding: tuple[Money, ...]
    latest: tuple[BrokenPromise, ...]


class Gap(Shown, frozen=True, kw_only=True):
    """Points between what the company calls resolved (all of it) and what customers did not contradict."""

    gap: Figure
    official: int
    felt: float | None
    confirmed: int
    contradicted: int
    silent: int
    csat: float | None
    csat_n: int


class Kind(msgspec.Struct, frozen=True, array_like=True):
    """Violations of one kind; sent as an array in this order."""

    kind: str
    count: int


class Pressure(Shown, frozen=True, kw_only=True):
    """Contacts by the company that broke a limit, per 1,000 of its contacts."""

    rate: Figure
    violations: int
    customers: int
    kinds: tuple[Kind, ...]


class Source(Shown, frozen=True, kw_only=True):
    """The account and the freshness of one source. All counts are over everything that ever arrived.

    `difference` is what the hours add up to, `unaccounted` without regard to the sign: an hour that lost one does
    not make up for an hour that counted one twice.
    """

    source: str
    received: int
    stored: int
    duplicates: int
    dead_lettered: int
    in_flight: int
    difference: int
    unaccounted: int
    newest_event_at: datetime | None
    newest_stored_at: datetime | None


class Overview(Shown, frozen=True, kw_only=True):
    """The whole screen. Null where the warehouse holds no interaction yet, save for `sources`.

    `ignored` are filters that part of it cannot be narrowed by; where `withheld`, words are left out.
    """

    start: date | None
    end: date | None
    before_start: date | None
    before_end: date | None
    net_sentiment: Figure | None
    complaint_rate: Figure | None
    interactions: int
    series: tuple[Point, ...]
    topics: tuple[Topic, ...]
    promises: Promises | None
    gap: Gap | None
    pressure: Pressure | None
    sources: tuple[Source, ...]
    ignored: tuple[str, ...] = ()
    withheld: bool = False


class Voice(Shown, frozen=True, kw_only=True):
    """A customer's redacted words, cut around the evidence: `before` + `evidence` + `after`.

    `doubtful`: the ear gave the sentiment less than `LEAST_SURE`.
    """

    key: str
    at: datetime
    channel: str
    region: str
    product: str
    team: str
    language: str
    sentiment: str
    doubtful: bool
    complaint: bool
    topics: tuple[str, ...]
    before: str
    evidence: str
    after: str
    shortened: bool
    sure: float | None = None
    cues: tuple[str, ...] = ()


class Voices(Shown, frozen=True, kw_only=True):
    """One page of the words, from the voice after `offset` on."""

    total: int
    voices: tuple[Voice, ...]
    offset: int = 0
    start: date | None = None
    end: date | None = None


class TopicName(msgspec.Struct, frozen=True, array_like=True):
    """Sent as an array in this order."""

    topic: str
    name: str
    name_zh: str


class Choices(Shown, frozen=True, kw_only=True):
    """What there is to choose from, and the names of all topics."""

    regions: tuple[str, ...]
    products: tuple[str, ...]
    channels: tuple[str, ...]
    topics: tuple[TopicName, ...]
    teams: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class Fault(Shown, frozen=True, kw_only=True):
    """Why there is no answer. `unavailable`: ask again later; else the question is wrong."""

    fault: str
    unavailable: bool = False
