"""An agent is a value: what it reads, what it writes, and one pure step over a batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

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


_APPENDED: Final = (1 << 52) - 1


def version_of(method: int, appended: int) -> int:
    """A newer method wins; within one method the later append. 52 bits of microseconds reach the year 2112."""
    return method << 52 | appended


def appended_of(version: int) -> int:
    """The append time within a fact's version."""
    return version & _APPENDED


def hour_of(moment: datetime) -> datetime:
    """The tally window: the UTC hour a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)
