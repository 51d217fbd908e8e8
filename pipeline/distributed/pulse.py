"""Signs of life: when each agent last got a step further, and the moment of what it has handled of each partition.

A round may last minutes because there is much to do, and ending the worker would only make it begin anew. So the watchdog
asks not only for acknowledgements, which come at the end of a round, but for steps.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.ports import RawRecords, Record


@dataclass(frozen=True, slots=True)
class Pulse:
    """Of all agents of one worker. May be told from several threads. `clock` never goes back."""

    clock: Callable[[], float] = time.monotonic
    _beats: dict[str, float] = field(default_factory=dict)
    _newest: dict[tuple[str, int], float] = field(default_factory=dict)

    def beat(self, agent: str) -> None:
        """The agent has come a step further: a service has answered, or some records are heard."""
        self._beats[agent] = self.clock()

    def beats(self, agent: str, within: float) -> bool:
        """Whether it has come further within so many seconds."""
        return self.clock() - self._beats.get(agent, float("-inf")) < within

    def handled(self, topic: str, partition: int, appended: float) -> None:
        """The newest handled record of the partition was appended then, in seconds since 1970."""
        self._newest[topic, partition] = appended

    @property
    def newest(self) -> Mapping[tuple[str, int], float]:
        return self._newest


@dataclass(frozen=True, slots=True)
class BeatingRaw:
    """Raw records, each of which is a step."""

    raw_records: RawRecords
    beat: Callable[[], None]

    def raw(self, topic: str, partition: int, offset: int) -> Record | None:
        found = self.raw_records.raw(topic, partition, offset)
        self.beat()
        return found
