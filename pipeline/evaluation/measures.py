"""Answers beside the truth. A refusal to answer is never right, and no class of its own.

F1 of a class is 2 tp / (true + answered), the harmonic mean of precision and recall; macro-F1 is its plain mean over
the classes that the truth has. Calibration follows Naeini, Cooper and Hauskrecht, Obtaining well calibrated
probabilities using Bayesian binning (AAAI 2015): bins of equal width over the probability given to the answer, the
error is the mean gap between probability and share of right answers, weighted by the bins' sizes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Final, NamedTuple

from pipeline.evaluation.reports import Bin, Calibration, TopicScore

UNSCORED: Final = "unscored"
BINS: Final = 10


class Answer(NamedTuple):
    """`sure` is the probability that the judge gives to what it `said`, where it gives one."""

    truth: str
    said: str
    sure: float | None = None

    @property
    def right(self) -> bool:
        return self.truth == self.said


def classes_of(answers: Iterable[Answer], order: Sequence[str]) -> tuple[str, ...]:
    """The classes of the truth, in the order given."""
    present = {answer.truth for answer in answers}
    return tuple(name for name in order if name in present)


def f1(hits: int, true: int, said: int) -> float:
    """0 where neither the truth nor an answer has the class."""
    return 2 * hits / (true + said) if true + said else 0.0


def f1_of(answers: Sequence[Answer], name: str) -> float:
    return f1(
        sum(answer.truth == name == answer.said for answer in answers),
        sum(answer.truth == name for answer in answers),
        sum(answer.said == name for answer in answers),
    )


def macro_f1(answers: Sequence[Answer], classes: Sequence[str]) -> float:
    """`classes` has one at least."""
    return fmean(f1_of(answers, name) for name in classes)


def confusion(
    answers: Iterable[Answer], classes: Sequence[str], columns: Sequence[str]
) -> tuple[tuple[int, ...], ...]:
    """A row a class of the truth, a column an answer."""
    counted = Counter((answer.truth, answer.said) for answer in answers)
    return tuple(tuple(counted[truth, said] for said in columns) for truth in classes)


def calibration(answers: Iterable[Answer]) -> Calibration | None:
    """None where no answer came with a probability. Empty bins are left out; 1.0 belongs to the last."""
    binned: dict[int, list[tuple[float, bool]]] = {}
    for answer in answers:
        if answer.sure is not None:
            place = min(BINS - 1, int(answer.sure * BINS))
            binned.setdefault(place, []).append((answer.sure, answer.right))
    if not binned:
        return None
    return _weighted([_bin(place, binned[place]) for place in sorted(binned)])


def _bin(place: int, kept: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(
        low=place / BINS,
        high=(place + 1) / BINS,
        n=len(kept),
        sure=sum(sure for sure, _ in kept) / len(kept),
        right=sum(right for _, right in kept) / len(kept),
    )


def pooled(found: Sequence[Calibration]) -> Calibration | None:
    """The calibration of all rows together, from that of their parts."""
    parts: dict[float, list[Bin]] = {}
    for bin_ in (bin_ for one in found for bin_ in one.bins):
        parts.setdefault(bin_.low, []).append(bin_)
    return _weighted([_joined(parts[low]) for low in sorted(parts)]) if parts else None


def _weighted(bins: Sequence[Bin]) -> Calibration:
    n = sum(bin_.n for bin_ in bins)
    error = sum(bin_.n * abs(bin_.sure - bin_.right) for bin_ in bins) / n
    return Calibration(error=error, n=n, bins=tuple(bins))


def _joined(parts: Sequence[Bin]) -> Bin:
    n = sum(part.n for part in parts)
    return Bin(
        low=parts[0].low,
        high=parts[0].high,
        n=n,
        sure=sum(part.n * part.sure for part in parts) / n,
        right=sum(part.n * part.right for part in parts) / n,
    )


def topic_scores(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> tuple[TopicScore, ...]:
    """Of (truth, said) pairs: one score for each topic that either has, by name."""
    true: Counter[str] = Counter()
    said: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for wanted, found in pairs:
        true.update(wanted)
        said.update(found)
        hits.update(wanted & found)
    return tuple(
        TopicScore(
            topic=topic,
            true=true[topic],
            said=said[topic],
            hits=hits[topic],
            f1=f1(hits[topic], true[topic], said[topic]),
        )
        for topic in sorted({*true, *said})
    )
