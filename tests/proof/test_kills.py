"""Killed with -9 at every failpoint, at its first, second or seventh turn (K1)."""

from collections.abc import Iterator, Sequence

import pytest

from pipeline.failpoints import POINTS
from pipeline.ports import NewRecord
from tests.proof.events import lots
from tests.proof.field import Field

pytestmark = pytest.mark.slow

KILLED = -9
CHAINS = (
    (("after_fetch", 1), ("after_decode", 2), ("before_dlq", 7), ("after_dlq", 1)),
    (("after_produce", 2), ("before_fact", 1), ("mid_fact", 2), ("after_fact", 7)),
    (
        ("before_cells", 1),
        ("mid_cells", 7),
        ("after_cells", 2),
        ("before_ack", 7),
        ("after_ack", 1),
        ("before_commit", 2),
    ),
)
"""Points and turns that are reached while events come in. Each chain is one trial: a worker dies at each in turn."""
REBALANCES = ("in_revoke", "in_assign")


def test_every_point_is_in_a_chain() -> None:
    assert sorted(POINTS) == sorted([*REBALANCES, *(point for chain in CHAINS for point, _ in chain)])


@pytest.mark.parametrize("chain", CHAINS, ids=["hearing", "following", "tallying"])
def test_a_kill_at_any_point_loses_and_doubles_nothing(
    trial: Field, chain: Sequence[tuple[str, int]]
) -> None:
    coming = lots(12)
    for point, turn in chain:
        dies_at(trial, f"{point}:{turn}:kill", coming)
    trial.fleet.start()
    trial.drained()
    assert trial.judged() == ""


def test_a_kill_within_a_rebalance_loses_and_doubles_nothing(trial: Field) -> None:
    coming = lots(12)
    # The first of either is that of the worker's own coming, the second that of another's.
    for point, turn in (("in_assign", 1), ("in_assign", 2), ("in_revoke", 2)):
        mortal = trial.fleet.start(failpoint=f"{point}:{turn}:kill", batch_records="10")
        trial.fleet.until(lambda w=mortal: trial.broker.members() > 0 or not w.lives(), "a member", 40)  # type: ignore[misc]
        other = trial.fleet.start()
        assert trial.trickles(coming, mortal) == KILLED
        other.kill()
        assert trial.unsafe() == ""
        trial.broker.forget_members()
    trial.fleet.start()
    trial.drained()
    assert trial.judged() == ""


def dies_at(trial: Field, failpoint: str, coming: Iterator[Sequence[NewRecord]]) -> None:
    mortal = trial.fleet.start(failpoint=failpoint, batch_records="10")
    assert trial.trickles(coming, mortal) == KILLED, mortal.last_words()
    assert trial.unsafe() == "", failpoint
    trial.broker.forget_members()
