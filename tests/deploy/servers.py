"""Kafka and ClickHouse as the compose file wants them, on this machine: its own broker settings, its own users."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka

# Whose values are addresses and folders of a container; deploy.services sets them for this machine.
_PLACES: Final = frozenset(
    {
        "advertised.listeners",
        "controller.quorum.voters",
        "heap.opts",
        "listeners",
        "log.dirs",
    }
)
# What Debian's server of 2018 does not know, and the user whom deploy.services asks as.
_OF_TODAY: Final = re.compile(
    r"<default remove.*?/>|<async_insert>.*?</async_insert>|<access_management>.*?</access_management>"
)


@dataclass(frozen=True)
class ComposedKafka(Kafka):
    """A broker with the settings that the image would make of its KAFKA_* variables."""

    given: Mapping[str, str] = field(default_factory=dict)

    def command(self) -> Sequence[str]:
        """The later of two lines with one name holds."""
        words = super().command()
        with (self.folder / "server.properties").open("a") as properties:
            properties.writelines(f"{name}={value}\n" for name, value in self.properties().items())
        return words

    def properties(self) -> dict[str, str]:
        named = {
            name.removeprefix("KAFKA_").replace("_", ".").lower(): value
            for name, value in self.given.items()
            if name.startswith("KAFKA_")
        }
        return {name: value for name, value in named.items() if name not in _PLACES}


@dataclass(frozen=True)
class ComposedClickHouse(ClickHouse):
    """A server with the users that deploy/up wrote; today's tags are left out, the hashes stay."""

    users: Path = Path()

    def command(self) -> Sequence[str]:
        folder = self.folder / "users.d"
        folder.mkdir(exist_ok=True)
        written = _OF_TODAY.sub("", self.users.read_text()).replace("clickhouse>", "yandex>")
        (folder / "earshot.xml").write_text(written)
        return super().command()
