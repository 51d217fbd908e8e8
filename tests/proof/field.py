"""One field trial: a broker and a warehouse of its own, workers, and the oracle's judgement at the end."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from pipeline.ports import NewRecord, Record
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from schemas import topics
from tests.proof.broker import PARTITIONS, Broker
from tests.proof.contents import Contents, of_server
from tests.proof.differences import Difference, differences, report
from tests.proof.material import SECRET, oracle
from tests.proof.oracle import origin_of
from tests.proof.safety import uncovered
from tests.proof.workers import Fleet, Stuck, Worker

__all__ = ["DRAINED", "SECRET", "SESSION", "Field", "elsewhere", "field", "oracle"]

SESSION: Final = 6.0
"""Seconds after which Kafka gives a silent worker's partitions to others."""
DRAINED: Final = 60.0


@dataclass(frozen=True, slots=True)
class Field:
    """A broker with new topics, a database with new tables, and workers that are settled on both."""

    kafka: Kafka
    clickhouse: ClickHouse
    broker: Broker
    database: str
    fleet: Fleet

    @property
    def url(self) -> str:
        return self.clickhouse.url(self.database)

    def stored(self) -> Contents:
        return of_server(self.url)

    def drained(self, seconds: float = DRAINED) -> float:
        """Wait until the workers have handled everything; the seconds it took."""
        with self.broker.watching() as settled:
            return self.fleet.until(settled, "a lag of 0", seconds)

    def judged(self, gone: Sequence[Record] = ()) -> str:
        """The oracle's report on the tables and on what is committed; empty when nothing is lost, doubled or wrong."""
        return "\n".join(filter(None, [report(self.differences(gone)), self.unsafe()]))

    def differences(self, gone: Sequence[Record] = ()) -> list[Difference]:
        """What is lost, doubled or wrong. `gone` are raw records that were handled once and are no longer in their topic."""
        stored = self.stored()
        raw = [*{(origin_of(one), one.value): one for one in [*gone, *self.broker.read(topics.RAW)]}.values()]
        return differences(oracle().expect(raw, stored), stored)

    def unsafe(self) -> str:
        """What is committed and nowhere; to be asked while all workers are dead or idle."""
        committed, stored = self.broker.committed(), self.stored()
        return "\n".join(uncovered(committed, self.broker.read(topics.ALL), stored)[:20])

    def trickles(self, lots: Iterator[Sequence[NewRecord]], worker: Worker, seconds: float = 60.0) -> int:
        """Send lot after lot while the worker lives; its exit code, once it has ended by itself."""
        deadline = time.monotonic() + seconds
        with self.broker.sending() as sender:
            while worker.lives():
                sender.send(next(lots))
                if time.monotonic() > deadline:
                    raise Stuck(f"the worker lives after {seconds} s. It said:\n{worker.last_words()}")
                time.sleep(0.3)
        return worker.ends(1)

    def send(self, records: Sequence[NewRecord], shift: int = 0) -> list[Record]:
        return self.broker.send(records, shift)


@contextmanager
def field(kafka: Kafka, clickhouse: ClickHouse, folder: Path, name: str) -> Iterator[Field]:
    """A field of its own on these servers: new topics, a database and a group called `name`."""
    broker = Broker(kafka.servers, group=name)
    broker.make_topics(PARTITIONS)
    with closing(SqlWarehouse(Server(urlsplit(clickhouse.url(name))))) as warehouse:
        migrate(warehouse)
    settings = {
        "brokers": kafka.url,
        "warehouse": clickhouse.url(name),
        "group": name,
        "handle_secret": SECRET,
        "session_seconds": str(SESSION),
        "freshness": "0.2",
        "batch_records": "100",
    }
    with Fleet(folder, settings) as fleet:
        yield Field(kafka, clickhouse, broker, name, fleet)


def elsewhere(trial: Field, port: int) -> Field:
    """The same field whose workers reach the warehouse at another port: that of a proxy."""
    url = trial.url.replace(f":{trial.clickhouse.port}/", f":{port}/")
    return replace(trial, fleet=replace(trial.fleet, settings={**trial.fleet.settings, "warehouse": url}))
