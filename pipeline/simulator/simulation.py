"""The whole simulated world, day by day, in order of time; and its truth."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from pathlib import Path as Folder
from random import Random
from typing import Final, TypeVar

import msgspec

from pipeline.simulator import truth as so
from pipeline.simulator.casting import DAY, Cast, Start, planted_starts
from pipeline.simulator.people import customer
from pipeline.simulator.plan import Plan
from pipeline.simulator.teller import Teller
from schemas.envelope import Event, encode
from schemas.events import Said
from schemas.values import event_key

_SAID: Final = Said


class Tale(msgspec.Struct, frozen=True):
    """Some events, none before the day the tale began on, and what is so about them."""

    events: Sequence[Event]
    facts: Sequence[so.Fact]


class Simulation(msgspec.Struct, frozen=True):
    """Both ways of reading begin anew each time and always say the same."""

    plan: Plan

    def events(self) -> Iterator[Event]:
        """In order of creation time. Holds what is still to come of tales that have begun, never the whole."""
        coming: list[tuple[datetime, int, Event]] = []
        count = 0
        for day, tales in _days(self.plan):
            for tale in tales:
                for event in tale.events:
                    count += 1  # ties are settled by the order of telling: events themselves have none
                    heappush(coming, (event.created_at, count, event))
            while coming and coming[0][0] < day + DAY:
                yield heappop(coming)[2]
        while coming:
            yield heappop(coming)[2]

    def arrivals(self) -> Iterator[Event]:
        """The same events in the order in which they became known: each when it happened, but for the late ones."""
        late = {one.key: one.arrives_at for one in self.truth().late}
        held: list[tuple[datetime, int, Event]] = []
        for count, event in enumerate(self.events()):
            while held and held[0][0] <= event.created_at:
                yield heappop(held)[2]
            arrives_at = late.get(event_key(event.source, event.tenant, event.id))
            if arrives_at:
                heappush(held, (arrives_at, count, event))
            else:
                yield event
        while held:
            yield heappop(held)[2]

    def truth(self) -> so.Truth:
        told = [tale for _, tales in _days(self.plan) for tale in map(_known, tales)]
        return _truth(self.plan, told)


def simulate(plan: Plan) -> Simulation:
    return Simulation(plan)


def write(simulation: Simulation, folder: Folder) -> None:
    """`events.jsonl`, one event a line in order of time, and `truth.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "events.jsonl").open("wb") as file:
        file.writelines(encode(event) + b"\n" for event in simulation.events())
    (folder / "truth.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(simulation.truth()), indent=1)
    )


def _days(plan: Plan) -> Iterator[tuple[datetime, Iterator[Tale]]]:
    """Each day's start and the tales that begin on it; a day's tales have to be read before the next day."""
    rng = Random(plan.seed)  # noqa: S311 - a simulation must be repeatable, not unguessable
    cast = Cast(plan)
    planted = planted_starts(plan, rng)
    for number in range(plan.days):
        day = plan.starts_at + DAY * number
        yield day, _tales(day, cast, planted.get(number, []), rng)


def _tales(day: datetime, cast: Cast, planted: Sequence[Start], rng: Random) -> Iterator[Tale]:
    for start in planted:
        yield _told(start, cast.plan, rng)
    for starts in (cast.surge(day, rng), cast.everyday(day, rng)):
        for start in starts:
            tale = _told(start, cast.plan, rng)
            cast.keep_busy(start.customer, max((event.created_at for event in tale.events), default=day))
            yield tale


def _told(start: Start, plan: Plan, rng: Random) -> Tale:
    teller = Teller(rng, customer(plan.seed, start.customer), start.topic, start.at, plan.ends_at)
    start.tell(teller)
    return Tale(teller.events, teller.concluded())


class _Known(msgspec.Struct, frozen=True):
    """What the truth needs of a tale: its events' keys instead of the events."""

    facts: Sequence[so.Fact]
    keys: Sequence[str]
    interactions: int
    moments: tuple[datetime, ...]  # of a tale that belongs to the surge


def _known(tale: Tale) -> _Known:
    surges = any(isinstance(fact, so.InSurge) for fact in tale.facts)
    return _Known(
        facts=tale.facts,
        keys=[event_key(event.source, event.tenant, event.id) for event in tale.events],
        interactions=sum(isinstance(event, _SAID) for event in tale.events),
        moments=tuple(event.created_at for event in tale.events) if surges else (),
    )


F = TypeVar("F", bound=so.Fact)


def _truth(plan: Plan, told: Sequence[_Known]) -> so.Truth:
    facts = [fact for tale in told for fact in tale.facts]
    keys = tuple(key for tale in told for key in tale.keys)
    interactions = sum(tale.interactions for tale in told)

    def all_of(kind: type[F]) -> tuple[F, ...]:
        return tuple(fact for fact in facts if isinstance(fact, kind))

    return so.Truth(
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        interactions=interactions,
        records=len(keys) - interactions,
        labels=all_of(so.Label),
        promises=all_of(so.Promise),
        resolutions=all_of(so.Resolution),
        outreach=all_of(so.Outreach),
        breaches=all_of(so.Breach),
        needs=all_of(so.Need),
        statements=all_of(so.Statement),
        handled=all_of(so.Handled),
        late=all_of(so.Late),
        stolen=all_of(so.Path),
        identities=all_of(so.Identity),
        families=all_of(so.Family),
        courteous_unsolved=tuple(fact.key for fact in all_of(so.CourteousUnsolved)),
        surge=_surge([at for tale in told for at in tale.moments], all_of(so.InSurge)),
        answers=all_of(so.Answer),
        keys=keys,
    )


def _surge(moments: Sequence[datetime], members: Sequence[so.InSurge]) -> so.Surge | None:
    if not members:
        return None
    return so.Surge(
        topic="outage",
        started_at=min(moments),
        ended_at=max(moments),
        keys=tuple(member.key for member in members),
    )
