"""Where the cases run: a Kafka and a ClickHouse for all of them, servers of their own for those that need them bent."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks.soak.commits import CommitProxy
from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.service import running
from tests.proof.field import Field
from tests.proof.field import field as field_of_trial


@dataclass(frozen=True, slots=True)
class Ground:
    """Servers that every case may kill, if it starts them again; `minutes` is how long the longest case lasts."""

    folder: Path
    kafka: Kafka
    clickhouse: ClickHouse
    minutes: float
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def trial(self, kafka: Kafka | None = None, clickhouse: ClickHouse | None = None) -> Iterator[Field]:
        """New topics, a new database, a new group, and a folder for what the workers say."""
        name = f"soak_{next(self._numbers)}"
        folder = self.folder / name
        folder.mkdir()
        with field_of_trial(kafka or self.kafka, clickhouse or self.clickhouse, folder, name) as trial:
            yield trial

    @contextmanager
    def behind_a_proxy(self) -> Iterator[tuple[Kafka, CommitProxy]]:
        """A broker all of whose clients are sent to the proxy."""
        folder = self.folder / f"kafka-{next(self._numbers)}"
        with ExitStack() as stack:
            proxy = stack.enter_context(CommitProxy(Kafka(folder).port))
            kafka = stack.enter_context(running(Kafka(folder, advertised=proxy.port)))
            yield kafka, proxy
