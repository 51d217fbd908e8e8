"""What is usual for a topic in each window of a week, from the weeks before.

    week 1   ..||..||..||..||..||......      profile: the median of each hour of the week
    week 2   ..||..|||.||..||..||......      level: where the trend of the weeks' totals leads
    ...                                      spread: how much single windows differ from profile times level
    now      ..??..??..??..??..??......      usual = profile times level

A window is an hour where an hour carries a decision, else as many hours as do, at most a UTC day.
"""

from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from agents.noticing.tails import Numbers, critical, decides, least_usual, predicted

HOURS: Final = 168
LEAST_WEEKS: Final = 2
"""Weeks of history without which nothing is said."""
MEDIAN_WEEKS: Final = 4
"""Weeks from which on medians are used, which a surge in the past does not lift; means before that."""
STEEPEST: Final = 0.1
"""The trend that is believed at most: a tenth a week."""
_FAR: Final = 4.0  # residuals count as no further out than so many deviations: past surges are no habit
_WIDER, _STEPS = 1.5, 12  # usual counts of a window that are tried, from the least of Poisson's counts on
_ALMOST: Final = 0.95
_RARE: Final = 10.0
_DAY: Final = 24
_JEFFREYS: Final = 0.5  # shape of the gamma distribution of a rate of which nothing is known
_MEDIAN_PRICE: Final = np.pi / 2  # a median's variance beside a mean's


@dataclass(frozen=True, slots=True)
class Trend:
    """Expected totals: of each week of the history, and of the week that follows it."""

    past: Numbers
    next: float
    error: float  # variance of the logarithm of `next`


@dataclass(frozen=True, slots=True)
class Usual:
    """One array element a window of the week, in order. `least` None: no usual count would carry a decision."""

    starts: tuple[int, ...]  # hours since Monday 00:00 UTC
    hours: tuple[int, ...]
    mean: Numbers
    spread: Numbers
    critical: Numbers
    least: float | None
    weeks: int

    @property
    def able(self) -> list[int]:
        """The windows in which three times the usual count would be found."""
        if self.least is None:
            return []
        return [at for at, mean in enumerate(self.mean) if mean >= self.least]


def usual(history: Numbers, level: float) -> Usual | None:
    """From counts of shape (weeks, 168), oldest first, each an hour; None where they are too few weeks.

    `level` is the probability of a false alarm that one window may have.
    """
    weeks = len(history)
    if weeks < LEAST_WEEKS:
        return None
    if not history.any():
        return _unheard(weeks, level)
    trend = trend_of(history.sum(axis=1))
    hourly = history.sum(axis=0) / trend.past.sum() * trend.next
    least = least_usual(0.0, _learnt(weeks), level)
    busiest = float(hourly.reshape(7, 24).sum(axis=1).max())
    targets = [least * _WIDER**step for step in range(_STEPS)] if least else []
    for target in [*(each for each in targets if each <= busiest), inf]:
        starts = _starts(hourly, target)
        mean, own = _means(history, starts, trend)
        spread = predicted(mean, own, _learnt(weeks)) + trend.error
        # Longer windows vary less: the first that find a surge almost all of the time are the shortest that do.
        if mean[decides(mean, spread, level)].sum() >= _ALMOST * mean.sum():
            break
    hours = tuple(int(each) for each in np.diff([*starts, HOURS]))
    least = least_usual(own + trend.error, _learnt(weeks), level)
    return Usual(starts, hours, mean, spread, critical(mean, spread, level), least, weeks)


def _unheard(weeks: int, level: float) -> Usual:
    """Of a topic that was never heard: day by day, what Jeffreys' prior of a Poisson rate leaves after that silence."""
    starts = tuple(range(0, HOURS, _DAY))
    mean = np.full(len(starts), _JEFFREYS / (weeks * len(starts)))
    spread = np.full(len(starts), 1 / _JEFFREYS)
    return Usual(starts, (_DAY,) * len(starts), mean, spread, critical(mean, spread, level), None, weeks)


def trend_of(totals: Numbers) -> Trend:
    """Where the weeks' totals lead: the median slope of their logarithms.

    P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63 (1968), 1379-1389.
    """
    weeks, logs, at = len(totals), np.log(totals + 0.5), np.arange(len(totals))
    if weeks < MEDIAN_WEEKS:
        mean = float(totals.mean())
        return Trend(np.full(weeks, mean), mean, 0.0)
    one, other = np.triu_indices(weeks, 1)
    slope = float(np.clip(np.median((logs[other] - logs[one]) / (other - one)), -STEEPEST, STEEPEST))
    base = float(np.median(logs - slope * at))
    off = 1.4826 * float(np.median(np.abs(logs - slope * at - base)))
    noise = max(off * off, 1 / (float(np.median(totals)) + 1))
    reach = (weeks - at.mean()) ** 2 / float(((at - at.mean()) ** 2).sum())
    error = noise * (_MEDIAN_PRICE / weeks + reach)
    return Trend(np.exp(base + slope * at), float(np.exp(base + slope * weeks)), error)


def _learnt(weeks: int) -> float:
    """The variance of a window's estimated mean, as a share of the variance of one count."""
    return (_MEDIAN_PRICE if weeks >= MEDIAN_WEEKS else 1.0) / weeks


def _starts(hourly: Numbers, target: float) -> tuple[int, ...]:
    """First hours of the windows: each as short as gathers the target, none longer than its day.

    What is left of a day goes to the window before it; a day that gathers less is one window.
    """
    found: list[int] = []
    for day in range(0, HOURS, 24):
        first, gathered = day, 0.0
        for hour in range(day, day + 24):
            gathered += hourly[hour]
            if gathered >= target:
                found.append(first)
                first, gathered = hour + 1, 0.0
        if first == day:
            found.append(day)
    return tuple(found)


def _means(history: Numbers, starts: tuple[int, ...], trend: Trend) -> tuple[Numbers, float]:
    """The usual count of each window of the week to come, and the spread of windows around theirs."""
    counts = np.add.reduceat(history, starts, axis=1)
    ratios = counts / trend.past[:, None]
    if len(history) >= MEDIAN_WEEKS:
        profile = np.median(ratios, axis=0)
        # A median lies below the mean of skewed counts; the weeks' totals are hardly skewed, and set it right.
        whole = float(np.median(ratios.sum(axis=1)))
        profile = profile * max(1.0, whole / max(1e-12, profile.sum()))
        # The median of a handful of rare counts is mostly zero, and zero is no expectation.
        rare = counts.mean(axis=0) < _RARE
        profile = np.where(rare, np.maximum(profile, (counts.sum(axis=0) + 0.5) / trend.past.sum()), profile)
    else:
        profile = (counts.sum(axis=0) + 0.5) / trend.past.sum()
    return profile * trend.next, _spread(counts, profile * trend.past[:, None])


def _spread(counts: Numbers, means: Numbers) -> float:
    """What the variance has beyond Poisson's, relative to the squared mean, with one standard error on top.

    Pooled over all windows of all weeks by moments (N. E. Breslow, Appl. Stat. 33 (1984), 38-44).
    """
    weeks, known = len(counts), np.maximum(means, 0.5)
    scaled = (counts - means) / np.sqrt(known)
    far = _FAR * max(1.0, 1.4826 * float(np.median(np.abs(scaled))))
    squares = np.clip(scaled, -far, far) ** 2 * known * weeks / (weeks - 1)
    found = max(0.0, float((squares - known).sum() / (known**2).sum()))
    weight = float((known**2).sum() ** 2 / (known**4).sum())  # as many windows of equal weight
    typical = float((known**2).sum() / known.sum())
    return found + float(np.sqrt(2 / weight)) * (1 / typical + found)
