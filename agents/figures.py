"""Figures that say how much they rest on: shares and means with their 95 % interval, and what moved.

Counts are integers, shares lie in [0, 1], intervals are closed. Nothing counted gives None, never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

Z95: Final = 1.959963984540054  # the 97.5 % point of the normal distribution
TOO_FEW: Final = 30
DISCOVERY_RATE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % interval: `low <= value <= high`."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Estimate":
        """The same estimate in another unit, for a positive factor."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Feelings:
    """Scored interactions by label."""

    negative: int
    neutral: int
    positive: int

    @property
    def n(self) -> int:
        return self.negative + self.neutral + self.positive


@dataclass(frozen=True, slots=True)
class Change:
    """Now less before, with its 95 % interval, and the two-sided probability of it where nothing had changed."""

    by: Estimate
    probability: float
    parted: bool  # the intervals of now and before do not touch


def share(hits: int, n: int) -> Estimate | None:
    """`hits` of `n` with the score interval of Wilson.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} hits of {n}")
    if n == 0:
        return None
    p = hits / n
    square = Z95 * Z95
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * sqrt(p * (1 - p) / n + square / (4 * n * n))
    # At 0 and n the bound is the share itself; rounding must not part them.
    return Estimate(p, min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half)))


def net_sentiment(felt: Feelings) -> Estimate | None:
    """Percent positive less percent negative, in points (-100 to 100).

    Both come from one sample, so the interval is that of a difference of paired shares, one success and one
    failure added to each: D. G. Bonett and R. M. Price, Adjusted Wald confidence interval for a difference of
    binomial proportions based on paired data, J. Educ. Behav. Stat. 37 (2012), 479-488.
    """
    if felt.n == 0:
        return None
    value = (felt.positive - felt.negative) / felt.n
    middle, half = _net_interval(felt)
    bounds = Estimate(value, max(-1.0, min(value, middle - half)), min(1.0, max(value, middle + half)))
    return bounds.times(100)


def _net_interval(felt: Feelings) -> tuple[float, float]:
    n = felt.n + 2
    up, down = (felt.positive + 1) / n, (felt.negative + 1) / n
    middle = up - down
    return middle, Z95 * sqrt(max(0.0, up + down - middle * middle) / n)


def share_change(now: tuple[int, int], before: tuple[int, int]) -> Change | None:
    """How a share moved; each side is (hits, n). None where a side has nothing.

    Interval: R. G. Newcombe, Interval estimation for the difference between independent proportions, Stat. Med.
    17 (1998), 873-890, method 10. Probability: the score test with the pooled share.
    """
    a, b = share(*now), share(*before)
    if a is None or b is None:
        return None
    by = _newcombe(a, b)
    pooled = (now[0] + before[0]) / (now[1] + before[1])
    error = sqrt(pooled * (1 - pooled) * (1 / now[1] + 1 / before[1]))
    return Change(by, _two_sided(by.value, error), _parted(a, b))


def net_change(now: Feelings, before: Feelings) -> Change | None:
    """How net sentiment moved, in points. None where a side has nothing scored.

    The interval joins the two intervals of `net_sentiment` as Newcombe's method 10 joins shares (see
    `share_change`; G. Y. Zou and A. Donner, Stat. Med. 27 (2008), 1693-1702, show that it holds for any estimate).
    """
    a, b = net_sentiment(now), net_sentiment(before)
    if a is None or b is None:
        return None
    by = _newcombe(a, b)
    error = 100 * sqrt(_net_interval(now)[1] ** 2 + _net_interval(before)[1] ** 2) / Z95
    return Change(by, _two_sided(by.value, error), _parted(a, b))


def discoveries(probabilities: Sequence[float], rate: float = DISCOVERY_RATE) -> list[bool]:
    """Which of them are told apart from chance, so that of those told at most `rate` are expected to be chance.

    Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B 57 (1995), 289-300.
    """
    ranked = sorted(probabilities)
    kept = [p for rank, p in enumerate(ranked, 1) if p <= rate * rank / len(ranked)]
    limit = kept[-1] if kept else -1.0
    return [p <= limit for p in probabilities]


def flags(changes: Sequence[Change | None], rate: float = DISCOVERY_RATE) -> list[bool]:
    """Which changes deserve a flag among all that are shown: the intervals part and the discovery rate holds."""
    found = iter(discoveries([change.probability for change in changes if change], rate))
    return [change is not None and next(found) and change.parted for change in changes]


def _newcombe(a: Estimate, b: Estimate) -> Estimate:
    value = a.value - b.value
    below = sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    above = sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return Estimate(value, value - below, value + above)


def _two_sided(difference: float, error: float) -> float:
    if error == 0:
        return 1.0
    return erfc(abs(difference) / error / sqrt(2))


def _parted(a: Estimate, b: Estimate) -> bool:
    return a.low > b.high or a.high < b.low
