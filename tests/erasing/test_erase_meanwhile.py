"""Whoever writes about a person while the person is erased: it is found by the one or the other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agents.channels import channel_agents
from agents.erasing import Naming
from pipeline.erasing.listing import ErasureList
from pipeline.erasing.persons import Person
from pipeline.memory import MemoryLog
from pipeline.moments import microseconds_of
from pipeline.ports import Record
from pipeline.stages.clerk import file
from pipeline.stages.following import Following, Round
from pipeline.stages.hearing import dead_letter, hear
from pipeline.verify import differences
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import topics
from schemas.errors import Rejected
from tests.crash.cutting import Cut, Fuse
from tests.erasing.people import (
    HEARING,
    ID,
    NOW,
    POLICIES,
    SECRET,
    WORD,
    Company,
    others,
    refused,
    sent,
    theirs,
)
from tests.erasing.test_erase import erase, heard, told


class Meanwhile(Fuse):
    """Lets something happen before the n-th store call of somebody else."""

    def __init__(self, at: int, happens: Callable[[], object]) -> None:
        super().__init__()
        self._moment = at
        self._happens = happens

    def run(self, call: Callable[..., object], arguments: object) -> object:
        if self.calls + 1 == self._moment:
            self._happens()
        return super().run(call, arguments)  # type: ignore[arg-type]


def messages() -> list[Record]:
    """What a worker reads from voc.interactions: events with the id, which need nothing else to be known by."""
    log = MemoryLog()
    log.append(sent([*(one for one in theirs() if one.customer), *others()]))
    for agent in channel_agents(HEARING):
        if records := log.read(agent.reads, 0, 1_000):
            log.append(hear(agent, records))
    return log.read(topics.INTERACTIONS, 0, 1_000)


def work(warehouse: MemoryWarehouse, records: list[Record], fuse: Fuse) -> None:
    watched = Cut(warehouse, fuse)
    erased = ErasureList(watched, Naming(SECRET))  # type: ignore[arg-type]
    agent = Following(MemoryLog(), watched, POLICIES, erased=erased)  # type: ignore[arg-type]
    this = Round()
    agent.store(records, this)
    agent.derive(this)
    warehouse.recount(this.windows)


def calls() -> int:
    fuse = Fuse()
    work(MemoryWarehouse(), messages(), fuse)
    return fuse.calls


RECORDS = messages()


@pytest.mark.parametrize("at", range(1, calls() + 1))
def test_a_worker_in_the_midst_of_a_round(at: int) -> None:
    warehouse = MemoryWarehouse()
    company = Company(MemoryLog(), warehouse)
    receipts = []
    work(warehouse, RECORDS, Meanwhile(at, lambda: receipts.append(erase(company))))
    (receipt,) = receipts
    assert ID not in told(warehouse)
    assert WORD not in told(warehouse)
    assert not [*company.erasing.left(receipt)]
    assert not [*differences(None, warehouse, POLICIES)]


PERSON = Person(ID, frozenset([ID]))
OTHER = "other-1"


def erasing_calls() -> int:
    company, fuse = heard(), Fuse()
    replace(company.erasing, warehouse=Cut(company.warehouse, fuse))._enlisted(PERSON, NOW)  # type: ignore[arg-type]
    return fuse.calls


@pytest.mark.parametrize("at", range(1, erasing_calls() + 1))
def test_somebody_else_is_erased_at_the_same_moment(at: int) -> None:
    """Whoever looks at the list after each of the two knows of both."""
    company = heard()
    listed = ErasureList(company.warehouse, Naming(SECRET))

    def another() -> None:
        company.erasing._enlisted(Person(OTHER, frozenset([OTHER])), NOW)
        listed()

    amid = Cut(company.warehouse, Meanwhile(at, another))
    replace(company.erasing, warehouse=amid)._enlisted(PERSON, NOW)  # type: ignore[arg-type]
    assert listed().moment(ID)
    assert listed().moment(OTHER)


def test_a_letter_that_is_refused_once_more_does_not_quote() -> None:
    """On Kafka the bytes stay until retention; what is filed about them is without words."""
    warehouse = MemoryWarehouse()
    value = refused().value
    raw = Record(topics.CALLS, 0, 3, 1_000, b"", value, {})
    letter = dead_letter(raw, Rejected(f"$.{WORD}", f"Invalid value {ID!r}"))
    appended = microseconds_of(datetime(2026, 9, 1, tzinfo=UTC))
    record = Record(topics.DEAD_LETTERS, 0, 0, appended, letter.key, letter.value, {})
    file(warehouse, [record])
    assert ID in told(warehouse)
    company = Company(MemoryLog(), warehouse)
    erasing = replace(company.erasing, log=None, letters=lambda: iter([record]))
    receipt = erasing.erase(erasing.person(ID), lambda: NOW)
    assert ID not in told(warehouse)
    assert WORD not in told(warehouse)
    assert not [*erasing.left(receipt)]
