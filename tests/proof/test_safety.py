"""The check of what is committed sees each way of committing too early."""

from pipeline.warehouse.memory import MemoryWarehouse
from schemas import topics
from tests.crash.cutting import Fuse
from tests.proof.contents import of_store
from tests.proof.material import agents, material
from tests.proof.pool import Pool
from tests.proof.rounds import Rounds
from tests.proof.safety import uncovered


def committed_to_the_end(pool: Pool, *names: str) -> list[str]:
    """What is uncovered when all of these topics were committed."""
    committed = {place: len(log) for place, log in pool.logs.items() if place[0] in names}
    return uncovered(committed, pool.records(), of_store(MemoryWarehouse()))


def test_a_raw_record_that_was_not_passed_on_is_named() -> None:
    pool = Pool()
    pool.append(material())
    found = committed_to_the_end(pool, *topics.RAW)
    assert len(found) == len(material())
    assert all("never passed on" in line for line in found)


def test_messages_and_letters_that_are_nowhere_else_are_named_and_nothing_more() -> None:
    pool = Pool()
    pool.append(material())
    rounds = Rounds(pool, MemoryWarehouse(), agents())
    (member,) = pool.members(1)
    for reader in ("calls", "emails", "social", "chats", "records"):
        while member.fetch(100) or any(batch.topic == f"voc.{reader}" for batch, _ in member.held):
            rounds.run(member, reader, member.take(reader, 5), Fuse())
    assert committed_to_the_end(pool, *topics.RAW) == []
    unstored = committed_to_the_end(pool, topics.INTERACTIONS)
    assert len(unstored) > 60
    assert all("its fact is missing" in line for line in unstored)
    unfiled = committed_to_the_end(pool, topics.DEAD_LETTERS)
    assert len(unfiled) == 3
    assert all("not filed" in line for line in unfiled)
