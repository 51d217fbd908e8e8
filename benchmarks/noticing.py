"""How often quiet weeks raise a false alarm, and how surely a surge of three times the usual count is found.

    .venv/bin/python -m benchmarks.noticing [WEEKS]

Simulated worlds of 20 topics, eight weeks of history and the week that is looked at; 200 weeks of each unless told
otherwise. A surge multiplies the rate of one topic by three for two windows, from a window chosen at random among those
whose usual count is at least the `least` that the noticing itself names; the others are counted as too rare.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from agents.figures import Feelings
from agents.noticing.movement import Cell, Tally, movements
from agents.noticing.surges import Heard, examined, level, seen, surges
from agents.noticing.tails import SURGE, Numbers
from agents.noticing.usual import HOURS, Usual, usual

TOPICS: Final = 20
WEEKS: Final = 9
MONDAY: Final = datetime(2026, 1, 5, tzinfo=UTC)

Means = Callable[[np.random.Generator, Numbers], Numbers]
"""From the mean of each hour, of shape (weeks, 168), to what it is in this world."""


@dataclass(frozen=True, slots=True)
class Told:
    """`found` of `n`; of `tried` topics those that are no part of `n` were too rare."""

    found: int
    n: int
    tried: int

    @property
    def share(self) -> float:
        return self.found / self.n if self.n else 0.0


def steady(_: np.random.Generator, means: Numbers) -> Numbers:
    return means


def scattered(chance: np.random.Generator, means: Numbers) -> Numbers:
    """Each hour varies by itself: the counts are negative binomial."""
    spread = chance.uniform(0.05, 0.5)
    return means * chance.gamma(1 / spread, spread, means.shape)


def drifting(chance: np.random.Generator, means: Numbers) -> Numbers:
    """Up to 5 % more or less with each week."""
    by_week = np.exp(chance.uniform(-0.05, 0.05) * np.arange(len(means)))
    drifted: Numbers = means * by_week[:, None]
    return drifted


def moody(chance: np.random.Generator, means: Numbers) -> Numbers:
    """Good and bad days, which resemble the day before."""
    mood = np.zeros(len(means) * 7)
    for day in range(1, len(mood)):
        mood[day] = 0.5 * mood[day - 1] + chance.normal(0, 0.12)
    swayed: Numbers = means * np.repeat(np.exp(mood), 24).reshape(means.shape)
    return swayed


WORLDS: Final[dict[str, tuple[Means, tuple[float, float]]]] = {
    "Poisson, day and night": (steady, (20, 20_000)),
    "overdispersed": (scattered, (20, 20_000)),
    "slow trend": (drifting, (20, 20_000)),
    "good and bad days": (moody, (20, 20_000)),
    "few counts": (steady, (1, 60)),
}
"""What bends the means, and the smallest and the largest usual count of a topic in a week."""


def rhythm(chance: np.random.Generator) -> Numbers:
    """The shares of a week's hours: nights and weekends are quieter, by how much differs."""
    hour = np.arange(HOURS)
    by_day = np.where((hour % 24 >= 8) & (hour % 24 < 20), 1.0, chance.uniform(0.05, 0.5))
    whole = by_day * np.where(hour < 5 * 24, 1.0, chance.uniform(0.1, 1.0))
    shares: Numbers = whole / whole.sum()
    return shares


def topic_means(chance: np.random.Generator, world: str) -> Numbers:
    """The mean of each hour of one topic, of shape (weeks, 168)."""
    bend, (low, high) = WORLDS[world]
    size = np.exp(chance.uniform(np.log(low), np.log(high)))
    return bend(chance, np.tile(rhythm(chance) * size, (WEEKS, 1)))


def is_quiet(chance: np.random.Generator, world: str) -> bool:
    """Whether nothing is flagged in a week in which nothing happens."""
    for _ in range(TOPICS):
        counts = chance.poisson(topic_means(chance, world)).astype(float)
        found, _ = examined(Heard(MONDAY, counts.ravel(), [True] * WEEKS), level(TOPICS), last=1)
        if found:
            return False
    return True


def false_alarms(world: str, weeks: int, seed: int) -> Told:
    """Weeks that flag anything, of so many quiet ones."""
    chance = np.random.default_rng(seed)
    loud = sum(not is_quiet(chance, world) for _ in range(weeks))
    return Told(loud, weeks, weeks)


def false_movements(weeks: int, seed: int) -> Told:
    """Weeks with any movement flagged, of so many in which nothing changed: 60 cells of 30 to 3,000 interactions."""
    chance = np.random.default_rng(seed)
    sizes = np.exp(chance.uniform(np.log(30), np.log(3_000), 60)).astype(int)

    def week() -> dict[Cell, Tally]:
        return {Cell("team", str(at)): _tally(chance, int(n)) for at, n in enumerate(sizes)}

    loud = sum(any(one.flagged for one in movements(week(), week())) for _ in range(weeks))
    return Told(loud, weeks, weeks)


def _tally(chance: np.random.Generator, n: int) -> Tally:
    negative, neutral, positive = (int(each) for each in chance.multinomial(n, (0.3, 0.3, 0.4)))
    topics = {str(topic): int(chance.binomial(n, 0.01)) for topic in range(TOPICS)}
    return Tally(n, Feelings(negative, neutral, positive), n, int(chance.binomial(n, 0.2)), topics)


def detected(world: str, topics: int, seed: int) -> Told:
    """Planted surges that are flagged within two windows, of those in topics that are not too rare for it."""
    chance = np.random.default_rng(seed)
    answers = [_planted(chance, topic_means(chance, world)) for _ in range(topics)]
    judged = [answer for answer in answers if answer is not None]
    return Told(sum(judged), len(judged), topics)


def _planted(chance: np.random.Generator, means: Numbers) -> bool | None:
    history = chance.poisson(means[:-1]).astype(float)
    known = usual(history, level(TOPICS))
    able = [*_able(known)] if known else []
    if known is None or not able:
        return None
    at = int(chance.choice(able))
    rates, start = means[-1].copy(), known.starts[at]
    rates[start : (*known.starts, HOURS)[at + 2]] *= SURGE
    found = surges(seen(known, chance.poisson(rates).astype(float), MONDAY))
    first = {window.start for window in seen(known, rates, MONDAY)[at : at + 2]}
    return any(surge.first.start in first for surge in found)


def _able(known: Usual) -> Iterator[int]:
    """Windows that, like the one after them, carry a decision."""
    able = set(known.able)
    yield from (at for at in sorted(able) if at + 1 in able)


def main() -> None:
    """Prints both tables as Markdown."""
    weeks = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print("| quiet weeks | weeks | flagged anything | share |\n|---|---:|---:|---:|")
    for number, world in enumerate(WORLDS):
        told = false_alarms(world, weeks, number)
        print(f"| {world} | {told.n} | {told.found} | {told.share:.1%} |")
    print(
        "\n| surge of three times the usual | topics | too rare | planted | found within two windows | share |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for number, world in enumerate(WORLDS):
        told = detected(world, weeks * TOPICS // 4, 100 + number)
        shown = f"{told.share:.1%}" if told.n else "–"
        print(f"| {world} | {told.tried} | {told.tried - told.n} | {told.n} | {told.found} | {shown} |")


if __name__ == "__main__":
    main()
