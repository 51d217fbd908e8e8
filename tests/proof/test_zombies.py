"""A worker that was thought dead comes back in the midst of a round (Z1), others come and go (R1), some are asked to go (K3)."""

import time
from typing import Final

import pytest

from tests.proof.events import lots, mixed, poison, sent, woven
from tests.proof.field import SESSION, Field

pytestmark = pytest.mark.slow

NOT_YET: Final = -15
"""The exit code of a worker that is asked to go while Python still loads it."""
LEAVES: Final = 10.0
"""Seconds in which a worker is gone when it is asked to go."""


@pytest.mark.parametrize("point", ["mid_fact", "before_cells"])
def test_a_zombie_hands_in_late_what_others_have_done(trial: Field, point: str) -> None:
    trial.send(woven(sent(mixed(500)), poison(20_000)))
    zombie = trial.fleet.start(failpoint=f"{point}:2:sleep:1")
    trial.fleet.until(lambda: "failpoint_reached" in zombie.said(), "the failpoint", 40)
    zombie.pause()
    trial.fleet.start()
    time.sleep(SESSION)
    trial.send(sent(mixed(300, seed=2)[36:]))
    trial.drained()
    assert trial.judged() == ""
    zombie.resume()
    time.sleep(2)
    trial.send(sent(mixed(150, seed=3)[36:]))
    trial.drained()
    assert trial.judged() == ""


def test_takeover_after_a_kill_is_quick(trial: Field) -> None:
    """Two workers, one dies: 15 s after its session has ended the other has done all its work."""
    trial.send(sent(mixed(300)))
    first, _ = trial.fleet.start(), trial.fleet.start()
    trial.fleet.until(lambda: trial.broker.members() == 2, "two members", 60)
    trial.drained()
    trial.send(sent(mixed(1_000, seed=2)[36:]))
    first.kill()
    assert trial.drained(SESSION + 15) < SESSION + 15
    assert trial.judged() == ""


def test_a_storm_of_rebalances(trial: Field) -> None:
    coming = lots(20)
    trial.fleet.start()
    for count in (2, 3, 2, 1, 3, 1):
        while len(trial.fleet.living()) < count:
            trial.fleet.start()
        for worker in trial.fleet.living()[count:]:
            assert worker.leave(LEAVES) in (0, NOT_YET), worker.last_words()
        for _ in range(4):
            trial.send(next(coming))
            time.sleep(0.4)
    trial.drained()
    assert trial.judged() == ""


@pytest.mark.parametrize("point", ["mid_fact", "after_produce"])
def test_asked_to_go_within_a_round_it_ends_the_round_and_goes(trial: Field, point: str) -> None:
    trial.send(sent(mixed(400)))
    worker = trial.fleet.start(failpoint=f"{point}:2:sleep:1.5")
    trial.fleet.until(lambda: "failpoint_reached" in worker.said(), "the failpoint", 40)
    assert worker.leave(LEAVES) == 0, worker.last_words()
    assert trial.unsafe() == ""
    assert trial.broker.members() == 0
    trial.fleet.start()
    trial.drained()
    assert trial.judged() == ""
