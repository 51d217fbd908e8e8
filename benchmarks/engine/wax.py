"""The same agents inside Bytewax: one dataflow from the raw topics to a sink that writes facts, stories and tallies.

    python -m benchmarks.engine.wax EVENTS

Messages go from step to step in memory, as is usual there: nothing is written to voc.interactions. What goes to the
warehouse is what Earshot's workers write, by the same code, at the same intervals.
"""

import time
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from operator import attrgetter
from typing import Protocol

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSource
from bytewax.dataflow import Dataflow
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.testing import run_main

from agents.base import Agent
from agents.channels import channel_agents
from agents.following.policies import Policies
from benchmarks.engine.contender import Settling, Timed, brokers, settings, wanted
from pipeline.embedded import open_hearing
from pipeline.ports import NewRecord, Record
from pipeline.stages.hearing import hear
from pipeline.warehouse.open import open_warehouse
from schemas import topics


class Message(Protocol):
    """What the source hands over."""

    key: bytes | None
    value: bytes
    topic: str
    partition: int
    offset: int
    timestamp: tuple[int, int]  # kind, milliseconds


class Facts(StatelessSinkPartition):  # type: ignore[misc]  # it is installed only beside the benchmark
    """Writes facts as they come and settles what follows when it is due, and at the end of the topics."""

    def __init__(self, settling: Settling) -> None:
        self._settling = settling

    def write_batch(self, items: list[NewRecord]) -> None:
        appended = time.time_ns() // 1_000
        first = self._settling.stored
        self._settling.store(
            [
                Record(one.topic, 0, first + number, appended, one.key, one.value, {})
                for number, one in enumerate(items)
                if one.topic == topics.INTERACTIONS
            ]
        )
        if self._settling.due:
            self._settling.settle()

    def close(self) -> None:
        self._settling.settle()


class ToWarehouse(DynamicSink):  # type: ignore[misc]  # the same
    """One sink a worker; there is one worker."""

    def __init__(self, settling: Settling) -> None:
        self._settling = settling

    def build(self, step_id: str, worker_index: int, worker_count: int) -> Facts:  # noqa: ARG002
        return Facts(self._settling)


class Hearing:
    """Calls each topic's agent with a batch, and remembers when the first one came."""

    def __init__(self, agents: Sequence[Agent]) -> None:
        self._agents = {agent.reads: agent for agent in agents}
        self.began = 0.0

    def __call__(self, messages: list[Message]) -> list[NewRecord]:
        self.began = self.began or time.monotonic()
        return [
            made
            for topic, some in groupby(messages, key=attrgetter("topic"))
            for made in hear(self._agents[topic], [_record(message) for message in some])
        ]


def _record(message: Message) -> Record:
    place = (message.topic, message.partition, message.offset)
    return Record(*place, message.timestamp[1] * 1_000, message.key or b"", message.value, {})


def main() -> None:
    chosen, count = settings(), wanted()
    hearing = Hearing(channel_agents(open_hearing(chosen)))
    with closing(open_warehouse(chosen)) as warehouse:
        settling = Settling(warehouse, Policies(time_zone=chosen.time_zone), chosen.freshness)
        flow = Dataflow("voice")
        source = KafkaSource([brokers(chosen)], topics.RAW, tail=False)
        heard = op.flat_map_batch("hear", op.input("raw", flow, source), hearing)
        op.output("facts", heard, ToWarehouse(settling))
        run_main(flow)
        if settling.stored == count:
            Timed(events=count, first_fetch=hearing.began, last_row=time.monotonic()).tell()


if __name__ == "__main__":
    main()
