"""What an erasure leaves in people's hands: what was done, without saying of whom, so that it can be checked."""

from datetime import datetime

import msgspec

from schemas import tables
from schemas.erasures import Erasure

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

    @property
    def rows(self) -> list[Erasure]:
        """The erasure list as this receipt has it."""
        return [
            Erasure(name=one, person=self.person, erased_at=self.erased_at, version=1) for one in self.names
        ]
