"""Cut at every store call, in every way, and run again: the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec
import pytest

from agents.channels import READERS
from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from pipeline.ear import load_ear
from pipeline.embedded import Embedded, assemble
from pipeline.memory import MemoryLog
from pipeline.ports import Log, NewRecord, Warehouse
from pipeline.settings import Settings
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import tables
from schemas.envelope import decode, encode
from schemas.topics import CALLS, key_of, topic_of
from tests.bad_input import CORPUS
from tests.crash.cutting import Cut, Fuse, PowerCut, Unsynced, When
from tests.examples import TYPES, lines

pytestmark = pytest.mark.slow

HEARING = Hearing(load_ear(Settings()), Identify(b"test"))
# What a repetition may change: when a stage appended, and what is derived from that alone.
FREE = {"version", "touch", "offset", "arrived_at", "window", "settled_at", "appended", "handled"}


@dataclass(frozen=True)
class Stores:
    log: Log
    warehouse: Warehouse

    def engine(self, fuse: Fuse) -> Embedded:
        return assemble(Cut(self.log, fuse), Cut(self.warehouse, fuse), HEARING, Policies())  # type: ignore[arg-type]


def raw() -> list[NewRecord]:
    """Examples, a small bank, some of it twice, one id with two creation times, and what is refused."""
    sample = [*islice(simulate(Plan(customers=40, months=1)).events(), 120)]
    sent = [NewRecord(topic_of(e), key_of(e), encode(e)) for e in sample]
    shown = [NewRecord(topic_of(decode(line)), b"", line) for name in TYPES for line in lines(name)]
    stranger = NewRecord(CALLS, b"", lines("ChatClosed")[0])
    moved = msgspec.structs.replace(sample[0], created_at=sample[-1].created_at)
    stolen = msgspec.structs.replace(sample[0], customer="somebody else")
    conflicts = [NewRecord(topic_of(one), b"", encode(one)) for one in (moved, stolen)]
    bad = [NewRecord(CALLS, b"", CORPUS[name]) for name in ("NaN", "invalid UTF-8", "an unknown type")]
    return [*sent, *shown, *sent[:7], *conflicts, stranger, *bad]


RAW = raw()


def fresh(warehouse: Warehouse | None = None) -> Stores:
    log = MemoryLog()
    log.append(RAW)
    return Stores(log, warehouse or MemoryWarehouse())


def rows(warehouse: Warehouse) -> dict[str, list[Sequence[object]]]:
    kept = {
        t.name: [
            name for name in t.columns if name not in FREE or (name == "window" and t is tables.INTERACTIONS)
        ]
        for t in tables.ALL
    }
    return {
        t.name: [[getattr(row, name) for name in kept[t.name]] for row in warehouse.rows(t)]
        for t in tables.ALL
    }


def uncut() -> tuple[int, dict[str, list[Sequence[object]]]]:
    stores, fuse = fresh(), Fuse()
    stores.engine(fuse).drain()
    return fuse.calls, rows(stores.warehouse)


CALLS_MADE, EXPECTED = uncut()


def test_the_uncut_run_keeps_and_refuses_what_it_should() -> None:
    assert len(EXPECTED["interactions"]) > 60
    assert len(EXPECTED["journeys"]) > 10
    assert len(EXPECTED["dead_letters"]) == 3 + 3  # the corpus; the stranger and the conflicts
    assert len(EXPECTED["arrivals"]) + len(EXPECTED["dead_letters"]) == len(RAW)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize(
    "at",
    [pytest.param(at, marks=() if at % 10 == 0 else pytest.mark.slow) for at in range(1, CALLS_MADE + 1)],
)
def test_a_cut_anywhere_changes_nothing(at: int, when: When) -> None:
    stores = fresh()
    with pytest.raises(PowerCut):
        stores.engine(Fuse(at, when)).drain()
    stores.engine(Fuse()).drain()
    assert rows(stores.warehouse) == EXPECTED
    assert stores.warehouse.miscounted() == []


@pytest.mark.parametrize(
    "at",
    [pytest.param(at, marks=() if at % 10 == 0 else pytest.mark.slow) for at in range(1, CALLS_MADE + 1)],
)
def test_what_a_cut_takes_of_what_was_not_synced_is_written_again(at: int) -> None:
    warehouse = Unsynced()
    stores = fresh(warehouse)
    with pytest.raises(PowerCut):
        stores.engine(Fuse(at, When.AFTER)).drain()
    relit = Stores(stores.log, warehouse.relit())
    relit.engine(Fuse()).drain()
    assert rows(relit.warehouse) == EXPECTED
    assert relit.warehouse.miscounted() == []


def test_cut_again_and_again_until_it_is_through() -> None:
    stores = fresh()
    for at in range(1, CALLS_MADE + 1):
        fuse = Fuse(at, When.AFTER)
        try:
            stores.engine(fuse).drain()
        except PowerCut:
            continue
        break
    assert rows(stores.warehouse) == EXPECTED


def test_rewinding_every_reader_to_the_beginning_changes_nothing() -> None:
    stores = fresh()
    stores.engine(Fuse()).drain()
    for reader, topic in READERS:
        stores.log.advance(reader, topic, 0, [])
    stores.engine(Fuse()).drain()
    assert rows(stores.warehouse) == EXPECTED
