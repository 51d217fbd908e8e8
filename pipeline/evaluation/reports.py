"""What an evaluation finds. Shares are in [0, 1]; None is "nothing to judge by", never 0."""

from enum import StrEnum

import msgspec


class Task(StrEnum):
    SENTIMENT = "sentiment"
    COMPLAINT = "complaint"
    TOPICS = "topics"
    LABELS = "labels"  # of the source's own, as far as our topics tell them


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the report's values."""


class Bin(Struct, frozen=True, kw_only=True):
    """Answers given with a probability from `low` to `high`: their mean probability, and the share that was right."""

    low: float
    high: float
    n: int
    sure: float
    right: float


class Calibration(Struct, frozen=True, kw_only=True):
    """`error` is the expected calibration error over the `n` answers that came with a probability."""

    error: float
    n: int
    bins: tuple[Bin, ...]


class TopicScore(Struct, frozen=True, kw_only=True):
    """How many rows truly have the topic, how many were given it, and in how many both agree."""

    topic: str
    true: int
    said: int
    hits: int
    f1: float


class Mistake(Struct, frozen=True, kw_only=True):
    text: str
    truth: str
    said: str
    polarity: float | None


class Measured(Struct, frozen=True, kw_only=True):
    """One judge on one set.

    `accuracy` and the F1 are over all `n` rows: an unscored one counts as wrong. `coverage` is the share that was
    scored. `confusion` has a row for each of the set's classes and a column for each of `columns`.

    Sentiment: `three_way` is the plain accuracy of the three labels, also where the set has two classes; `even` counts
    the answers whose polarity was exactly 0. Complaint: `f1` is that of the class complaint. Topics: `accuracy` is the
    share of rows with exactly the true topics, `f1` is over all single tags (micro-F1). Labels: see `labels.told`;
    `frequent` is the share of the commonest label, what knowing nothing would give.
    """

    judge: str
    n: int
    coverage: float
    accuracy: float
    low: float  # 95 % interval of the accuracy (Wilson)
    high: float
    macro_f1: float
    f1: float | None = None
    three_way: float | None = None
    even: int = 0
    frequent: float | None = None
    columns: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    calibration: Calibration | None = None
    topics: tuple[TopicScore, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


class Measures(Struct, frozen=True, kw_only=True):
    """One set: `rows` are in the files, of which each judge answered the same `n`."""

    task: Task
    source: str
    lang: str
    rows: int
    classes: tuple[str, ...]
    judged: tuple[Measured, ...]


class Mean(Struct, frozen=True, kw_only=True):
    """The plain mean of one judge over the sets of one task and language: every set counts the same.

    `error` is the mean of the sets' own expected calibration errors, `calibration` that of all their rows together.
    """

    task: Task
    lang: str
    judge: str
    sets: int
    macro_f1: float
    accuracy: float
    error: float | None
    calibration: Calibration | None


class LeftOut(Struct, frozen=True, kw_only=True):
    """A file, or `rows` of it, that took no part, and why (of several reasons the first)."""

    file: str
    rows: int
    fault: str


class Report(Struct, frozen=True, kw_only=True):
    """`ear` is the method and `taxonomy` the version of the topics that answered; `limit` 0 is all rows."""

    ear: str
    taxonomy: str
    limit: int
    seed: int
    sets: tuple[Measures, ...]
    means: tuple[Mean, ...]
    left_out: tuple[LeftOut, ...]
