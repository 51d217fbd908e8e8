"""Logistic regression on tallies: what each value of each dimension adds to the log odds, the others held fixed.

    log odds = base + region + product + team + channel + language

Regularised by a normal prior on each value's part (deviation 1, so an odds ratio beyond 7 is unlikely), which keeps values
with few interactions near the others. Tallies differ more than chance alone makes them differ: the fit weighs them down by
the dispersion they show, and the errors are the larger of two, cell by cell of the model: the posterior's with that
dispersion, and the sandwich's over tallies, which holds whatever the reason of the scatter.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from agents.noticing.tails import Numbers

PRIOR: Final = 1.0
_MOST_USED_UP: Final = 2.0
_ROUNDS: Final = 50
_CLOSE: Final = 1e-10

Levels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fit:
    """`base` and the values' parts are the coefficients, in this order; so are rows and columns of both covariances."""

    coefficients: Numbers
    posterior: Numbers
    sandwich: Numbers
    dispersion: float


def design(levels: Levels, widths: tuple[int, ...]) -> csr_matrix:
    """One row a tally: 1 for the base and for its value of each dimension.

    `levels` has shape (tallies, dimensions): the number of the value, below the dimension's width.
    """
    rows, dimensions = levels.shape
    offsets = 1 + np.cumsum([0, *widths[:-1]])
    columns = np.hstack([np.zeros((rows, 1), np.int64), levels + offsets])
    at = np.arange(0, columns.size + 1, dimensions + 1)
    return csr_matrix((np.ones(columns.size), columns.ravel(), at), shape=(rows, 1 + sum(widths)))


def fit(x: csr_matrix, hits: Numbers, n: Numbers) -> Fit:
    """The most probable coefficients. Every `n` is above 0."""
    once, _ = _newton(x, hits, n, 1.0)
    dispersion = _dispersion(x, once, hits, n)
    found, precision = _newton(x, hits, n, dispersion)
    inverse = np.linalg.inv(precision)
    off = hits - n * _chance(x @ found)
    scattered = x.multiply((off / dispersion)[:, None]).tocsr()
    rows, values = x.shape
    # What the fit has used up of the scatter; with hardly more tallies than coefficients the ratio says nothing.
    some = min(_MOST_USED_UP, rows / max(1, rows - min(values, rows - 1)))
    meat = np.asarray((scattered.T @ scattered).todense()) * some
    return Fit(found, np.asarray(inverse, float), np.asarray(inverse @ meat @ inverse, float), dispersion)


def _newton(x: csr_matrix, hits: Numbers, n: Numbers, dispersion: float) -> tuple[Numbers, Numbers]:
    """Coefficients, and the precision of their posterior."""
    prior = np.full(x.shape[1], 1 / PRIOR**2)
    prior[0] = 1e-6  # the base is free
    rate = (hits.sum() + 0.5) / (n.sum() + 1)
    found = np.zeros(x.shape[1])
    found[0] = np.log(rate / (1 - rate))
    for _ in range(_ROUNDS):
        p = _chance(x @ found)
        weights = n * p * (1 - p) / dispersion
        precision = np.asarray((x.T @ x.multiply(weights[:, None])).todense()) + np.diag(prior)
        step = np.linalg.solve(precision, x.T @ ((hits - n * p) / dispersion) - prior * found)
        found = found + step
        if np.abs(step).max() < _CLOSE:
            break
    return found, precision


def _dispersion(x: csr_matrix, coefficients: Numbers, hits: Numbers, n: Numbers) -> float:
    """Pearson's statistic by its degrees of freedom, never below 1: P. McCullagh and J. A. Nelder, Generalized Linear
    Models (1989), 4.5. Tallies where less than a hit is expected say little, and scatter much: they are left out.
    """
    p = _chance(x @ coefficients)
    told = (n * p >= 1) & (n * (1 - p) >= 1)
    free = int(told.sum()) - x.shape[1]
    if free < 1:
        return 1.0
    squares = (hits - n * p)[told] ** 2 / (n * p * (1 - p))[told]
    return float(max(1.0, squares.sum() / free))


def _chance(odds: Numbers) -> Numbers:
    found: Numbers = 1 / (1 + np.exp(-odds))
    return found
