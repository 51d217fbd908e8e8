"""Any order across partitions, any cut into batches, any repetition: the same tables (M2)."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.channels import READERS
from pipeline.warehouse.memory import MemoryWarehouse
from schemas.topics import RAW
from tests.crash.cutting import Fuse
from tests.proof.contents import of_store
from tests.proof.differences import differences, report
from tests.proof.material import agents, material, oracle
from tests.proof.pool import PARTITIONS, Member, Pool
from tests.proof.rounds import Rounds

NAMES = [name for name, _ in READERS]
PLACES = st.integers(0, len(material()) - 1)
SENDINGS = st.lists(st.tuples(PLACES, st.integers(0, PARTITIONS - 1)), min_size=1, max_size=60)
"""Which record, and how many partitions away from its own: the same one again is a repetition elsewhere."""


def handle(
    rounds: Rounds, members: Sequence[Member], plan: Sequence[tuple[int, int, int]], rest: int
) -> None:
    """Rounds as planned (member, reader, batches), each after a small fetch; then all that is left, `rest` batches a round."""
    for number, reader, most in plan:
        member = members[number % len(members)]
        member.fetch(most)
        advance(rounds, member, NAMES[reader % len(NAMES)], most)
    while rounds.pool.lag():
        for member in members:
            member.fetch(50)
            for name in NAMES:
                advance(rounds, member, name, rest)


def advance(rounds: Rounds, member: Member, reader: str, most: int) -> None:
    if held := member.take(reader, most):
        rounds.run(member, reader, held, Fuse())
        member.commit()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    sendings=SENDINGS,
    plan=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), st.integers(1, 4)), max_size=25),
    count=st.integers(1, 3),
    rest=st.integers(1, 5),
)
def test_order_batches_and_repetitions_change_nothing(
    sendings: list[tuple[int, int]], plan: list[tuple[int, int, int]], count: int, rest: int
) -> None:
    pool, store = Pool(), MemoryWarehouse()
    for place, shift in sendings:
        pool.append([material()[place]], shift)
    rounds = Rounds(pool, store, agents())
    handle(rounds, pool.members(count), plan, rest)
    stored = of_store(store)
    assert report(differences(oracle().expect(pool.records(RAW), stored), stored)) == ""
    assert store.miscounted() == []


@pytest.mark.parametrize("times", [1, 3])
def test_everything_read_again_changes_nothing(times: int) -> None:
    pool, store = Pool(), MemoryWarehouse()
    pool.append(material())
    rounds = Rounds(pool, store, agents())
    handle(rounds, pool.members(2), [], 3)
    before = of_store(store)
    for _ in range(times):
        pool.rewind()
        handle(rounds, pool.members(3), [], 2)
    assert report(differences(before, of_store(store))) == ""
