"""The limit: Earshot's agents over a list in memory, in one thread. No broker, no warehouse, nothing between them.

    python -m benchmarks.engine.bare EVENTS_FILE

Prints what must be in the warehouse when the others are done.
"""

import gc
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from agents.base import Agent, Delivery
from agents.channels import channel_agents
from agents.facts import arrival, identity_row, interaction_row, record_row, touchpoint_row
from agents.following.identity import circles
from agents.following.policies import Policies
from agents.story import follow, stories, touch
from benchmarks.engine.contender import Timed, settings
from benchmarks.engine.expected import Expected, expected
from benchmarks.engine.work import read
from pipeline.embedded import open_hearing
from schemas.envelope import decode
from schemas.facts import IdentityRow, InteractionRow
from schemas.interactions import Interaction, Message, Origin
from schemas.stories import Derived, Touchpoint
from schemas.topics import topic_of

_BATCH: Final = 2_000
_AT: Final = datetime(2026, 9, 1, tzinfo=UTC)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What `bare` prints."""

    timed: Timed
    expected: Expected


class Made(NamedTuple):
    """What the agents made of the events."""

    interactions: list[InteractionRow]
    derived: list[Derived]
    records: int


def main() -> None:
    chosen = settings()
    agents = channel_agents(open_hearing(chosen))
    batches = _batches(Path(sys.argv[1]), agents)
    gc.collect()
    gc.freeze()
    began = time.monotonic()
    made = _all(batches, Policies(time_zone=chosen.time_zone))
    ended = time.monotonic()
    count = sum(len(values) for _, values in batches)
    told = Told(
        timed=Timed(events=count, first_fetch=began, last_row=ended),
        expected=expected(count, made.records, made.interactions, made.derived),
    )
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")


def _batches(file: Path, agents: Iterable[Agent]) -> list[tuple[Agent, Sequence[bytes]]]:
    """The values by the agent that reads them, in batches, in the order in which each batch is full."""
    reader = {agent.reads: agent for agent in agents}
    waiting: dict[str, list[bytes]] = {topic: [] for topic in reader}
    found: list[tuple[Agent, Sequence[bytes]]] = []
    for value, event in read(file):
        topic = topic_of(event)
        waiting[topic].append(value)
        if len(waiting[topic]) == _BATCH:
            found.append((reader[topic], waiting[topic]))
            waiting[topic] = []
    return found + [(reader[topic], values) for topic, values in waiting.items() if values]


def _all(batches: Sequence[tuple[Agent, Sequence[bytes]]], policies: Policies) -> Made:
    interactions: list[InteractionRow] = []
    touches: dict[str, list[Touchpoint]] = defaultdict(list)
    identities: list[IdentityRow] = []
    records = 0
    for agent, values in batches:
        for message in agent.step(_deliveries(agent, values)):
            touched = touch(message, 0)
            kept = touchpoint_row(message, touched)
            arrival(message)
            touches[kept.customer].append(touched)
            if isinstance(message, Interaction):
                interactions.append(interaction_row(message, kept))
            else:
                records += 1
                record_row(message, kept)
                identities += _identity(message, kept.version)
    return Made(interactions, _derived(touches, identities, policies), records)


def _deliveries(agent: Agent, values: Sequence[bytes]) -> list[Delivery]:
    origins = (Origin(topic=agent.reads, partition=0, offset=number, at=_AT) for number in range(len(values)))
    return [
        Delivery(decode(value, at_the_door=False), origin)
        for value, origin in zip(values, origins, strict=True)
    ]


def _identity(message: Message, version: int) -> list[IdentityRow]:
    row = None if isinstance(message, Interaction) else identity_row(message, version)
    return [row] if row else []


def _derived(
    touches: dict[str, list[Touchpoint]], identities: list[IdentityRow], policies: Policies
) -> list[Derived]:
    """Each story once: a stream derives the story of a customer who comes back again and again."""
    keys = {*touches, *("~" + row.handle for row in identities)}
    return [
        follow(story, policies) for circle in circles(keys, identities) for story in stories(circle, touches)
    ]


if __name__ == "__main__":
    main()
