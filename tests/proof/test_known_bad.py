"""Workers that are known to be bad are caught: the proofs can see (`bad_workers.py`, and a recount whose version is read too late)."""

from pathlib import Path

import pytest

from tests.proof.events import lots, mixed, sent
from tests.proof.field import Field
from tests.proof.rounds import Order

pytestmark = pytest.mark.slow

KILLED = -9
BAD = Path(__file__).with_name("bad_workers.py")


def test_a_worker_that_commits_before_it_stores_is_caught(trial: Field) -> None:
    bad = trial.fleet.start((str(BAD), Order.ACK_BEFORE_INSERT), failpoint="before_fact:2:kill")
    assert trial.trickles(lots(12), bad) == KILLED
    assert "its fact is missing" in trial.unsafe()


def test_a_worker_that_commits_before_it_recounts_is_caught(trial: Field) -> None:
    trial.send(sent(mixed(200)))
    bad = trial.fleet.start((str(BAD), Order.COMMIT_BEFORE_RECOUNT), failpoint="before_cells:1:kill")
    assert bad.ends(40) == KILLED
    trial.broker.forget_members()
    trial.fleet.start()
    trial.drained()
    assert "in signals" in trial.judged()


def test_a_bad_worker_that_nobody_kills_is_right(trial: Field) -> None:
    """So it is the kill that the two tests above see, and not some other fault of theirs."""
    trial.send(sent(mixed(200)))
    trial.fleet.start((str(BAD), Order.ACK_BEFORE_INSERT))
    trial.fleet.start((str(BAD), Order.COMMIT_BEFORE_RECOUNT))
    trial.drained()
    # They commit before they work, so a lag of 0 does not say that they have.
    trial.fleet.until(lambda: trial.judged() == "", "right tables", 120)
