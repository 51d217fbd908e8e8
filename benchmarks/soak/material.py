"""What the cases send: mixed events of a simulated bank in two languages, repetitions on other partitions, refusals."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Final

import msgspec

from pipeline.ports import NewRecord
from schemas.envelope import Event
from tests.proof.events import MOST_EXAMPLES, mixed, poison, sent, woven

REFUSED_BYTES: Final = 20_000
_REPEATED: Final = 20  # one event in so many comes twice


@cache
def bank(count: int) -> tuple[Event, ...]:
    """The same events for every round, so that the oracle hears each once."""
    return tuple(mixed(count))


def traffic(count: int, seed: int) -> list[NewRecord]:
    """The bank's events in order, some of them once more, under a key of another partition; at chance places what is refused."""
    chance = Random(seed)
    good = sent(bank(count))
    again = [one._replace(key=one.key + b"+") for one in chance.sample(good, count // _REPEATED)]
    return woven(woven(good, again, seed), poison(REFUSED_BYTES), seed + 1)


def odd_hours(count: int, seed: int, now: datetime) -> list[NewRecord]:
    """Events whose creation lies up to 30 days behind `now`, up to two days ahead of it, or at an odd hour of the calendar."""
    chance = Random(seed)
    told = bank(count)[MOST_EXAMPLES:]
    return sent(
        msgspec.structs.replace(event, id=f"{event.id}-{seed}-{number}", created_at=_moment(chance, now))
        for number, event in enumerate(told)
    )


def _moment(chance: Random, now: datetime) -> datetime:
    match chance.randrange(3):
        case 0:
            return now - timedelta(seconds=chance.randrange(30 * 86_400))
        case 1:
            return now + timedelta(seconds=chance.randrange(2 * 86_400))
        case _:
            return chance.choice(_ODD) + timedelta(seconds=chance.randrange(-3_600, 3_600))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


_ODD: Final[Sequence[datetime]] = (
    _at("2024-02-29T00:00:00+00:00"),
    _at("2024-02-29T23:59:59+08:00"),
    _at("2028-02-29T12:00:00-05:00"),
    _at("2024-03-01T00:00:00+14:00"),
    _at("2026-03-29T01:00:00+00:00"),  # clocks go forward in Europe
    _at("2026-03-08T02:30:00-05:00"),  # and in America, where this hour was left out
    _at("2026-10-25T02:30:00+02:00"),  # the first of two
    _at("2026-10-25T02:30:00+01:00"),  # the second
    _at("2025-12-31T23:59:59+00:00"),
    _at("2026-01-01T00:00:00+05:45"),
    datetime(1990, 1, 1, 1, tzinfo=UTC),
    datetime(2099, 12, 31, 22, tzinfo=UTC),
)
