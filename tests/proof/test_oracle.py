"""The oracle agrees with a plain run of the embedded engine, and sees each kind of damage done to its tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import pytest

from agents.channels import channel_agents
from agents.following.policies import Policies
from agents.interaction import Hearing
from agents.person import Identify
from pipeline.ear import load_ear
from pipeline.embedded import assemble
from pipeline.memory import MemoryLog
from pipeline.ports import NewRecord, Record
from pipeline.settings import Settings
from pipeline.warehouse.memory import MemoryWarehouse
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from schemas.facts import InteractionRow, TouchpointRow
from schemas.topics import RAW
from schemas.values import event_key
from tests.proof.contents import Contents, of_server, of_store
from tests.proof.differences import Fault, differences, report
from tests.proof.events import mixed, poison, repeated, sent, woven
from tests.proof.oracle import Oracle, remembering

HEARING = Hearing(load_ear(Settings()), Identify(b"of the tests alone"))
ORACLE = Oracle(remembering(channel_agents(HEARING)), at_the_door=False)


def everything() -> list[NewRecord]:
    events = mixed(160)
    moved = msgspec.structs.replace(events[-1], created_at=events[-1].created_at + timedelta(days=1))
    stolen = msgspec.structs.replace(events[-2], customer="somebody else")
    good = repeated([*sent(events), *sent([moved, stolen])])
    return woven(good, poison(20_000))


def run(records: Sequence[NewRecord], store: MemoryWarehouse | SqlWarehouse) -> list[Record]:
    log = MemoryLog(clock=lambda: 1_780_000_000_000_000)
    log.append(records)
    assemble(log, store, HEARING, Policies()).drain()
    return [record for topic in RAW for record in log.read(topic, 0, 100_000)]


def checked(raw: Sequence[Record], stored: Contents) -> str:
    return report(differences(ORACLE.expect(raw, stored), stored))


@dataclass(frozen=True)
class World:
    """What was sent, the raw topics after it, and what the tables hold."""

    sent: list[NewRecord]
    raw: list[Record]
    stored: Contents


@pytest.fixture(scope="module")
def world() -> World:
    given, store = everything(), MemoryWarehouse()
    raw = run(given, store)
    return World(given, raw, of_store(store))


def test_a_plain_run_is_what_the_log_says(world: World) -> None:
    assert checked(world.raw, world.stored) == ""
    assert world.stored.events() >= {event_key(one.source, one.tenant, one.id) for one in mixed(160)}
    assert len(world.stored.rows["dead_letters"]) > 30
    assert all(world.stored.rows[table.name] for table in tables.DERIVED)
    assert world.stored.cells


@pytest.mark.slow
def test_a_plain_run_on_a_server_is_what_the_log_says(
    world: World, on_server: SqlWarehouse, request: pytest.FixtureRequest
) -> None:
    raw = run(world.sent, on_server)
    (database,) = on_server.select("SELECT currentDatabase()").rows[0]
    server = request.getfixturevalue("clickhouse")
    assert checked(raw, of_server(server.url(database))) == ""


def test_order_does_not_matter_to_what_is_expected(world: World) -> None:
    assert not differences(
        ORACLE.expect(world.raw, world.stored), ORACLE.expect(world.raw[::-1], world.stored)
    )


@pytest.fixture
def damaged(world: World) -> MemoryWarehouse:
    """A store of its own with all that the log says, to do damage to."""
    store = MemoryWarehouse()
    run(world.sent, store)
    return store


def counted(store: MemoryWarehouse) -> InteractionRow:
    rows = (row for row in store.rows(tables.INTERACTIONS) if isinstance(row, InteractionRow))
    return next(row for row in rows if row.counted and row.topics)


def faults(world: World, store: MemoryWarehouse) -> set[tuple[Fault, str]]:
    stored = of_store(store)
    found = differences(ORACLE.expect(world.raw, world.stored), stored)
    return {(one.fault, one.table) for one in found}


def test_a_lost_fact_is_seen_and_so_is_its_tally(world: World, damaged: MemoryWarehouse) -> None:
    fact = counted(damaged)
    del damaged._rows["interactions"][fact.window, fact.event_key]
    assert faults(world, damaged) == {(Fault.LOST, "interactions")}
    damaged.recount([fact.window])
    assert faults(world, damaged) == {
        (Fault.LOST, "interactions"),
        (Fault.LOST, "signals"),
        (Fault.LOST, "topic_signals"),
    }


def test_a_fact_in_two_windows_is_seen_and_so_is_its_second_count(
    world: World, damaged: MemoryWarehouse
) -> None:
    fact = counted(damaged)
    later = fact.window + timedelta(days=400)
    damaged.write(tables.INTERACTIONS, [msgspec.structs.replace(fact, window=later)])
    damaged.recount([later])
    assert faults(world, damaged) == {
        (Fault.DOUBLED, "interactions"),
        (Fault.DOUBLED, "signals"),
        (Fault.DOUBLED, "topic_signals"),
    }


def test_a_tally_that_was_not_recounted_is_seen(world: World, damaged: MemoryWarehouse) -> None:
    fact = counted(damaged)
    damaged.write(tables.INTERACTIONS, [msgspec.structs.replace(fact, sentiment="", polarity=None)])
    damaged.recount([fact.window])
    assert (Fault.WRONG, "signals") in faults(world, damaged)


def test_a_withdrawn_story_a_lost_touchpoint_and_a_lost_letter_are_seen(
    world: World, damaged: MemoryWarehouse
) -> None:
    journey = next(iter(damaged.standing(tables.JOURNEYS, [key[0] for key in damaged._rows["journeys"]])))
    damaged.write(tables.JOURNEYS, [msgspec.structs.replace(journey, present=0)])
    touchpoint = next(row for row in damaged.rows(tables.TOUCHPOINTS) if isinstance(row, TouchpointRow))
    del damaged._rows["touchpoints"][touchpoint.customer, touchpoint.event_key]
    damaged._rows["dead_letters"].popitem()
    assert faults(world, damaged) == {
        (Fault.LOST, "journeys"),
        (Fault.LOST, "touchpoints"),
        (Fault.LOST, "dead_letters"),
    }
