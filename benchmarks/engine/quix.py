"""The same agents inside Quix Streams: raw topics to voc.interactions, and a sink that writes facts, stories and tallies.

    python -m benchmarks.engine.quix EVENTS

It has a checkpoint as often as Earshot settles a round while it catches up. What is written is what Earshot's workers
write, by the same code.
"""

import time
from collections.abc import Callable
from contextlib import closing
from typing import Any, Final

from quixstreams import Application, message_context
from quixstreams.models.serializers import Serializer
from quixstreams.sinks import BatchingSink, SinkBatch

from agents.base import Agent
from agents.channels import channel_agents
from agents.following.policies import Policies
from benchmarks.engine.contender import Settling, Timed, brokers, settings, wanted
from pipeline.distributed.following import LONGEST
from pipeline.embedded import open_hearing
from pipeline.ports import NewRecord, Record
from pipeline.settings import Settings
from pipeline.stages.hearing import hear
from pipeline.warehouse.open import open_warehouse
from schemas import topics

_BATCH: Final = 4_000
Step = Callable[[bytes, bytes, int, object], list[NewRecord]]


class Values(Serializer):  # type: ignore[misc]  # it is installed only beside the benchmark
    """A record that is to be sent, as its bytes."""

    def __call__(self, value: NewRecord, *_: Any, **__: Any) -> bytes:
        return value.value


class Facts(BatchingSink):  # type: ignore[misc]  # the same
    """Writes at every checkpoint, and says when the last of the events is in."""

    def __init__(self, settling: Settling, done: Callable[[], None], count: int) -> None:
        super().__init__()
        self._settling, self._done, self._count = settling, done, count
        self._added = 0

    def add(self, *record: Any, **named: Any) -> None:
        """The last one does not wait for the next checkpoint."""
        super().add(*record, **named)
        self._added += 1
        if self._added == self._count:
            self.flush()

    def write(self, batch: SinkBatch) -> None:
        for some in batch.iter_chunks(n=_BATCH):
            self._settling.store(
                [
                    Record(
                        batch.topic,
                        batch.partition,
                        one.offset,
                        one.timestamp * 1_000,
                        one.key,
                        one.value,
                        {},
                    )
                    for one in some
                ]
            )

    def flush(self) -> None:
        super().flush()
        self._settling.settle()
        if self._settling.stored >= self._count:
            self._done()


def main() -> None:
    chosen, count = settings(), wanted()
    app = Application(
        broker_address=brokers(chosen),
        consumer_group=chosen.group,
        auto_offset_reset="earliest",
        commit_interval=LONGEST,
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=str(chosen.home),
        loglevel="WARNING",
    )
    began: list[float] = []

    def done() -> None:
        Timed(events=count, first_fetch=began[0], last_row=time.monotonic()).tell()
        app.stop()

    with closing(open_warehouse(chosen)) as warehouse:
        settling = Settling(warehouse, Policies(time_zone=chosen.time_zone), chosen.freshness)
        _join(app, chosen, began, Facts(settling, done, count))
        app.run()


def _join(app: Application, chosen: Settings, began: list[float], sink: BatchingSink) -> None:
    raw_bytes: dict[str, Any] = {"key_deserializer": "bytes", "value_deserializer": "bytes"}
    ways = {
        name: app.topic(name, **raw_bytes, key_serializer="bytes", value_serializer=Values())
        for name in (topics.INTERACTIONS, topics.DEAD_LETTERS)
    }
    for agent in channel_agents(open_hearing(chosen)):
        frame = app.dataframe(app.topic(agent.reads, **raw_bytes))
        heard = frame.apply(_step(agent, began), expand=True, metadata=True)
        heard.to_topic(lambda value, *_: ways[value.topic], key=lambda value: value.key)
    app.dataframe(ways[topics.INTERACTIONS]).sink(sink)


def _step(agent: Agent, began: list[float]) -> Step:
    def step(value: bytes, key: bytes, timestamp: int, _headers: object) -> list[NewRecord]:
        if not began:
            began.append(time.monotonic())
        at = message_context()
        return hear(agent, [Record(at.topic, at.partition, at.offset, timestamp * 1_000, key, value, {})])

    return step


if __name__ == "__main__":
    main()
