"""Taking the group back to an earlier record. Never forward: what was not handled would be passed over."""

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from agents.channels import READERS
from pipeline.operating.brokers import Brokers
from pipeline.operating.positions import Place, begins, commit, committed, ends, places, since
from schemas.errors import Misused


class Move(msgspec.Struct, frozen=True):
    """One partition's way back: the next offset to read, as it is and as it shall be."""

    agent: str
    topic: str
    partition: int
    start: int
    to: int


def moves(brokers: Brokers, group: str, moment: datetime | None, agents: Collection[str] = ()) -> list[Move]:
    """What going back to `moment` (None: to the oldest record kept) means for the partitions of `agents` (all when empty).

    Partitions without a position, or with one that is earlier already, stay as they are and are left out.
    """
    readers = _readers(agents)
    have = places(brokers, readers.values())
    if absent := {*readers.values()} - {place.topic for place in have}:
        raise Misused(f"there is no topic {', '.join(sorted(absent))}; run `earshot topics apply`")
    targets = _targets(brokers, have, moment)
    now = committed(brokers, group)
    return [
        Move(agent, *place, start=now[place], to=targets[place])
        for agent, topic in readers.items()
        for place in have
        if place.topic == topic and targets[place] < now.get(place, 0)
    ]


def _readers(agents: Collection[str]) -> dict[str, str]:
    known = dict(READERS)
    if wrong := sorted({*agents} - {*known}):
        raise Misused(f"unknown agent {', '.join(wrong)}; known are: {', '.join(known)}")
    return {agent: topic for agent, topic in READERS if not agents or agent in agents}


def _targets(brokers: Brokers, have: list[Place], moment: datetime | None) -> Mapping[Place, int]:
    first = begins(brokers, have)
    if moment is None:
        return first
    last = ends(brokers, have)
    return {
        place: max(first[place], last[place] if at < 0 else at)
        for place, at in since(brokers, have, moment).items()
    }


def rewind(brokers: Brokers, group: str, todo: Collection[Move]) -> None:
    """Set the positions. Misused, with nothing moved, while the group has members."""
    if todo:
        commit(brokers, group, {Place(move.topic, move.partition): move.to for move in todo})
