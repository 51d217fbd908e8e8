"""Where each value is kept. The SQL stands in `sql/`; a test holds its columns to these row types."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

import msgspec

from schemas import facts, stories
from schemas.interactions import Struct

Columns = dict[str, Sequence[object]]


class Table(msgspec.Struct, frozen=True):
    """A table that is written by upsert: of the rows with one `key` the one with the highest `version` holds."""

    name: str
    row: type[Struct]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.row.__struct_fields__

    def columnar(self, rows: Iterable[Struct]) -> Columns:
        """The rows turned on their side, for a columnar insert."""
        taken = zip(*map(attrgetter(*self.columns), rows), strict=True)
        return dict(zip(self.columns, taken, strict=False))


INTERACTIONS: Final = Table("interactions", facts.InteractionRow, ("window", "event_key"))
RECORDS: Final = Table("records", facts.RecordRow, ("window", "event_key"))
ARRIVALS: Final = Table("arrivals", facts.Arrival, ("event_key", "topic", "partition", "offset"))
TOUCHPOINTS: Final = Table("touchpoints", facts.TouchpointRow, ("customer", "event_key"))
IDENTITIES: Final = Table("identities", facts.IdentityRow, ("handle", "event_key"))
DEAD_LETTERS: Final = Table("dead_letters", facts.DeadLetterRow, ("origin",))
PROGRESS: Final = Table("progress", facts.Progress, ("agents", "topic", "partition"))
JOURNEYS: Final = Table("journeys", stories.Journey, ("customer", "journey"))
PROMISES: Final = Table("promises", stories.PromiseRow, ("customer", "promise"))
RESOLUTIONS: Final = Table("resolutions", stories.ResolutionRow, ("customer", "event_key"))
OUTREACH: Final = Table("outreach", stories.OutreachRow, ("customer", "event_key"))
TOPIC_NAMES: Final = Table("topic_names", facts.TopicName, ("topic",))

FACTS: Final = (INTERACTIONS, RECORDS, ARRIVALS, TOUCHPOINTS, IDENTITIES, DEAD_LETTERS, PROGRESS)
DERIVED: Final = (JOURNEYS, PROMISES, RESOLUTIONS, OUTREACH)
ALL: Final = (*FACTS, *DERIVED, TOPIC_NAMES)

SIGNALS: Final = "signals"
TOPIC_SIGNALS: Final = "topic_signals"
"""The tallies are never written row by row: the warehouse recomputes them from `interactions`."""
