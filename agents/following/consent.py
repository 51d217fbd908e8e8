"""Whether the customer allows a contact, by the last thing said or recorded about it."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from agents.following.policies import Aim, Policies
from agents.following.reading import Reading
from schemas.records import ConsentGiven, ConsentWithdrawn
from schemas.values import Channel


class Ask(NamedTuple):
    """What a contact needs consent for."""

    aim: Aim
    purpose: str
    channel: Channel


class Statement(NamedTuple):
    """Consent given or withdrawn. An empty purpose is any, no channels are all."""

    at: datetime
    key: str
    given: bool
    aim: Aim
    purpose: str
    channels: tuple[Channel, ...]

    def covers(self, ask: Ask) -> bool:
        """Selling is selling and a survey a survey, whatever the company calls it; any other purpose by its name."""
        if self.channels and ask.channel not in self.channels:
            return False
        same_aim = self.aim is ask.aim and ask.aim in (Aim.SELL, Aim.ASK)
        return not self.purpose or same_aim or self.purpose.casefold() == ask.purpose.casefold()


class Consent:
    """All statements of one customer, in order, answering for any contact what held just before it."""

    def __init__(self, readings: Iterable[Reading], policies: Policies) -> None:
        self._statements = [one for reading in readings if (one := _statement(reading, policies))]
        self._covering: dict[Ask, list[Statement]] = {}

    def refusal(self, at: datetime, ask: Ask) -> str:
        """The event key of the refusal in force just before `at`; empty where there is none."""
        if not self._statements:
            return ""
        covering = self._covering.get(ask)
        if covering is None:
            covering = [one for one in self._statements if one.covers(ask)]
            self._covering[ask] = covering
        before = bisect_left(covering, at, key=lambda one: one.at)
        if not before or covering[before - 1].given:
            return ""
        return covering[before - 1].key


def _statement(reading: Reading, policies: Policies) -> Statement | None:
    if "do_not_contact" in reading.cues:
        return Statement(reading.at, reading.key, given=False, aim=Aim.SERVE, purpose="", channels=())
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
    )
