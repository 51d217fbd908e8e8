"""Does the worker stand still while there is work? A decision on numbers; whoever asks brings the clock and the ends.

A consumer may live and hand out nothing. What it knows of the log's end is then as old as its last fetch, so `end` must
come from another client. Each reader's partition is judged alone: seven that run must not hide the eighth.

    position  10   10   10   12   12   12   12
    end       10   14   14   14   14   14   14
    stood      0    0    s    0    s   2s   3s      s: seconds between two looks
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

LONGEST_LOOK: Final = 5.0  # seconds


class Place(NamedTuple):
    """One agent's partition of a topic."""

    agent: str
    topic: str
    partition: int


class Standing(NamedTuple):
    """The next offset to be handled, and one past the last offset of the partition."""

    position: int
    end: int


class Seen(NamedTuple):
    """What the last look found: where the reader stood, whether it had work, and for how many seconds it stood so."""

    position: int
    behind: bool
    stood: float


class Look(NamedTuple):
    """All places at one moment. `at` is seconds of a clock that never goes back."""

    at: float
    places: Mapping[Place, Seen]


def first_look(at: float) -> Look:
    """Nothing is known yet."""
    return Look(at, {})


def look(before: Look, now: Mapping[Place, Standing], at: float, *, waiting: bool = False) -> Look:
    """The places as they stand now; those that are gone were given to another worker.

    `waiting`: a service is known to be away and is asked again and again. Standing still is then right, and restarting the
    worker would not bring the service back.

    Between two looks at most `LONGEST_LOOK` count: a process that was stopped and goes on has not been standing still.
    """
    passed = 0.0 if waiting else min(max(at - before.at, 0.0), LONGEST_LOOK)
    return Look(at, {place: _seen(before.places.get(place), now[place], passed) for place in now})


def _seen(before: Seen | None, now: Standing, passed: float) -> Seen:
    behind = now.position < now.end
    stood = before is not None and before.behind and behind and before.position == now.position
    return Seen(now.position, behind, before.stood + passed if before and stood else 0.0)


def stalled(seen: Look, stall_seconds: float) -> list[Place]:
    """The places that had work and stood still for `stall_seconds`; while there are any, the worker is not well."""
    return sorted(place for place, found in seen.places.items() if found.stood >= stall_seconds)
