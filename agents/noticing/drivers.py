"""What dissatisfaction goes together with: each value's effect on a share, all other dimensions held fixed.

The effect is an average marginal difference: were every interaction of this value instead of one of its dimension's others,
by how many points would the share the model expects differ? It is an association. It says where to look, and never why.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import erfc, sqrt
from operator import attrgetter
from typing import Final

import numpy as np

from agents.figures import TOO_FEW, Z95, Estimate, discoveries, share
from agents.noticing.logit import Fit, Levels, design, fit
from agents.noticing.tails import Numbers

LARGEST: Final = 60
"""Values of a dimension that are told apart, the largest; the rest are one value in the model, and not shown."""
REST: Final = -1
ALIKE: Final = "alike"


@dataclass(frozen=True, slots=True)
class Pile:
    """`hits` of `n` at one place; `relevant` are all interactions there, judged or not."""

    place: tuple[str, ...]
    hits: int
    n: int
    relevant: int


@dataclass(frozen=True, slots=True)
class Driver:
    """One value of one dimension. Shares and effects are points; `raw` is the share as it was, nothing held fixed.

    `volume` is its share of the interactions, `contribution` volume times effect: the points of the whole share that go
    together with it. `probability` is that of so large an effect where there is none. `quadrant`: see `quadrant`; `ALIKE`
    where chance may explain the effect, with the false discovery rate held over all values: nobody should act on it then.
    """

    dimension: str
    value: str
    hits: int
    n: int
    relevant: int
    raw: Estimate
    others: float
    effect: Estimate
    probability: float
    volume: float
    contribution: float
    quadrant: str


def drivers(dimensions: Sequence[str], piles: Sequence[Pile]) -> list[Driver]:
    """Of every dimension with at least two values, each value with at least 30 interactions, in order.

    Each place is named once. Nothing where there are no hits or nothing but hits: then nothing differs.
    """
    piles = sorted((pile for pile in piles if pile.n), key=attrgetter("place"))
    counts = np.array([(pile.hits, pile.n, pile.relevant) for pile in piles], float).reshape(-1, 3).T
    if not 0 < counts[0].sum() < counts[1].sum():
        return []
    names = [_largest(piles, at) for at in range(len(dimensions))]
    levels = np.array([[names[at].get(each, REST) for at, each in enumerate(pile.place)] for pile in piles])
    widths = tuple(len(each) + 1 for each in names)
    levels = np.where(levels == REST, np.array(widths) - 1, levels)
    model = _Model(levels, widths, counts, fit(design(levels, widths), counts[0], counts[1]))
    found = [
        driver
        for at, dimension in enumerate(dimensions)
        for driver in _of_dimension(model, at, dimension, names[at])
    ]
    differ = discoveries([driver.probability for driver in found])
    return [
        driver if told else replace(driver, quadrant=ALIKE)
        for driver, told in zip(found, differ, strict=True)
    ]


def quadrant(effect: float, volume: float, usual_volume: float) -> str:
    """Importance by performance: large is at least the mean volume of the dimension's values.

    J. A. Martilla and J. C. James, Importance-performance analysis, J. Marketing 41 (1977), 77-79.
    """
    large = volume >= usual_volume
    if effect > 0:
        return "fix_first" if large else "watch"
    return "keep_up" if large else "learn_from"


@dataclass(frozen=True, slots=True)
class _Model:
    """`counts` are hits, n and relevant, each an array over the piles."""

    levels: Levels
    widths: tuple[int, ...]
    counts: Numbers
    fit: Fit

    def added(self, at: int) -> Numbers:
        """Hits, n and relevant of each value of a dimension: shape (3, values)."""
        return np.array([np.bincount(self.levels[:, at], each, self.widths[at]) for each in self.counts])

    def expected(self, at: int) -> tuple[Numbers, Numbers]:
        """For each value of a dimension the share expected were all of it, and its derivative by each coefficient."""
        x, first = design(self.levels, self.widths), 1 + sum(self.widths[:at])
        own = self.fit.coefficients[first : first + self.widths[at]]
        rest = x @ self.fit.coefficients - own[self.levels[:, at]]
        part = self.counts[1] / self.counts[1].sum()
        shares, slopes = np.zeros(len(own)), np.zeros((len(own), x.shape[1]))
        for value, effect in enumerate(own):
            p = 1 / (1 + np.exp(-(rest + effect)))
            shares[value] = part @ p
            slopes[value] = x.T @ (part * p * (1 - p))
            slopes[value, first : first + len(own)] = 0
            slopes[value, first + value] = part @ (p * (1 - p))
        return shares, slopes


def _of_dimension(model: _Model, at: int, dimension: str, values: Iterable[str]) -> Iterator[Driver]:
    added = model.added(at)
    volumes = added[1] / added[1].sum()
    held = np.count_nonzero(volumes)
    if held < 2:
        return
    shares, slopes = model.expected(at)
    for number, value in enumerate(values):
        if added[1, number] >= TOO_FEW:
            # Its share less the mean of the others', each by its volume.
            against = -volumes / (1 - volumes[number])
            against[number] = 1.0
            effect = _effect(float(against @ shares), against @ slopes, model.fit)
            size = float(volumes[number])
            yield _driver((dimension, value), (added[:, number], added.sum(axis=1)), effect, (size, 1 / held))


def _driver(
    name: tuple[str, str],
    counts: tuple[Numbers, Numbers],
    effect: tuple[Estimate, float],
    volumes: tuple[float, float],
) -> Driver:
    by, probability = effect
    (hits, n, relevant), others = map(int, counts[0]), counts[1] - counts[0]
    raw = share(hits, n)
    assert raw  # noqa: S101 - n is not 0
    return Driver(
        *name,
        hits=hits,
        n=n,
        relevant=relevant,
        raw=raw.times(100),
        others=float(100 * others[0] / others[1]),
        effect=by,
        probability=probability,
        volume=volumes[0],
        contribution=volumes[0] * by.value,
        quadrant=quadrant(by.value, *volumes),
    )


def _effect(difference: float, slope: Numbers, model: Fit) -> tuple[Estimate, float]:
    """In points, by the delta method; and the two-sided probability of it where there is none."""
    error = sqrt(max(float(slope @ model.posterior @ slope), float(slope @ model.sandwich @ slope)))
    interval = Estimate(difference, difference - Z95 * error, difference + Z95 * error)
    return interval.times(100), erfc(abs(difference) / error / sqrt(2))


def _largest(piles: Sequence[Pile], at: int) -> dict[str, int]:
    """The values of a dimension that are told apart, in order, and their numbers."""
    volumes: dict[str, int] = {}
    for pile in piles:
        volumes[pile.place[at]] = volumes.get(pile.place[at], 0) + pile.n
    told = sorted(volumes, key=lambda value: (-volumes[value], value))[:LARGEST]
    return {value: number for number, value in enumerate(sorted(told))}
