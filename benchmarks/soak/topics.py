"""T2 and T3: topics that get more partitions, and topics that lose their oldest records, under the workers."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, closing
from typing import Final

import msgspec
from kafka import KafkaAdminClient, TopicPartition
from kafka.structs import OffsetAndMetadata

from benchmarks.soak.ground import Ground
from benchmarks.soak.judging import judge
from benchmarks.soak.load import Flow
from benchmarks.soak.material import bank, traffic
from benchmarks.soak.results import Outcome, joined
from benchmarks.soak.supervising import Supervisor
from pipeline.ports import Record
from schemas import topics
from tests.proof.broker import Place, Silence
from tests.proof.events import sent
from tests.proof.field import Field
from tests.proof.oracle import origin_of
from tests.proof.workers import Stuck

EVENTS: Final = 4_000
"""Of one bank: those of another size have other events under the same ids."""
MORE: Final = 8
NOTICED: Final = 120.0
"""Seconds in which workers have heard of new partitions, and read them."""


def more_partitions(ground: Ground, seed: int) -> Outcome:
    """T2. Four become eight, in all topics, while two workers read and events come in."""
    with ground.trial() as trial, Flow(trial.broker, traffic(EVENTS, seed), 150.0) as flow:
        workers = Supervisor(trial)
        workers.rest(6)
        _grow(trial, MORE)
        spread = trial.send(sent(bank(EVENTS)[:2_000]), shift=1)
        with flow.paused():
            recovery = workers.drained(NOTICED)
        flow.finish(120)
        workers.drained()
        done = judge(trial, [*flow.acknowledged, *spread])
    new = {one.partition for one in spread} == {*range(MORE)}
    return msgspec.structs.replace(
        done,
        faults=1,
        recovery=recovery,
        faulty=joined(done.faulty, "" if new else "the new partitions got no record"),
        note=f"{len(workers.ended)} workers ended themselves" if workers.ended else "",
    )


def records_deleted(ground: Ground, seed: int) -> Outcome:
    """T3. Below what is committed nothing happens. Above it the worker ends and says so, until the operator accepts the loss."""
    del seed
    with ground.trial() as trial:
        handled, harmless = _below(trial)
        late = trial.send(sent(bank(EVENTS)[2_000:3_000]))
        ends = trial.broker.ends([topics.EMAILS])
        oldest = {place: max(0, end - 1) for place, end in ends.items()}
        _drop(trial, oldest)
        there = {*map(origin_of, trial.broker.read(topics.RAW))}
        kept = [one for one in late if origin_of(one) in there]
        silent = _halts(trial)
        _accept_the_loss(trial, oldest)
        trial.fleet.start()
        recovery = trial.drained(90)
        done = judge(trial, gone=[*handled, *kept])
    return msgspec.structs.replace(
        done,
        faults=2,
        recovery=recovery,
        faulty=joined(done.faulty, harmless, silent),
        note=f"{len(late) - len(kept)} records deleted unread on purpose",
    )


def _below(trial: Field) -> tuple[list[Record], str]:
    """The raw records handled so far; what was wrong with a deletion below the committed positions, empty when nothing was."""
    trial.send(sent(bank(EVENTS)[:1_500]))
    worker = trial.fleet.start()
    trial.drained()
    handled = trial.broker.read(topics.RAW)
    _drop(trial, trial.broker.committed())
    handled += trial.send(sent(bank(EVENTS)[1_500:2_000]))
    trial.drained()
    ended = "" if worker.lives() else "a deletion below the committed positions ended the worker"
    worker.leave(15)
    return handled, ended


def _halts(trial: Field) -> str:
    """What is wrong with the worker that finds records gone; empty when it ends twice, and says why."""
    for _ in range(2):
        worker = trial.fleet.start()
        worker.mortal = True
        try:
            code = worker.ends(60)
        except Stuck:
            return "records that nobody had read were deleted, and a worker goes on"
        if not code or "RecordsGone" not in worker.said():
            return f"a worker ended with {code} and did not say that records are gone: {worker.last_words()}"
    trial.broker.forget_members()
    return ""


def _grow(trial: Field, count: int) -> None:
    with _admin(trial) as admin:
        admin.create_partitions(dict.fromkeys(topics.ALL, count), timeout_ms=10_000)
    trial.fleet.until(
        lambda: len(trial.broker.ends()) == count * len(topics.ALL), f"{count} partitions of each topic", 30
    )


def _drop(trial: Field, below: Mapping[Place, int]) -> None:
    """What lies below these offsets is gone, as retention would have it."""
    with _admin(trial) as admin:
        admin.delete_records({TopicPartition(*place): offset for place, offset in below.items()})


def _accept_the_loss(trial: Field, oldest: Mapping[Place, int]) -> None:
    """Move the group to the oldest records that are left, as the worker's message says."""
    committed = trial.broker.committed()
    forward = {
        TopicPartition(*place): OffsetAndMetadata(offset, "", -1)
        for place, offset in oldest.items()
        if offset > committed.get(place, 0)
    }
    with _admin(trial) as admin:
        errors = admin.alter_group_offsets(trial.broker.group, forward)
    if any(error.errno for error in errors.values()):
        raise Silence("Kafka did not move the group")


def _admin(trial: Field) -> AbstractContextManager[KafkaAdminClient]:
    return closing(KafkaAdminClient(bootstrap_servers=trial.broker.address, request_timeout_ms=10_000))
