"""Where each value is kept. The SQL stands in `sql/`; a test holds its columns to these row types."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

import msgspec

from schemas import alerting, erasures, facts, noticed, restated, stories
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
HANDLINGS: Final = Table("handlings", stories.HandlingRow, ("customer", "event_key"))
STATEMENTS: Final = Table("statements", stories.StatementRow, ("customer", "event_key", "kind"))
TOPIC_NAMES: Final = Table("topic_names", facts.TopicName, ("topic",))
RESTATED: Final = Table(
    "restated",
    restated.Restated,
    ("day", "scope", "channel", "region", "product", "team", "language", "topic", "before_version"),
)
ERASURES: Final = Table("erasures", erasures.Erasure, ("name",))
ALERTS: Final = Table("alerts", alerting.AlertRow, ("rule", "cell", "opened_at"))
DELIVERIES: Final = Table(
    "alert_deliveries",
    alerting.DeliveryRow,
    ("rule", "cell", "opened_at", "kind", "via", "target"),
)
NOTED: Final = Table("noticed", noticed.Noted, ("part",))
MOVEMENTS: Final = Table(
    "noticed_movements", noticed.MovementRow, ("week", "figure", "topic", "dimension", "place")
)
SURGES: Final = Table("noticed_surges", noticed.SurgeRow, ("topic", "started_at"))
WATCH: Final = Table("noticed_watch", noticed.WatchRow, ("week", "topic"))
DRIVERS: Final = Table("noticed_drivers", noticed.DriverRow, ("period_end", "figure", "dimension", "place"))

FACTS: Final = (INTERACTIONS, RECORDS, ARRIVALS, TOUCHPOINTS, IDENTITIES, DEAD_LETTERS, PROGRESS)
DERIVED: Final = (JOURNEYS, PROMISES, RESOLUTIONS, OUTREACH, HANDLINGS, STATEMENTS)
NOTICED: Final = (NOTED, MOVEMENTS, SURGES, WATCH, DRIVERS)
ALL: Final = (*FACTS, *DERIVED, TOPIC_NAMES, RESTATED, ERASURES, ALERTS, DELIVERIES, *NOTICED)

SIGNALS: Final = "signals"
TOPIC_SIGNALS: Final = "topic_signals"
"""The tallies are never written row by row: the warehouse recomputes them from `interactions`."""
