"""Raw records handed in to Kafka: by the gateway and by imports."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.log import SqliteLog
from pipeline.operating.brokers import Brokers
from pipeline.operating.positions import ends, places
from pipeline.operating.sending import Sender
from pipeline.operating.servers import Servers
from pipeline.ports import NewRecord
from schemas.errors import EarshotError


class KafkaIntake:
    """The Intake port on Kafka. How far files were read is kept in the home, where the files are too."""

    def __init__(self, servers: Servers, home: Path) -> None:
        self._servers = servers
        self._sender = Sender(servers)
        self._marks = SqliteLog(home / "marks.db")

    def append(self, records: Sequence[NewRecord], mark: tuple[str, str] | None = None) -> None:
        for outcome in self._sender.send(records):
            if isinstance(outcome, EarshotError):
                raise outcome
        if mark:
            self._marks.append([], mark=mark)

    def marked(self, name: str) -> str:
        return self._marks.marked(name)

    def end(self, topic: str) -> int:
        with Brokers(self._servers) as brokers:
            return sum(ends(brokers, places(brokers, [topic])).values())

    def close(self) -> None:
        self._sender.close()
        self._marks.close()
