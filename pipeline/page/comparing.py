"""From counts to figures that say what they rest on and how they moved since the period before."""

from collections.abc import Sequence
from math import erfc, hypot, sqrt
from typing import NamedTuple

from msgspec.structs import replace

from agents.figures import (
    TOO_FEW,
    Z95,
    Change,
    Estimate,
    Feelings,
    flags,
    net_change,
    net_sentiment,
    share,
    share_change,
)
from pipeline.page.answers import Figure


class Counted(NamedTuple):
    """`hits` among the `n` that could be judged, of all `relevant`."""

    hits: int
    n: int
    relevant: int


class Compared(NamedTuple):
    """A figure beside its change; None where either side rests on too few to be told apart from chance."""

    figure: Figure
    change: Change | None


def figure(estimate: Estimate | None, n: int, relevant: int) -> Figure:
    return Figure(
        value=estimate.value if estimate else None,
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        n=n,
        coverage=n / relevant if relevant else None,
        too_few=n < TOO_FEW,
    )


def rate(counted: Counted, per: int) -> Figure:
    """The share of hits, `per` 100 or 1,000."""
    found = share(counted.hits, counted.n)
    return figure(found.times(per) if found else None, counted.n, counted.relevant)


def net(felt: Feelings, relevant: int) -> Figure:
    return figure(net_sentiment(felt), felt.n, relevant)


def rate_compared(now: Counted, before: Counted, per: int) -> Compared:
    change = share_change((now.hits, now.n), (before.hits, before.n))
    by = change.by.times(per) if change else None
    return _compared(rate(now, per), rate(before, per), change, by)


def net_compared(now: tuple[Feelings, int], before: tuple[Feelings, int]) -> Compared:
    """Each side is what was felt and how many interactions there were."""
    change = net_change(now[0], before[0])
    return _compared(net(*now), net(*before), change, change.by if change else None)


def moved(compared: Sequence[Compared]) -> list[Figure]:
    """The figures, flagged over all of them at once: who looks at twenty will find one by chance."""
    flagged = flags([one.change for one in compared])
    return [replace(one.figure, moved=flag) for one, flag in zip(compared, flagged, strict=True)]


def _compared(now: Figure, before: Figure, change: Change | None, by: Estimate | None) -> Compared:
    """A period before that has too few is as one that has nothing: what a handful said is no figure to come from."""
    if before.too_few:
        return Compared(now, None)
    shown = replace(
        now,
        before=before.value,
        change=by.value if by else None,
        change_low=by.low if by else None,
        change_high=by.high if by else None,
    )
    return Compared(shown, None if now.too_few else change)


class Summed(NamedTuple):
    """`n` numbers by their sum and the sum of their squares, of `relevant` that might have had one."""

    n: int
    total: float
    squares: float
    relevant: int

    @property
    def error(self) -> float:
        """Standard error of the mean; none can be told from one number."""
        if self.n < 2:
            return 0.0
        return sqrt(max(0.0, self.squares - self.total**2 / self.n) / (self.n - 1) / self.n)


def mean(summed: Summed) -> Figure:
    """With the normal 95 % interval; of a single number there is none, and it is the number itself."""
    if not summed.n:
        return figure(None, 0, summed.relevant)
    value, half = summed.total / summed.n, Z95 * summed.error
    return figure(Estimate(value, value - half, value + half), summed.n, summed.relevant)


def mean_compared(now: Summed, before: Summed) -> Compared:
    """The difference with its normal interval, the samples being apart."""
    a, b = mean(now), mean(before)
    if a.value is None or b.value is None:
        return _compared(a, b, None, None)
    value, error = a.value - b.value, hypot(now.error, before.error)
    by = Estimate(value, value - Z95 * error, value + Z95 * error)
    probability = erfc(abs(value) / error / sqrt(2)) if error else 1.0
    parted = (a.low or 0.0) > (b.high or 0.0) or (a.high or 0.0) < (b.low or 0.0)
    return _compared(a, b, Change(by, probability, parted), by)
