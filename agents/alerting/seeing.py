"""What a rule sees in one place, and whether that lies beyond its limit by more than chance."""

from collections.abc import Sequence
from math import exp, lgamma, log, log1p
from typing import Final

from agents.figures import discoveries, share
from schemas.alerting import Rule
from schemas.interactions import Struct

_NEGLIGIBLE: Final = 1e-12  # of a tail, relative


class Reading(Struct, frozen=True, kw_only=True):
    """What is seen in one place over the rule's window; `value` None: nothing to judge.

    `low` and `high` are the ends of the 95 % interval, None for what merely counts. `of` is 0 where coverage has no
    meaning. `chance` is how likely a value so far from the limit would be if the truth lay at it, 0 for what merely counts.
    """

    place: str
    place_en: str
    place_zh: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    of: int = 0
    chance: float = 0.0

    @property
    def coverage(self) -> float | None:
        return min(1.0, self.n / self.of) if self.of else None


class Counts(Struct, frozen=True, kw_only=True):
    """`hits` of `n` in one place; `of` is what coverage is measured against."""

    place: str
    place_en: str
    place_zh: str
    hits: int
    n: int
    of: int


def shared(rule: Rule, counts: Counts, per: float) -> Reading:
    """The share in units of `per`, with Wilson's interval (1927)."""
    found = share(counts.hits, counts.n)
    scaled = found.times(per) if found else None
    return Reading(
        place=counts.place,
        place_en=counts.place_en,
        place_zh=counts.place_zh,
        value=scaled.value if scaled else None,
        low=scaled.low if scaled else None,
        high=scaled.high if scaled else None,
        n=counts.n,
        of=counts.of,
        chance=_chance(counts.hits, counts.n, rule.limit / per),
    )


def _chance(hits: int, n: int, limit: float) -> float:
    """How likely at least so many hits (at most so few, where they are below the limit) are if the true share is `limit`.

    Exact binomial tail, doubled, so that 0.05 leaves 2.5 % on each side as the interval does: the score test is too quick
    in the far tails that many places together ask for. A limit of 0 or 1 leaves no room for chance beyond it.
    """
    if not n or not 0 < limit < 1:
        return 0.0
    odds = limit / (1 - limit)
    logarithm = lgamma(n + 1) - lgamma(hits + 1) - lgamma(n - hits + 1)
    term = total = exp(logarithm + hits * log(limit) + (n - hits) * log1p(-limit))
    above, k = hits > n * limit, hits
    # Away from the middle each term is smaller than the one before: what is left is soon nothing.
    while term > total * _NEGLIGIBLE and 0 <= k + (1 if above else -1) <= n:
        term *= (n - k) / (k + 1) * odds if above else k / (n - k + 1) / odds
        k += 1 if above else -1
        total += term
    return min(1.0, 2 * total)


def beyond(rule: Rule, readings: Sequence[Reading]) -> list[bool]:
    """Which readings open: enough to rest on, the near end past the limit, and no false discovery among all of them."""
    judged = [reading for reading in readings if reading.value is not None and reading.n >= rule.least]
    # One-sided: a value far on the other side of the limit is no discovery, and makes none of its neighbours.
    chances = [reading.chance if _past(rule, reading) else 1.0 for reading in judged]
    told = discoveries(chances) if chances else []
    kept = {reading.place for reading, is_told in zip(judged, told, strict=True) if is_told}
    return [reading.place in kept for reading in readings]


def _past(rule: Rule, reading: Reading) -> bool:
    if rule.above is not None:
        near = reading.low if reading.low is not None else reading.value
        return near is not None and near > rule.above
    near = reading.high if reading.high is not None else reading.value
    return near is not None and near < rule.limit


def back(rule: Rule, reading: Reading) -> bool:
    """Whether the value itself is no longer beyond `closes_at`; what rests on too few says nothing either way."""
    if reading.value is None or reading.n < rule.least:
        return False
    return reading.value <= rule.close if rule.above is not None else reading.value >= rule.close
