"""Where partitions begin and end, and how far the group has come. Offsets only; no record is read here."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from kafka.admin import OffsetSpec
from kafka.errors import NoError, UnknownMemberIdError
from kafka.structs import OffsetAndMetadata, TopicPartition

from agents.channels import READERS
from pipeline.operating.brokers import Brokers, fate
from schemas import topics
from schemas.errors import Misused

IDLE: Final = {"Empty", "Dead"}


class Place(NamedTuple):
    """One partition."""

    topic: str
    partition: int


class Member(NamedTuple):
    """One consumer of the group, and where it runs."""

    client: str
    host: str


class Group(NamedTuple):
    """A consumer group. `state` is Kafka's word; Dead when the group does not exist."""

    name: str
    state: str
    members: tuple[Member, ...]

    @property
    def idle(self) -> bool:
        return self.state in IDLE


def places(brokers: Brokers, topics: Collection[str]) -> list[Place]:
    """All partitions of those topics that exist, in order."""
    return sorted(
        Place(topic["name"], partition["partition_index"])
        for topic in brokers.topics(topics)
        for partition in topic["partitions"]
    )


def begins(brokers: Brokers, of: Collection[Place]) -> dict[Place, int]:
    """The first offset that each still has."""
    return _offsets(brokers, dict.fromkeys(of, OffsetSpec.EARLIEST))


def ends(brokers: Brokers, of: Collection[Place]) -> dict[Place, int]:
    """One past the last offset of each."""
    return _offsets(brokers, dict.fromkeys(of, OffsetSpec.LATEST))


def since(brokers: Brokers, of: Collection[Place], moment: datetime) -> dict[Place, int]:
    """The first offset of each that was appended at `moment` or later; -1 where there is none."""
    return _offsets(brokers, dict.fromkeys(of, int(moment.timestamp() * 1000)))


def _offsets(brokers: Brokers, asked: Mapping[Place, int]) -> dict[Place, int]:
    if not asked:
        return {}
    wanted = {TopicPartition(*place): spec for place, spec in asked.items()}
    told = brokers.ask(lambda client: client.list_partition_offsets(wanted))
    return {Place(*place): at.offset for place, at in told.items()}


def committed(brokers: Brokers, group: str) -> dict[Place, int]:
    """The next offset the group will read, of every partition it has a position in."""
    told = brokers.ask(lambda client: client.list_group_offsets({group: None}))
    return {Place(*place): at.offset for place, at in told.get(group, {}).items() if at.offset >= 0}


def handed(brokers: Brokers, group: str) -> dict[tuple[str, int], range] | None:
    """Offsets of each raw partition that the group has handled; None while something that follows is on its way."""
    have = places(brokers, [topic for _, topic in READERS])
    upto, first, last = committed(brokers, group), begins(brokers, have), ends(brokers, have)
    if any(upto.get(place, first[place]) < last[place] for place in have if place.topic not in topics.RAW):
        return None
    return {
        (place.topic, place.partition): range(first[place], max(first[place], upto.get(place, 0)))
        for place in have
        if place.topic in topics.RAW
    }


def group_of(brokers: Brokers, name: str) -> Group:
    told = brokers.ask(lambda client: client.describe_groups([name]))[name]
    members = [Member(member["client_id"], member["client_host"].strip("/")) for member in told["members"]]
    return Group(name, told["group_state"], tuple(sorted(members)))


def commit(brokers: Brokers, group: str, upto: Mapping[Place, int]) -> None:
    """Set the group's positions. Misused while the group has members: Kafka then refuses anybody else's word."""
    wanted = {TopicPartition(*place): OffsetAndMetadata(at, "", None) for place, at in upto.items()}
    told = brokers.ask(lambda client: client.alter_group_offsets(group, wanted))
    for place, error in told.items():
        if error is UnknownMemberIdError:
            raise Misused(_busy(group_of(brokers, group)))
        if error is not NoError:
            why = fate(error(), brokers.servers)
            raise type(why)(f"{group} on {place.topic}/{place.partition}: {why}")


def _busy(group: Group) -> str:
    hosts = ", ".join(sorted({member.host for member in group.members})) or "hosts that are just leaving"
    return (
        f"group {group.name} has {len(group.members)} active members ({hosts}), and Kafka moves no position under them;"
        " stop the workers, wait until their session ends (15 s after a kill), and do it again"
    )
