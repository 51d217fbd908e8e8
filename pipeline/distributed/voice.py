"""What a worker tells of itself while it works: figures, health and incidents, from one place."""

from dataclasses import dataclass

from pipeline.observing.health import Vitals
from pipeline.observing.incidents import Incident
from pipeline.observing.logs import Journal
from pipeline.observing.metrics import Metrics
from pipeline.observing.names import Service, Shown
from pipeline.observing.refusals import refusal_of
from pipeline.ports import Record


@dataclass(frozen=True, slots=True)
class Voice:
    """Metrics, vitals and journal of one worker. May be called from several threads."""

    metrics: Metrics
    vitals: Vitals
    journal: Journal

    def handled(self, agent: str, records: int, seconds: float) -> None:
        self.metrics.batch(agent, records, seconds)

    def refused(self, agent: str, places: list[str]) -> None:
        """These places of records were refused."""
        for place in places:
            self.metrics.rejected(agent, refusal_of(place))
        if places:
            self.journal.tell(Incident.RECORDS_REJECTED, agent=agent, records=len(places))

    def away(self, service: Service, error: BaseException, wait: float) -> None:
        self.metrics.retried(service)
        if service is Service.WAREHOUSE:
            self.vitals.warehouse = False
        self.journal.tell(Incident.SERVICE_AWAY, service=service, error=error, wait=wait)

    def back(self, service: Service) -> None:
        self.metrics.answered(service)
        if service is Service.WAREHOUSE:
            self.vitals.warehouse = True
        self.journal.tell(Incident.SERVICE_BACK, service=service)

    def visible(self, shown: Shown, oldest: Record, now: float) -> None:
        """What came with `oldest` can be read in the warehouse at `now`, seconds since 1970."""
        self.metrics.visible(shown, now - oldest.appended / 1e6)
