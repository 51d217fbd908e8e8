"""Whether the customer allows a contact, by what was last said or recorded about it.

A statement covers purposes and channels, and speaks for one person: where payer and user of one account are both named, each
speaks for themselves; whoever is not named, or is both, speaks for all and is spoken for by all. Consent lifts the refusals
of the same person that it covers; a refusal made after it holds again. Said in a talk, a refusal holds from the end of
the talk: what the company does in the meantime was under way. A consent recorded in the course of the talk does not undo what the
customer says in it, and of two statements of one moment the refusal holds.

    09:00            09:04                09:10              Monday
      |---- talk ------|--------------------|------------------|------
         "don't call"   e-mail: no violation    holds from here   call: violation
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from agents.following.policies import Aim, Policies
from agents.following.reading import Reading
from schemas.records import ConsentGiven, ConsentWithdrawn
from schemas.values import Channel, Role


class Ask(NamedTuple):
    """What a contact needs consent for, and whose."""

    aim: Aim
    purpose: str
    channel: Channel
    role: Role


class Statement(NamedTuple):
    """Consent given or withdrawn. An empty purpose is any, no channels are all."""

    at: datetime
    key: str
    given: bool
    aim: Aim
    purpose: str
    channels: tuple[Channel, ...]
    role: Role

    def covers(self, ask: Ask) -> bool:
        """Selling is selling and a survey a survey, whatever the company calls it; any other purpose by its name."""
        if self.channels and ask.channel not in self.channels:
            return False
        if not _same_person(self.role, ask.role):
            return False
        same_aim = self.aim is ask.aim and ask.aim in (Aim.SELL, Aim.ASK)
        return not self.purpose or same_aim or self.purpose.casefold() == ask.purpose.casefold()


class Consent:
    """All statements of one customer, answering for any contact what held just before it."""

    def __init__(self, readings: Iterable[Reading], policies: Policies) -> None:
        found = [one for reading in readings if (one := _statement(reading, policies))]
        self._statements = sorted(found, key=lambda one: (one.at, not one.given, one.key))
        self._purposes = frozenset(one.purpose.casefold() for one in self._statements)
        self._covering: dict[Ask, tuple[list[datetime], list[str]]] = {}

    def refusal(self, at: datetime, ask: Ask) -> str:
        """The event key of the refusal in force just before `at`; empty where there is none."""
        if not self._statements:
            return ""
        ask = self._as_far_as_it_matters(ask)
        if ask not in self._covering:
            self._covering[ask] = _in_force([one for one in self._statements if one.covers(ask)])
        times, keys = self._covering[ask]
        before = bisect_left(times, at)
        return keys[before - 1] if before else ""

    def _as_far_as_it_matters(self, ask: Ask) -> Ask:
        """All asks that the same statements cover are one, however many purposes a company has thought of."""
        purpose = ask.purpose.casefold()
        return ask._replace(purpose=purpose if purpose in self._purposes else "")


def _in_force(statements: list[Statement]) -> tuple[list[datetime], list[str]]:
    """When each statement was made, and the newest refusal that nobody had lifted after it."""
    standing: dict[Role, Statement] = {}
    keys = []
    for one in statements:
        if one.given:
            standing = {role: held for role, held in standing.items() if not _same_person(role, one.role)}
        else:
            standing.pop(one.role, None)
            standing[one.role] = one
        keys.append(next(reversed(standing.values())).key if standing else "")
    return [one.at for one in statements], keys


def _same_person(one: Role, other: Role) -> bool:
    return one == other or {one, other} != {Role.PAYER, Role.USER}


def _statement(reading: Reading, policies: Policies) -> Statement | None:
    role = reading.touchpoint.person.role
    if "do_not_contact" in reading.cues:
        return Statement(reading.over, reading.key, False, Aim.SERVE, "", (), role)
    record = reading.touchpoint.record
    if not isinstance(record, ConsentGiven | ConsentWithdrawn):
        return None
    return Statement(
        reading.at,
        reading.key,
        given=isinstance(record, ConsentGiven),
        aim=policies.aim_of(record.purpose, ""),
        purpose=record.purpose,
        channels=record.channels,
        role=role,
    )
