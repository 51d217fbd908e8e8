"""When nearly everything is refused, not the senders are wrong but we are: a bad release must not empty the topics into dead letters."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

LOOKED_AT: Final = 1_000
"""Records that are looked back at, at least; fewer say nothing."""


class TooManyRefused(Exception):
    """Ends the worker. Nothing of the batch that was one too many is passed on, and its records wait in their topic."""

    def __init__(self, agent: str) -> None:
        super().__init__(
            f"{agent} refuses nearly all of the latest records, so the fault may be ours; they wait in their topic. See"
            " `earshot dead-letters list` for the reasons; EARSHOT_MOST_REFUSED=1 goes on regardless"
        )
        self.agent = agent


@dataclass(slots=True)
class Refusals:
    """How many of the latest records one agent has refused."""

    most: float
    """Share above which it is too many; 1: never."""
    _batches: deque[tuple[int, int]] = field(default_factory=deque)
    _records: int = 0
    _refused: int = 0

    def too_many(self, records: int, refused: int) -> bool:
        """Whether with this batch, of which `refused` were refused, too many of the latest records were."""
        self._batches.append((records, refused))
        self._records += records
        self._refused += refused
        while self._records - self._batches[0][0] >= LOOKED_AT:
            old, old_refused = self._batches.popleft()
            self._records -= old
            self._refused -= old_refused
        return self._records >= LOOKED_AT and self._refused > self.most * self._records
