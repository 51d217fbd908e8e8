"""What all contenders share: how they are told what to do, and what they say when it is done."""

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from agents.following.policies import Policies
from pipeline.distributed.following import BEHIND, LONGEST, ROUND
from pipeline.ports import Record, Warehouse
from pipeline.settings import Settings, load
from pipeline.stages.following import Following, Round


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """The one line a contender prints. Moments are the machine's monotonic clock, in seconds."""

    events: int
    first_fetch: float
    last_row: float

    @property
    def seconds(self) -> float:
        return self.last_row - self.first_fetch

    def tell(self) -> None:
        # Faust puts a log in the place of standard output.
        print(msgspec.json.encode(self).decode(), file=sys.__stdout__, flush=True)


def settings() -> Settings:
    return load(os.environ)


def brokers(chosen: Settings) -> str:
    """The brokers as other clients than Faust want them."""
    return chosen.brokers.removeprefix("kafka://")


def wanted() -> int:
    """How many events the topics hold."""
    return int(sys.argv[1])


class NoRaw:
    """The events of a benchmark never contradict each other, so no record is read a second time."""

    def raw(self, topic: str, partition: int, offset: int) -> Record | None:  # noqa: ARG002 - the port's names
        return None


class Settling:
    """Writes what the `story` and `tally` workers of Earshot write, when they would write it.

    Facts at once. Stories and tallies every `freshness` seconds, or while catching up only once in a long round.
    """

    def __init__(self, warehouse: Warehouse, policies: Policies, freshness: float) -> None:
        self._agent = Following(NoRaw(), warehouse, policies)
        self._warehouse = warehouse
        self._freshness = freshness
        self._round = Round()
        self._settled_at = time.monotonic()
        self._owed = 0
        self.stored = 0

    def store(self, records: Sequence[Record]) -> None:
        """Facts of these records of voc.interactions."""
        self._agent.store(records, self._round)
        self.stored += len(records)
        self._owed += len(records)

    @property
    def due(self) -> bool:
        behind = datetime.now(UTC) - self._round.settled > BEHIND
        pause = LONGEST if behind else self._freshness
        return self._owed >= ROUND or time.monotonic() - self._settled_at >= pause

    def settle(self) -> None:
        """Stories and tallies of all that was stored since the last time."""
        self._agent.derive(self._round)
        self._warehouse.recount(sorted(self._round.windows))
        self._round, self._owed = Round(), 0
        self._settled_at = time.monotonic()
