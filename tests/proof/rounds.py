"""What a worker does with batches, on the shared stages: the order of its lives, and two orders that are known to be bad."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.base import Agent
from agents.following.policies import Policies
from pipeline.ports import NewRecord, Record, Warehouse
from pipeline.stages.clerk import file
from pipeline.stages.following import Following, Round
from pipeline.stages.hearing import hear
from pipeline.stages.tallying import windows_of
from tests.crash.cutting import Cut, Fuse
from tests.proof.pool import Held, Member, Pool, as_record


class Order(StrEnum):
    RIGHT = "right"
    ACK_BEFORE_INSERT = "ack before insert"
    COMMIT_BEFORE_RECOUNT = "commit before recount"


class _Raw:
    """Raw records by their place, as the workers read them once more for a dead letter."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def raw(self, topic: str, partition: int, offset: int) -> Record | None:
        return as_record(self._pool.logs[topic, partition][offset])


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds over one pool and one warehouse, in one order."""

    pool: Pool
    warehouse: Warehouse
    agents: Sequence[Agent]
    order: Order = Order.RIGHT

    def run(self, member: Member, reader: str, held: Sequence[Held], fuse: Fuse) -> None:
        """One round of an agent on these batches, until the fuse blows (PowerCut) or they are acknowledged.

        Every store call and every append counts for the fuse.
        """
        records = [as_record(one) for batch, _ in held for one in batch.records]
        warehouse: Warehouse = Cut(self.warehouse, fuse)  # type: ignore[assignment]  # it has every method of the store
        early = self.order is (Order.COMMIT_BEFORE_RECOUNT if reader == "tally" else Order.ACK_BEFORE_INSERT)
        if early:
            member.acknowledge(held)
            member.commit()
        outputs = self._work(warehouse, reader, records)
        for some in _pieces(outputs):
            fuse.run(self.pool.append, [some])
        if not early:
            member.acknowledge(held)

    def _work(self, warehouse: Warehouse, reader: str, records: Sequence[Record]) -> list[NewRecord]:
        match reader:
            case "story":
                this, agent = Round(), Following(_Raw(self.pool), warehouse, Policies())
                agent.store(records, this)
                agent.derive(this)
                return this.outputs()
            case "tally":
                warehouse.recount(windows_of(records))
            case "clerk":
                file(warehouse, records)
            case _:
                (channel,) = (agent for agent in self.agents if agent.name == reader)
                return hear(channel, records, at_the_door=True)
        return []


def _pieces(outputs: Sequence[NewRecord]) -> list[list[NewRecord]]:
    """Kafka takes what is sent in several batches: a cut may leave any prefix of them behind."""
    half = len(outputs) // 2
    return [list(some) for some in (outputs[:half], outputs[half:]) if some]
