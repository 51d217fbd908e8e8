"""What an erasure cannot blank in Kafka: how long copies may still lie in its topics, and which refused records there are."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta

from pipeline.erasing.records import WITH_PEOPLE
from pipeline.operating.brokers import Brokers
from pipeline.operating.kafka_letters import KafkaLetters
from pipeline.operating.servers import kafka_settings
from pipeline.operating.topics import found
from pipeline.ports import Record
from pipeline.settings import Settings
from schemas import topics


def kept(settings: Settings) -> dict[str, timedelta | None]:
    """How long after now a record of each topic may lie there: its age, and the segment that holds it. None: for ever.

    What agents write may be written once more by a rewind, until the raw records are gone.
    """
    with Brokers(kafka_settings(settings)) as brokers:
        own = {name: _longest(there.configs) for name, there in found(brokers, WITH_PEOPLE).items()}
    raw = [own[name] for name in topics.RAW if name in own]
    longest = None if None in raw else max((one for one in raw if one), default=timedelta())
    return {name: age if name in topics.RAW else _sum(age, longest) for name, age in own.items()}


def letters(settings: Settings) -> Iterator[Record]:
    """The records of all dead letters."""
    with closing(KafkaLetters(kafka_settings(settings))) as shelf:
        for letter in shelf.newest(0):
            yield letter.record


def _longest(configs: Mapping[str, str]) -> timedelta | None:
    age, segment = int(configs.get("retention.ms", "-1")), int(configs.get("segment.ms", "0"))
    return None if age < 0 else timedelta(milliseconds=age + segment)


def _sum(one: timedelta | None, other: timedelta | None) -> timedelta | None:
    return None if one is None or other is None else one + other
