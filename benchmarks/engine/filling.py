"""The raw topics, filled once; what agents write to is made anew for every run. And how far a group has come."""

import time
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final, Self

from kafka import KafkaProducer
from kafka.errors import UnknownTopicOrPartitionError

from benchmarks.engine.work import read
from pipeline.operating import topics as operating
from pipeline.operating.brokers import Brokers
from pipeline.operating.plan import planned
from pipeline.operating.positions import commit, committed, ends, group_of, places
from pipeline.operating.servers import Servers
from pipeline.settings import Settings
from schemas import topics
from schemas.errors import Unavailable
from schemas.topics import key_of, topic_of

DERIVED: Final = (topics.INTERACTIONS, topics.TOUCHED, topics.DEAD_LETTERS)
_LEAVES_WITHIN: Final = 30.0
_SENT_AT_ONCE: Final = 20_000


def fill(server: str, file: Path) -> None:
    """Append every event to the raw topic it belongs on, acknowledged by all replicas."""
    producer = KafkaProducer(bootstrap_servers=server, acks="all", linger_ms=20, batch_size=256 * 1024)
    sent: list[Any] = []
    for value, event in read(file):
        sent.append(producer.send(topic_of(event), key=key_of(event), value=value))
        if len(sent) == _SENT_AT_ONCE:
            _await_delivery(sent)
    _await_delivery(sent)
    producer.close()


def _await_delivery(sent: list[Any]) -> None:
    for delivery in sent:
        delivery.get(timeout=60)
    sent.clear()


class Topics:
    """The broker as its operator sees it, with the topics that `earshot topics apply` makes."""

    def __init__(self, server: str) -> None:
        self._brokers = Brokers(Servers((server,)))
        self._plan = planned(Settings())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._brokers.close()

    def make(self) -> None:
        """All topics, as planned."""
        operating.apply(self._brokers, self._plan)

    def renew(self) -> None:
        """What agents write to is empty again."""
        self._brokers.ask(lambda client: client.delete_topics(list(DERIVED), raise_errors=False))
        deadline = time.monotonic() + _LEAVES_WITHIN
        while self._there(DERIVED):
            if time.monotonic() > deadline:
                raise Unavailable(f"Kafka still has topics that were deleted {_LEAVES_WITHIN:.0f} s ago")
            time.sleep(0.1)
        self.make()

    def _there(self, names: Collection[str]) -> bool:
        try:
            return bool(places(self._brokers, names))
        except UnknownTopicOrPartitionError:
            return False

    def lag(self, group: str) -> int:
        """Records that the group has not committed."""
        # Positions before ends: what was sent in between counts as not done.
        done = committed(self._brokers, group)
        last = ends(self._brokers, places(self._brokers, topics.ALL))
        return sum(end - done.get(place, 0) for place, end in last.items())

    def skip(self, group: str) -> None:
        """The group begins behind the raw records that are there now."""
        commit(self._brokers, group, ends(self._brokers, places(self._brokers, topics.RAW)))

    def joined(self, group: str) -> bool:
        """Whether the group has members who know their partitions."""
        found = group_of(self._brokers, group)
        return found.state == "Stable" and bool(found.members)
