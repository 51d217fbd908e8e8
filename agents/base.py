"""An agent is a value: what it reads, what it writes, and one pure step over a batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.envelope import Event
from schemas.interactions import Message, Origin


@dataclass(frozen=True, slots=True)
class Delivery:
    """One decoded event and the record it came in."""

    event: Event
    origin: Origin


@dataclass(frozen=True, slots=True)
class Agent:
    """A channel agent. Runners give it a life; importing it changes nothing."""

    name: str
    reads: str
    writes: str
    accepts: tuple[type, ...]  # any other event type on its topic is rejected
    step: Callable[[Sequence[Delivery]], list[Message]]


def hour_of(moment: datetime) -> datetime:
    """The tally window: the UTC hour a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)
