"""A few dozen records for the model tests: every type in two languages, one customer's thread, conflicts, poison."""

from datetime import timedelta
from functools import cache
from typing import Final

import msgspec

from agents.base import Agent
from agents.channels import channel_agents
from pipeline.embedded import open_hearing
from pipeline.ports import NewRecord
from pipeline.settings import Settings
from schemas.topics import CALLS
from tests.bad_input import CORPUS
from tests.proof.events import MOST_EXAMPLES, mixed, sent
from tests.proof.oracle import Oracle, remembering

SECRET: Final = "of the tests alone"


@cache
def agents() -> tuple[Agent, ...]:
    """The ear is loaded once a process."""
    return remembering(channel_agents(open_hearing(Settings(handle_secret=SECRET))))


@cache
def oracle() -> Oracle:
    return Oracle(agents())


@cache
def material() -> tuple[NewRecord, ...]:
    """Examples and a small bank; one event that came again with another creation time; bytes that are refused."""
    told = mixed(420)
    events = [*told[:MOST_EXAMPLES], *told[MOST_EXAMPLES::8]]  # spread over many days
    moved = msgspec.structs.replace(events[0], created_at=events[0].created_at + timedelta(days=3))
    bad = [NewRecord(CALLS, b"bad", CORPUS[name]) for name in ("NaN", "invalid UTF-8", "a repeated key")]
    return (*sent([*events, moved]), *bad)
