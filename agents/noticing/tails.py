"""How large a count has to be before chance is no explanation: the negative binomial distribution.

A count with mean m and spread s has the variance m + s m². Spread 0 is Poisson's distribution. All arguments may be
arrays; they are taken place by place.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

Numbers = npt.NDArray[np.float64]

SURGE: Final = 3.0
"""The size of surge that must be found, in usual counts."""
FLOOR: Final = 1.5
"""No surge is smaller, however sure: with large counts chance explains nothing, and little matters."""
POWER: Final = 0.85
"""How surely one window finds a surge of the size above: two find it in 97 of 100 cases."""
_LEAST_SPREAD: Final = 1e-9  # below it the beta function loses digits, and Poisson's tail is the same
_USUAL_COUNTS: Final = np.geomspace(1, 10_000, 161)


def at_least(count: Numbers | float, mean: Numbers | float, spread: Numbers | float) -> Numbers:
    """The probability of this count or a higher one.

    The tail is a regularised incomplete beta function: NIST Digital Library of Mathematical Functions, 8.17.
    """
    k, m = np.asarray(count, float), np.maximum(np.asarray(mean, float), 1e-12)
    size = 1 / np.maximum(np.asarray(spread, float), _LEAST_SPREAD)
    tail: Numbers = np.where(k <= 0, 1.0, betainc(np.maximum(k, 1e-9), size, m / (m + size)))
    return tail


def critical(mean: Numbers, spread: Numbers, level: float) -> Numbers:
    """The smallest count that is both `FLOOR` times the mean and so rare that `level` covers it."""
    low, high = np.zeros_like(mean), np.ceil(mean * 4 + 16)
    while np.any(unsure := at_least(high, mean, spread) > level):
        high = np.where(unsure, high * 2, high)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        rare = at_least(middle, mean, spread) <= level
        low, high = np.where(rare, low, middle), np.where(rare, middle, high)
    found: Numbers = np.maximum(high, np.ceil(FLOOR * mean))
    return found


def decides(mean: Numbers, spread: Numbers, level: float) -> npt.NDArray[np.bool_]:
    """Whether a window with this usual count finds a surge of `SURGE` times as surely as `POWER` says."""
    found: npt.NDArray[np.bool_] = at_least(critical(mean, spread, level), SURGE * mean, spread) >= POWER
    return found


def least_usual(own: float, learnt: float, level: float) -> float | None:
    """The smallest usual count that decides; None where the counts vary so much that none does.

    `own` is the spread of the counts themselves; what is `learnt` from few weeks adds its own error: this share of
    the variance.
    """
    fine = decides(_USUAL_COUNTS, predicted(_USUAL_COUNTS, own, learnt), level)
    return float(_USUAL_COUNTS[np.argmax(fine)]) if fine.any() else None


def predicted(mean: Numbers, own: float, learnt: float) -> Numbers:
    """The spread of a count to come, whose mean was itself estimated with `learnt` of a count's variance."""
    wide: Numbers = own + learnt * (1 / np.maximum(mean, 1e-9) + own)
    return wide
