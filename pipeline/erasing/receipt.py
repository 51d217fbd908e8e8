"""What an erasure leaves in people's hands: what was done, without saying of whom, so that it can be checked."""

from datetime import datetime

import msgspec

from schemas import tables

PERSONAL = (
    tables.INTERACTIONS,
    tables.RECORDS,
    tables.ARRIVALS,
    tables.TOUCHPOINTS,
    tables.IDENTITIES,
    *tables.DERIVED,
)
"""Tables with a column `customer`; `identities` has handles as well."""


class Topic(msgspec.Struct, frozen=True):
    """A topic. `blanked`: nothing of the person is in it. Else copies may lie there `until` then; None: for ever."""

    topic: str
    blanked: bool
    until: datetime | None = None


class Receipt(msgspec.Struct, frozen=True):
    """What `earshot erase --check` reads. `names` are keyed hashes: without the handle secret they say nothing."""

    erased_at: datetime
    done_at: datetime
    person: str
    names: tuple[str, ...]
    tables: tuple[str, ...]
    topics: tuple[Topic, ...]

    def __post_init__(self) -> None:
        if not self.names or not all(moment.tzinfo for moment in (self.erased_at, self.done_at)):
            raise ValueError("a receipt has names, and moments with their offsets")
