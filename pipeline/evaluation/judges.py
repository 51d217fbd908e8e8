"""Who answers: the ear by the door of `earshot tag`, and the scorers that people know."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Final, NamedTuple

from agents.hearing.ear import Ear
from pipeline.commands.tag import Line, tagged
from pipeline.evaluation.reports import Task
from pipeline.probabilities import Probabilities, probabilities_of
from pipeline.scoring import reference
from schemas.errors import Misused
from schemas.interactions import Feeling

EARSHOT: Final = "earshot"


class Opinion(NamedTuple):
    """What one judge makes of a text; None is "cannot be judged".

    `probabilities` and `complaint_probability` are there where the judge gives them: calibration rests on them.
    """

    label: Feeling | None = None
    polarity: float | None = None
    probabilities: Probabilities | None = None
    complaint: bool | None = None
    complaint_probability: float | None = None
    topics: frozenset[str] = frozenset()


class Judge(NamedTuple):
    """`language` is the only one it knows; empty: all."""

    name: str
    opine: Callable[[str], Opinion]
    language: str = ""
    tasks: frozenset[Task] = frozenset(Task)

    def takes(self, task: Task, language: str) -> bool:
        return task in self.tasks and self.language in {"", language}


def earshot(ear: Ear) -> Judge:
    """The ear, each text by itself as a line of `earshot tag`."""
    return Judge(EARSHOT, lambda text: _heard(ear, text))


def _heard(ear: Ear, text: str) -> Opinion:
    found = tagged(ear, Line(text=text), 1)
    felt = found.sentiment
    label = Feeling(felt.label) if felt else None
    return Opinion(
        label=label,
        polarity=felt.polarity if felt else None,
        probabilities=probabilities_of(label, felt.polarity, felt.confidence) if felt and label else None,
        complaint=found.complaint.value,
        complaint_probability=found.complaint.probability,
        topics=frozenset(hit.topic for hit in found.topics),
    )


class Thresholds(NamedTuple):
    """Polarity above `positive` is positive, below `negative` negative, else neutral.

    A polarity of at most `complaint` counts as a complaint: these scorers know no other sign of one.
    """

    positive: float
    negative: float
    complaint: float


# As their makers give them (VADER), as is usual (TextBlob), and as tuned on other rows (SnowNLP: 0.4 and 0.6 of 1).
TEXTBLOB: Final = Thresholds(0.0, 0.0, complaint=0.0)
VADER: Final = Thresholds(
    0.04999, -0.04999, complaint=-0.05
)  # 0.05 itself counts; the score has four decimals
SNOWNLP: Final = Thresholds(0.2, -0.2, complaint=0.0)


def baselines(languages: frozenset[str]) -> tuple[Judge, ...]:
    """TextBlob and VADER for English, SnowNLP for Chinese. Misused with what to do where one is not installed."""
    found: tuple[Judge, ...] = ()
    if "en" in languages:
        found += (_judge("textblob", reference, TEXTBLOB, "en"), _judge("vader", vader(), VADER, "en"))
    if "zh" in languages:
        found += (_judge("snownlp", snownlp(), SNOWNLP, "zh"),)
    return found


def _judge(name: str, polarity: Callable[[str], float], at: Thresholds, language: str) -> Judge:
    return Judge(
        name,
        lambda text: _opinion(polarity(text), at),
        language,
        frozenset({Task.SENTIMENT, Task.COMPLAINT}),
    )


def _opinion(polarity: float, at: Thresholds) -> Opinion:
    return Opinion(label=label_of(polarity, at), polarity=polarity, complaint=polarity <= at.complaint)


def label_of(polarity: float, at: Thresholds) -> Feeling:
    if polarity > at.positive:
        return Feeling.POSITIVE
    return Feeling.NEGATIVE if polarity < at.negative else Feeling.NEUTRAL


def vader() -> Callable[[str], float]:
    """VADER's compound score, in [-1, 1]."""
    analyzer = _package("vaderSentiment.vaderSentiment", "VADER").SentimentIntensityAnalyzer()
    return lambda text: float(analyzer.polarity_scores(text)["compound"])


def snownlp() -> Callable[[str], float]:
    """SnowNLP's probability of positive s as the polarity 2 s - 1. Texts must not be empty."""
    package = _package("snownlp", "SnowNLP")
    return lambda text: 2 * float(package.SnowNLP(text).sentiments) - 1


def _package(module: str, name: str) -> ModuleType:
    """Loaded when asked for: SnowNLP alone takes seconds."""
    try:
        return import_module(module)
    except ImportError:
        raise Misused(
            f"{name} is not installed: pip install 'earshot[evaluation]', or leave the baselines out with --no-baselines"
        ) from None
