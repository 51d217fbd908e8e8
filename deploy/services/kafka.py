"""Kafka 4 as one process: broker and controller (KRaft), on the loopback address alone."""

import shutil
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from deploy.services.jars import jars
from deploy.services.ports import LOOPBACK
from deploy.services.process import ran
from deploy.services.service import Service
from schemas.errors import Unavailable

# One node, so one copy of everything. A group starts without waiting for more members, and a dead member is missed
# after three seconds if its session says so. Nothing is dropped by age. Small buffers, so that a small heap does.
_PROPERTIES: Final = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{advertised}
log.dirs={folder}/data
log.retention.ms=-1
log.cleaner.dedupe.buffer.size=8388608
log.index.size.max.bytes=1048576
auto.create.topics.enable=false
message.max.bytes=8388608
replica.fetch.max.bytes=8388608
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=3000
broker.session.timeout.ms=2500
broker.heartbeat.interval.ms=500
"""
_CLUSTER: Final = "ZWFyc2hvdC1zZXJ2aWNlcw"  # 16 bytes, as Kafka writes them
_LONGEST: Final = 120  # seconds of making the folder
_SAID: Final = 500  # characters
_SECONDS: Final = 2.0  # for an answer

# A request of the protocol: size, key (3: metadata), its version, number of the question, who asks, no topics.
_QUESTION: Final = struct.pack(">ihhih7si", 21, 3, 1, 7, 7, b"earshot", 0)


@dataclass(frozen=True)
class Kafka(Service):
    """One broker. `advertised` is the port that clients are sent to (0: its own), for a proxy in between."""

    heap: int = 384  # MiB
    advertised: int = 0
    name: ClassVar[str] = "Kafka"

    @property
    def servers(self) -> str:
        """host:port, as clients of Kafka want it."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        """As EARSHOT_BROKERS wants it."""
        return f"kafka://{self.servers}"

    def command(self) -> Sequence[str]:
        properties = self.folder / "server.properties"
        properties.write_text(
            _PROPERTIES.format(
                host=LOOPBACK,
                port=self.port,
                controller=self.side_port,
                advertised=self.advertised or self.port,
                folder=self.folder.absolute(),
            )
            + self.more()
        )
        if not (self.folder / "data" / "meta.properties").exists():
            self._format(properties)
        return (*self._java(), "kafka.Kafka", str(properties))

    def more(self) -> str:
        """Properties besides, which win."""
        return ""

    def first_users(self) -> Sequence[str]:
        """What tells the making of the folder of the users that there are from the start."""
        return ()

    def answers(self) -> bool:
        """Whether it names itself as a broker of the cluster; until then it takes no topics."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=_SECONDS) as connection:
                connection.sendall(_QUESTION)
                with connection.makefile("rb") as said:
                    _size, _number, brokers = struct.unpack(">iii", said.read(12))
        except (OSError, struct.error):
            return False
        return bool(brokers)

    def _java(self) -> tuple[str, ...]:
        # The quick compiler alone: a start takes half the time, and 300,000 records half the broker's processor time.
        java = shutil.which("java")
        if java is None:
            raise Unavailable(
                "Java is missing, which runs Kafka: sudo apt-get install openjdk-17-jre-headless (or later)"
            )
        temporary = self.folder.absolute() / "tmp"
        temporary.mkdir(exist_ok=True)
        return (
            java,
            f"-Xmx{self.heap}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            f"-XX:ErrorFile={temporary}/crash-%p.log",
            f"-Djava.io.tmpdir={temporary}",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-cp",
            f"{jars()}/*",
        )

    def _format(self, properties: Path) -> None:
        named = ("-t", _CLUSTER, "-c", str(properties), *self.first_users())
        command = (*self._java(), "kafka.tools.StorageTool", "format", *named)
        done = ran(command, seconds=_LONGEST)
        if "UnsupportedClassVersionError" in done.stderr:
            raise Unavailable(f"{command[0]} is too old: Kafka 4 runs on Java 17 or later")
        if done.returncode:
            raise Unavailable(f"Kafka cannot make {self.folder}/data: {done.stderr[-_SAID:]}")
