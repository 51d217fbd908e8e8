"""Effects with all else held fixed: the paradox, honest intervals, the same answer every time."""

from itertools import product
from random import Random

import numpy as np
import pytest

from agents.noticing.drivers import ALIKE, LARGEST, Driver, Pile, drivers, quadrant
from agents.noticing.tails import Numbers

Cells = dict[tuple[str, ...], tuple[int, int]]


def piles(cells: Cells) -> list[Pile]:
    return [Pile(place, hits, n, n + 1) for place, (hits, n) in cells.items()]


def named(found: list[Driver]) -> dict[str, Driver]:
    return {driver.value: driver for driver in found}


def test_simpsons_paradox_is_seen_through() -> None:
    """The hotline is better in either region, and looks worse: most of its calls come from the region that suffers."""
    cells: Cells = {
        ("storm", "hotline"): (4_000, 10_000),
        ("storm", "shop"): (450, 1_000),
        ("calm", "hotline"): (50, 1_000),
        ("calm", "shop"): (1_000, 10_000),
    }
    found = named(drivers(("region", "team"), piles(cells)))
    hotline, shop = found["hotline"], found["shop"]
    assert hotline.raw.value > shop.raw.value + 15
    assert hotline.effect.high < 0 < shop.effect.low
    assert hotline.effect.value == pytest.approx(-5, abs=2)
    assert found["storm"].effect.low > 25
    assert (found["storm"].quadrant, hotline.quadrant, shop.quadrant) == ("fix_first", "keep_up", "fix_first")


def test_a_value_that_only_keeps_bad_company_drives_nothing() -> None:
    chance = np.random.default_rng(2)
    cells: Cells = {}
    for team, region in product("abcd", ("north", "south")):
        n = 4_000 if (team == "a") == (region == "south") else 300
        cells[team, region] = (int(chance.binomial(n, 0.4 if region == "south" else 0.1)), n)
    found = named(drivers(("team", "region"), piles(cells)))
    assert found["a"].raw.low > found["a"].others + 10
    assert found["a"].effect.low <= 0 <= found["a"].effect.high
    assert found["a"].quadrant == "alike"


def world(chance: np.random.Generator, scatter: float) -> tuple[list[Pile], dict[str, float]]:
    """Tallies with known effects, beta-binomial with this correlation; the effects in points."""
    parts = [chance.normal(0, 0.4, size) for size in (4, 6, 8)]
    sizes = [chance.dirichlet(np.full(len(each), 3.0)) for each in parts]
    found, odds = [], []
    for at in product(*(range(len(each)) for each in parts)):
        n = int(chance.poisson(8_000 * np.prod([size[v] for size, v in zip(sizes, at, strict=True)]))) + 1
        odds.append(-1 + sum(part[v] for part, v in zip(parts, at, strict=True)))
        p = 1 / (1 + np.exp(-odds[-1]))
        share = chance.beta(p * (1 / scatter - 1), (1 - p) * (1 / scatter - 1)) if scatter else p
        place = tuple(f"{'xyz'[which]}{v}" for which, v in enumerate(at))
        found.append(Pile(place, int(chance.binomial(n, share)), n, n))
    return found, truth(found, np.array(odds), parts)


def truth(found: list[Pile], odds: Numbers, parts: list[Numbers]) -> dict[str, float]:
    n = np.array([pile.n for pile in found], float)
    effects = {}
    for which, part in enumerate(parts):
        own = np.array([int(pile.place[which][1:]) for pile in found])
        shares = np.array([n @ (1 / (1 + np.exp(-(odds - part[own] + each)))) for each in part]) / n.sum()
        volumes = np.bincount(own, n, len(part)) / n.sum()
        for v, volume in enumerate(volumes):
            others = (volumes @ shares - volume * shares[v]) / (1 - volume)
            effects[f"{'xyz'[which]}{v}"] = 100 * (shares[v] - others)
    return effects


@pytest.mark.parametrize("scatter", [0.0, 0.02, 0.1])
def test_intervals_hold_what_they_promise_however_tallies_scatter(scatter: float) -> None:
    chance = np.random.default_rng(11)
    held: list[bool] = []
    for _ in range(40):
        some, known = world(chance, scatter)
        held += [each.effect.low <= known[each.value] <= each.effect.high for each in drivers("xyz", some)]
    assert len(held) > 600
    assert 0.925 <= np.mean(held) <= 0.99


def test_the_order_of_tallies_changes_nothing() -> None:
    some, _ = world(np.random.default_rng(1), 0.05)
    shuffled = [*some]
    Random(1).shuffle(shuffled)
    assert drivers("xyz", some) == drivers("xyz", shuffled) == drivers("xyz", some)


def test_each_value_says_what_it_rests_on() -> None:
    some, _ = world(np.random.default_rng(1), 0.0)
    found = [driver for driver in drivers("xyz", some) if driver.dimension == "y"]
    assert sum(driver.n for driver in found) == sum(pile.n for pile in some)
    assert sum(driver.volume for driver in found) == pytest.approx(1)
    for driver in found:
        assert driver.raw.value == pytest.approx(100 * driver.hits / driver.n)
        assert driver.contribution == pytest.approx(driver.volume * driver.effect.value)
        assert driver.effect.low < driver.effect.value < driver.effect.high


def test_no_differences_no_drivers() -> None:
    assert drivers(("team",), []) == []
    assert drivers(("team",), piles({("a",): (0, 50), ("b",): (0, 50)})) == []
    assert drivers(("team",), piles({("a",): (50, 50), ("b",): (50, 50)})) == []
    assert drivers(("team",), piles({("a",): (10, 50)})) == []


def test_few_interactions_are_in_the_model_and_not_shown() -> None:
    found = drivers(("team",), piles({("a",): (10, 50), ("b",): (20, 50), ("c",): (10, 29)}))
    assert [driver.value for driver in found] == ["a", "b"]


def test_all_or_nothing_in_one_place_has_a_finite_effect() -> None:
    found = named(drivers(("team",), piles({("a",): (0, 60), ("b",): (60, 60), ("c",): (30, 60)})))
    assert -100 < found["a"].effect.value < 0 < found["b"].effect.value < 100


def test_more_values_than_can_be_told_apart_are_one_value() -> None:
    cells: Cells = {(f"t{number:03}",): (number % 7, 40 + number) for number in range(LARGEST + 40)}
    found = drivers(("team",), piles(cells))
    assert len(found) == LARGEST
    assert min(driver.n for driver in found) == 80


def test_of_many_values_without_any_effect_hardly_one_is_told() -> None:
    chance = np.random.default_rng(4)
    told = 0
    for _ in range(40):
        cells: Cells = {(f"t{number:02}",): (int(chance.binomial(300, 0.2)), 300) for number in range(40)}
        told += any(driver.quadrant != ALIKE for driver in drivers(("team",), piles(cells)))
    assert told <= 4


@pytest.mark.parametrize(
    ("effect", "volume", "said"),
    [(2, 0.5, "fix_first"), (2, 0.1, "watch"), (-2, 0.5, "keep_up"), (-2, 0.1, "learn_from")],
)
def test_importance_by_performance(effect: float, volume: float, said: str) -> None:
    assert quadrant(effect, volume, 0.3) == said
