"""What the outbox has sent is in Kafka, in order of each key, whatever the broker does meanwhile."""

import asyncio

import pytest

from deploy.services.kafka import Kafka
from pipeline.distributed.outbox import Outbox
from pipeline.operating.brokers import Brokers
from pipeline.operating.plan import TopicPlan
from pipeline.operating.positions import begins, ends, places
from pipeline.operating.reading import Consumer, stretch
from pipeline.operating.servers import Servers
from pipeline.operating.topics import apply
from pipeline.ports import NewRecord, Record

pytestmark = pytest.mark.slow

CONFIGS = {"max.message.bytes": str(8 * 1024**2), "retention.ms": "3600000", "cleanup.policy": "delete"}


def topic(broker: Kafka, name: str) -> str:
    with Brokers(Servers((broker.servers,))) as brokers:
        apply(brokers, [TopicPlan(name, 3, 1, CONFIGS)])
    return name


def stored(broker: Kafka, name: str) -> list[Record]:
    with Brokers(Servers((broker.servers,))) as brokers:
        spots = places(brokers, [name])
        first, last = begins(brokers, spots), ends(brokers, spots)
    consumer = Consumer(Servers((broker.servers,)))
    try:
        return list(stretch(consumer, first, last))
    finally:
        consumer.close()


def some(name: str, numbers: range, size: int = 0) -> list[NewRecord]:
    return [
        NewRecord(name, f"key {number % 7}".encode(), b"%08d" % number + b"x" * size, {"n": str(number)})
        for number in numbers
    ]


def retried(_: BaseException, __: float) -> None:
    """The broker is away now and then."""


async def test_all_is_there_once_and_in_the_order_of_each_key(kafka: Kafka) -> None:
    name = topic(kafka, "outbox-order")
    box = Outbox(Servers((kafka.servers,)), retried)
    sent = some(name, range(10_000), size=300)
    await box.send(sent)
    await box.send([])
    await box.close()
    found = stored(kafka, name)
    assert sorted(r.value for r in found) == [r.value for r in sent]
    for key in {r.key for r in found}:
        values = [r.value for r in found if r.key == key]
        assert values == sorted(values)
        assert len({r.partition for r in found if r.key == key}) == 1
    assert all(r.headers == {"n": str(int(r.value[:8]))} for r in found)


async def test_a_record_of_many_megabytes_goes_through(kafka: Kafka) -> None:
    name = topic(kafka, "outbox-large")
    box = Outbox(Servers((kafka.servers,)), retried)
    large = NewRecord(name, b"k", bytes(range(256)) * 4 * 1024 * 6)  # 6 MiB
    await box.send([*some(name, range(10)), large, *some(name, range(10, 20))])
    await box.close()
    assert large.value in {r.value for r in stored(kafka, name)}
    assert len(stored(kafka, name)) == 21


async def test_a_broker_that_dies_and_comes_back_has_everything_in_the_end(own_kafka: Kafka) -> None:
    name = topic(own_kafka, "outbox-killed")
    seen: list[BaseException] = []
    box = Outbox(Servers((own_kafka.servers,)), lambda error, _: seen.append(error))
    await box.send(some(name, range(100)))
    own_kafka.kill()
    sending = asyncio.ensure_future(box.send(some(name, range(100, 2_000))))
    await asyncio.sleep(1)
    assert not sending.done()
    await asyncio.to_thread(own_kafka.start)
    await asyncio.wait_for(sending, 60)
    await box.close()
    assert {int(r.value) for r in stored(own_kafka, name)} == set(range(2_000))
