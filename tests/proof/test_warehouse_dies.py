"""ClickHouse is killed within an insert (C1), its acknowledgements are lost (C2)."""

import time
from collections import Counter

import pytest

from schemas.facts import InteractionRow
from tests.proof.events import mixed, poison, sent, woven
from tests.proof.field import Field, elsewhere
from tests.proof.proxy import Proxy, Toxics

pytestmark = pytest.mark.slow


def test_killed_between_the_tables_of_one_round_and_again_under_load(trial: Field) -> None:
    trial.send(woven(sent(mixed(1_000)), poison(20_000)))
    worker = trial.fleet.start(failpoint="mid_fact:2:sleep:2")
    trial.fleet.until(lambda: "failpoint_reached" in worker.said(), "the failpoint", 40)
    for pause in (1.0, 0.4, 0.8):
        trial.clickhouse.kill()
        time.sleep(pause)
        trial.clickhouse.start()
        time.sleep(pause)
    trial.drained(90)
    assert trial.judged() == ""
    assert worker.lives()
    months = Counter(
        row.window.month
        for row in trial.stored().rows["interactions"].values()
        if isinstance(row, InteractionRow)
    )
    assert len(months) >= 3, "the insert was to lie in several partitions"


def test_acknowledgements_lost_change_nothing(trial: Field) -> None:
    trial.send(woven(sent(mixed(800)), poison(20_000)))
    with Proxy(trial.clickhouse.port) as proxy, elsewhere(trial, proxy.port).fleet as fleet:
        fleet.start()
        fleet.until(lambda: bool(trial.stored().rows["interactions"]), "first facts", 40)
        for after in (500, 5_000, 50_000):
            proxy.poison(Toxics(deaf_after=after, strikes=3))
            fleet.until(lambda: proxy.struck >= 1 or trial.broker.lag() == 0, "a lost acknowledgement", 40)
            trial.send(sent(mixed(150, seed=after)[36:]))
        struck = proxy.struck
        proxy.heal()
        fleet.until(lambda: trial.broker.lag() == 0, "a lag of 0", 60)
    assert struck > 0
    assert trial.judged() == ""
