"""A need while it is being gathered: the one mutable value of `following`, never seen outside `needs`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agents.following.reading import Reading
from schemas.values import EARLIEST


@dataclass(slots=True, eq=False)
class Growing:
    """`last` is its last touchpoint, `last_contact` the customer's last; `into` the need that has taken it in.

    It is open since `open_since` or settled since `settled_since`, never both; a second resolution while it is settled moves
    `settled_last` only.
    """

    opened_at: datetime
    last: datetime = EARLIEST
    last_contact: datetime = EARLIEST
    readings: list[Reading] = field(default_factory=list)
    tied: list[str] = field(default_factory=list)
    has_case: bool = False
    open_since: datetime | None = None
    settled_since: datetime | None = None
    settled_last: datetime | None = None
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    talks: dict[str, datetime] = field(default_factory=dict)
    merged: bool = False
    into: "Growing | None" = None

    def __post_init__(self) -> None:
        self.open_since = self.opened_at

    def whole(self) -> "Growing":
        """The need this one is part of by now."""
        need = self
        while need.into is not None:
            need = need.into
        if self.into is not None:
            self.into = need  # the next look is one step, however often needs became one
        return need

    def settle(self, at: datetime) -> None:
        if self.open_since is not None:
            self.spans.append((self.open_since, at))
            self.open_since = None
        self.settled_since = self.settled_since or at
        self.settled_last = at

    def reopen(self, at: datetime) -> None:
        self.settled_since = self.settled_last = None
        self.open_since = self.open_since or at

    def goes_on(self, reading: Reading, talk: timedelta) -> bool:
        """Whether the reading goes on a talk of this need that began less than `talk` before; else it begins one."""
        if not reading.talk:
            return False
        begun = self.talks.get(reading.talk)
        if begun is not None and reading.at - begun < talk:
            return True
        self.talks[reading.talk] = reading.at
        return False

    def absorb(self, other: "Growing") -> None:
        """Take in another need: resolved only if both were."""
        self.readings += other.readings
        self.tied += other.tied
        self.spans += other.spans
        self.talks = other.talks | self.talks
        self.last = max(self.last, other.last)
        self.last_contact = max(self.last_contact, other.last_contact)
        self.has_case = self.has_case or other.has_case
        if other.open_since is not None:
            self.reopen(other.open_since)
        elif other.settled_last is not None and self.settled_last is not None:
            self.settle(max(self.settled_last, other.settled_last))
        self.merged = True
        other.into = self
        other.readings = []
