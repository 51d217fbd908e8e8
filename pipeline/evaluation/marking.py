"""Opinions of one judge on the rows of one set, marked."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

import msgspec

from agents import figures
from agents.hearing.redact import redact
from pipeline.evaluation import measures
from pipeline.evaluation.judges import Opinion
from pipeline.evaluation.labels import told
from pipeline.evaluation.measures import UNSCORED, Answer
from pipeline.evaluation.reports import Measured, Mistake, Task
from pipeline.evaluation.rows import Row
from pipeline.probabilities import Probabilities
from schemas.interactions import Feeling

FEELINGS: Final = tuple(feeling.value for feeling in Feeling)
COMPLAINT: Final = ("no", "yes")
_NOTHING: Final = figures.Estimate(0.0, 0.0, 1.0)

Opined = Sequence[tuple[Row, Opinion]]


class Samples(NamedTuple):
    """Up to `most` wrong answers of each set, drawn with `seed`."""

    most: int = 0
    seed: int = 1


def marked(task: Task, judge: str, opined: Opined, samples: Samples) -> Measured:
    """`opined` has one row at least."""
    match task:
        case Task.SENTIMENT:
            return _sentiment(judge, opined, samples)
        case Task.COMPLAINT:
            return _complaint(judge, opined, samples)
        case Task.TOPICS:
            return _topics(judge, opined, samples)
        case Task.LABELS:
            return _labels(judge, opined, samples)


def _sentiment(judge: str, opined: Opined, samples: Samples) -> Measured:
    """Where the set has no neutral texts, the sign of polarity decides: above 0 positive, else negative."""
    by_sign = all(row.sentiment is not Feeling.NEUTRAL for row, _ in opined)
    answers = [_by_sign(row, said) if by_sign else _by_label(row, said) for row, said in opined]
    plain = sum(said.label is row.sentiment for row, said in opined)
    return msgspec.structs.replace(
        _classified(judge, answers, FEELINGS),
        three_way=plain / len(opined),
        even=sum(said.polarity == 0 for _, said in opined),
        mistakes=_mistakes(opined, answers, samples),
    )


def _by_label(row: Row, said: Opinion) -> Answer:
    truth = row.sentiment or Feeling.NEUTRAL
    if said.label is None:
        return Answer(truth.value, UNSCORED)
    sure = getattr(said.probabilities, said.label.value) if said.probabilities else None
    return Answer(truth.value, said.label.value, sure)


def _by_sign(row: Row, said: Opinion) -> Answer:
    truth = row.sentiment or Feeling.NEUTRAL
    if said.polarity is None:
        return Answer(truth.value, UNSCORED)
    feeling = Feeling.POSITIVE if said.polarity > 0 else Feeling.NEGATIVE
    return Answer(truth.value, feeling.value, _of_two(said.probabilities, feeling))


def _of_two(shares: Probabilities | None, feeling: Feeling) -> float | None:
    """The probability of `feeling` where neutral is no choice."""
    if shares is None:
        return None
    chosen = shares.positive if feeling is Feeling.POSITIVE else shares.negative
    both = shares.positive + shares.negative
    return chosen / both if both else 0.5


def _complaint(judge: str, opined: Opined, samples: Samples) -> Measured:
    answers = [_complains(row, said) for row, said in opined]
    return msgspec.structs.replace(
        _classified(judge, answers, COMPLAINT),
        f1=measures.f1_of(answers, "yes"),
        mistakes=_mistakes(opined, answers, samples),
    )


def _complains(row: Row, said: Opinion) -> Answer:
    truth = COMPLAINT[bool(row.complaint)]
    if said.complaint is None:
        return Answer(truth, UNSCORED)
    sure = said.complaint_probability
    return Answer(
        truth, COMPLAINT[said.complaint], 1 - sure if sure is not None and not said.complaint else sure
    )


def _labels(judge: str, opined: Opined, samples: Samples) -> Measured:
    pairs = [(row.labels or "", said.topics) for row, said in opined]
    return msgspec.structs.replace(
        labelled(judge, [row for row, _ in opined], told(pairs), samples),
        coverage=sum(bool(topics) for _, topics in pairs) / len(pairs),
    )


def labelled(judge: str, rows: Sequence[Row], said: Sequence[str], samples: Samples) -> Measured:
    """Labels beside labels. Without a confusion: such sets may have a hundred of them."""
    answers = [Answer(row.labels or "", guess) for row, guess in zip(rows, said, strict=True)]
    counted = Counter(answer.truth for answer in answers)
    return msgspec.structs.replace(
        _classified(judge, answers, sorted({*counted, *said})),
        frequent=max(counted.values()) / len(answers),
        columns=(),
        confusion=(),
        mistakes=_mistakes([(row, Opinion()) for row in rows], answers, samples),
    )


def _classified(judge: str, answers: Sequence[Answer], order: Sequence[str]) -> Measured:
    classes = measures.classes_of(answers, order)
    columns = (*order, UNSCORED)
    right, n = sum(answer.right for answer in answers), len(answers)
    accuracy = figures.share(right, n) or _NOTHING
    return Measured(
        judge=judge,
        n=n,
        coverage=sum(answer.said != UNSCORED for answer in answers) / n,
        accuracy=accuracy.value,
        low=accuracy.low,
        high=accuracy.high,
        macro_f1=measures.macro_f1(answers, classes),
        columns=columns,
        confusion=measures.confusion(answers, classes, columns),
        calibration=measures.calibration(answers),
    )


def _topics(judge: str, opined: Opined, samples: Samples) -> Measured:
    """A row without topics is one that truly has none."""
    pairs = [(frozenset(row.topics or ()), said.topics) for row, said in opined]
    scores = measures.topic_scores(pairs)
    true = [score for score in scores if score.true]
    accuracy = figures.share(sum(wanted == found for wanted, found in pairs), len(pairs)) or _NOTHING
    answers = [Answer(_joined(wanted), _joined(found)) for wanted, found in pairs]
    return Measured(
        judge=judge,
        n=len(pairs),
        coverage=sum(bool(found) for _, found in pairs) / len(pairs),
        accuracy=accuracy.value,
        low=accuracy.low,
        high=accuracy.high,
        macro_f1=sum(score.f1 for score in true) / len(true) if true else 0.0,
        f1=measures.f1(*(sum(getattr(score, part) for score in scores) for part in ("hits", "true", "said"))),
        topics=scores,
        mistakes=_mistakes(opined, answers, samples),
    )


def _joined(topics: frozenset[str]) -> str:
    return ", ".join(sorted(topics)) or "none"


def _mistakes(opined: Opined, answers: Sequence[Answer], samples: Samples) -> tuple[Mistake, ...]:
    """In the order of the rows, redacted: what is printed may be passed on."""
    wrong = [place for place, answer in enumerate(answers) if not answer.right]
    chosen = sorted(Random(samples.seed).sample(wrong, min(samples.most, len(wrong))))  # noqa: S311
    return tuple(
        Mistake(
            text=redact(opined[place][0].text).text,
            truth=answers[place].truth,
            said=answers[place].said,
            polarity=opined[place][1].polarity,
        )
        for place in chosen
    )
