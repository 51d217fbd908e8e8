"""Workers that die, zombies that hand in late, writes that are torn, offsets that are read again: a machine of all of it (M1)."""

from dataclasses import dataclass, field
from itertools import product
from typing import Final, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agents.channels import READERS
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import topics
from tests.crash.cutting import Fuse, PowerCut, When
from tests.proof.contents import of_store
from tests.proof.differences import Fault, differences, report
from tests.proof.material import agents, material, oracle
from tests.proof.pool import PARTITIONS, Held, Member, Pool
from tests.proof.rounds import Order, Rounds
from tests.proof.safety import uncovered

NAMES: Final = [name for name, _ in READERS]
MOST_CALLS: Final = 40
READER: Final = st.sampled_from([*NAMES, "story", "tally"])
CALL: Final = st.one_of(st.integers(1, 2), st.integers(1, 16))
"""At which call of a round the lights go out: some rounds have two, some many."""
NEWEST: Final = st.sampled_from((0, 0, 0, 0, 1, 1, 2, 3, 4, 5))
"""Which of the lives, counted from the newest: the zombies come last."""


@dataclass(slots=True)
class Life:
    """A member, living or a zombie, and the batches one of its agents has taken and not yet finished."""

    member: Member
    at_hand: dict[str, list[Held]] = field(default_factory=dict)


class Cluster(RuleBasedStateMachine):
    """Members of the newest generation and all that came before them, over one pool and one warehouse."""

    @initialize(count=st.integers(1, 3))
    def start(self, count: int) -> None:
        self.pool, self.store = Pool(), MemoryWarehouse()
        self.rounds = Rounds(self.pool, self.store, agents())
        self.lives = [Life(member) for member in self.pool.members(count)]

    @rule(
        places=st.lists(st.integers(0, len(material()) - 1), min_size=4, max_size=15),
        shift=st.integers(0, PARTITIONS - 1),
    )
    def send(self, places: list[int], shift: int) -> None:
        self.pool.append([material()[place] for place in places], shift)

    @rule(count=st.sampled_from((1, 1, 2, 3)))
    def rebalance(self, count: int) -> None:
        """Those who had partitions go on with what they hold, and know nothing yet."""
        self.lives = [*self.lives[-4:], *(Life(member) for member in self.pool.members(count))]

    @rule(number=NEWEST, most=st.integers(1, 20))
    def fetch(self, number: int, most: int) -> None:
        self._life(number).member.fetch(most)

    @rule(number=NEWEST, reader=READER, most=st.integers(1, 4))
    def begin(self, number: int, reader: str, most: int) -> None:
        """Take batches and hold them: between this and the end of the round the world may change."""
        life = self._life(number)
        life.at_hand.setdefault(reader, []).extend(life.member.take(reader, most))

    @rule(number=NEWEST, reader=READER)
    def finish(self, number: int, reader: str) -> None:
        life = self._life(number)
        if held := life.at_hand.pop(reader, []):
            self.rounds.run(life.member, reader, held, Fuse())

    @rule(number=NEWEST, reader=READER, at=CALL, when=st.sampled_from(When), most=st.integers(1, 3))
    def cut(self, number: int, reader: str, at: int, when: When, most: int) -> None:
        """The agents before it have worked; within its round the worker dies, and Kafka deals its partitions to others."""
        life = self._life(number)
        self.work(number, NAMES.index(reader), most)
        life.member.fetch(20)
        held = life.at_hand.pop(reader, []) + life.member.take(reader, most)
        if not held:
            return
        try:
            self.rounds.run(life.member, reader, held, Fuse(at, when))
        except PowerCut:
            self.lives.remove(life)
            self.rebalance(1)

    @rule(number=NEWEST)
    def commit(self, number: int) -> None:
        self._life(number).member.commit()

    @rule(number=NEWEST, upto=st.integers(1, len(NAMES)), most=st.integers(1, 5))
    def work(self, number: int, upto: int, most: int) -> None:
        """What usually happens: the agents one after the other, in the data's order, up to one of them."""
        for reader in NAMES[:upto]:
            self.fetch(number, 20)
            self.begin(number, reader, most)
            self.finish(number, reader)
            self.commit(number)

    @invariant()
    def nothing_is_committed_that_could_be_lost(self) -> None:
        if hasattr(self, "pool") and self.pool.committed:
            assert uncovered(self.pool.committed, self.pool.records(), of_store(self.store)) == []

    @invariant()
    def nothing_is_ever_counted_twice(self) -> None:
        if hasattr(self, "pool"):
            stored = of_store(self.store)
            expected = oracle().expect(self.pool.records(topics.RAW), stored)
            doubled = [
                one
                for one in differences(expected, stored)
                if one.fault is Fault.DOUBLED and one.table == "signals"
            ]
            assert report(doubled) == ""

    def teardown(self) -> None:
        """The dead stay dead, one worker does the rest: nothing is lost, doubled or wrong."""
        if not hasattr(self, "pool"):
            return
        (member,) = self.pool.members(1)
        while self.pool.lag():
            finish(self.rounds, member, NAMES)
        stored = of_store(self.store)
        assert report(differences(oracle().expect(self.pool.records(topics.RAW), stored), stored)) == ""
        assert self.store.miscounted() == []

    def _life(self, number: int) -> Life:
        """The newest first, so that small numbers mostly name living members."""
        return self.lives[-1 - number % len(self.lives)]


@pytest.mark.slow
def test_deaths_zombies_and_torn_writes_change_nothing() -> None:
    run_state_machine_as_test(
        Cluster,
        settings=settings(
            deadline=None, max_examples=200, stateful_step_count=25, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("reader", NAMES)
def test_a_death_at_any_call_changes_nothing(reader: str) -> None:
    for at, when in product(range(1, MOST_CALLS), When):
        if not (found := died(Order.RIGHT, reader, at, when)).died:
            break
        assert found.report == "", (at, when)


@pytest.mark.parametrize(
    ("order", "reader"), [(Order.ACK_BEFORE_INSERT, "story"), (Order.COMMIT_BEFORE_RECOUNT, "tally")]
)
def test_an_order_that_is_known_to_be_bad_is_caught(order: Order, reader: str) -> None:
    assert "lost" in died(order, reader, 1, When.BEFORE).report


class Died(NamedTuple):
    died: bool
    report: str


def died(order: Order, reader: str, at: int, when: When) -> Died:
    """Everything is handled but by `reader`, who dies at that call of its first round; then others do the rest."""
    pool, store = Pool(), MemoryWarehouse()
    pool.append(material())
    rounds = Rounds(pool, store, agents(), order)
    (member,) = pool.members(1)
    for before in NAMES[: NAMES.index(reader)]:
        finish(rounds, member, [before])
    member.fetch(100)
    dead = False
    try:
        rounds.run(member, reader, member.take(reader, 100), Fuse(at, when))
    except PowerCut:
        dead = True
    (heir,) = pool.members(1)
    while pool.lag():
        finish(rounds, heir, NAMES)
    stored = of_store(store)
    return Died(dead, report(differences(oracle().expect(pool.records(topics.RAW), stored), stored)))


def finish(rounds: Rounds, member: Member, names: list[str]) -> None:
    """All that these agents can do now."""
    worked = True
    while worked:
        member.fetch(100)
        worked = False
        for name in names:
            while held := member.take(name, 5):
                rounds.run(member, name, held, Fuse())
                worked = True
        member.commit()
