"""V1 and L1: other words to listen for in the midst of a backlog; events of odd hours."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

from agents.base import Agent, Delivery
from agents.channels import channel_agents
from benchmarks.soak.ground import Ground
from benchmarks.soak.judging import judge, stored_as
from benchmarks.soak.load import Flow
from benchmarks.soak.material import odd_hours, traffic
from benchmarks.soak.results import Outcome, joined
from benchmarks.soak.supervising import Supervisor
from pipeline.ear import SHIPPED
from pipeline.embedded import open_hearing
from pipeline.settings import Settings
from schemas import topics
from schemas.interactions import Interaction, Message
from tests.proof.material import SECRET, oracle
from tests.proof.oracle import Oracle, remembering

NEWER: Final = "9999.1"
_SILENT: Final = ("refund", "delivery")
"""Topics that the newer words never find: their cells must become empty."""


def newer_words(ground: Ground, seed: int) -> Outcome:
    """V1. A worker with newer words joins one with the old ones in the midst of a backlog; then all is heard anew.

    Meanwhile every row is wholly of the one or of the other, and figures and stories follow from the rows as they are. After the
    rewind all is of the newer.
    """
    words = _newer(ground.folder / f"taxonomy-{seed}.yaml")
    old, new = oracle().agents, _agents(words)
    newer = {"taxonomy": str(words), "batch_records": "50"}
    with ground.trial() as trial, Flow(trial.broker, traffic(6_000, seed), 150.0) as flow:
        workers = Supervisor(trial, count=1, settings={"batch_records": "50"})
        workers.rest(6)
        workers.settings, workers.count = newer, 2
        workers.tend()
        trial.fleet.until(lambda: trial.broker.members() == 2, "both workers in the group", 40)
        flow.finish(60)
        workers.drained()
        heard = stored_as(trial.stored())
        mixed = judge(trial, flow.acknowledged, by=Oracle(_chosen(old, new, heard)))
        both = "" if len({*heard.values()}) == 2 else "only one of both workers heard anything"
        for worker in workers.workers:
            worker.leave(20)
        trial.broker.rewind(topics.ALL)
        healed = time.monotonic()
        anew = Supervisor(trial, count=2, settings={"taxonomy": str(words)})
        recovery = anew.drained()
        done = judge(trial, flow.acknowledged, by=Oracle(new))
    both = both or ("" if {*stored_as(trial.stored()).values()} == {NEWER} else "rows of the old words stand")
    return msgspec.structs.replace(
        mixed.then(done),
        events=done.events,
        redelivered=done.redelivered,
        faults=2,
        recovery=recovery,
        faulty=joined(mixed.faulty, done.faulty, both),
        note=f"{sum(one == NEWER for one in heard.values())} of {len(heard)} heard with the newer words before the rewind; "
        f"rewound in {time.monotonic() - healed:.0f} s",
    )


def odd_times(ground: Ground, seed: int) -> Outcome:
    """L1. Events up to 30 days late and two days early, on leap days, in hours that clocks repeat or leave out, in no order."""
    with ground.trial() as trial:
        workers = Supervisor(trial)
        now = datetime.now(UTC).replace(microsecond=0)
        lots = [odd_hours(1_200, seed + number, now) for number in range(2)]
        sent = [*trial.send(lots[0])]
        workers.drained()
        sent += trial.send(lots[1])
        recovery = workers.drained()
        done = judge(trial, sent)
    return msgspec.structs.replace(done, recovery=recovery)


def _newer(file: Path) -> Path:
    """The shipped words without those of some topics, under another version."""
    words = yaml.safe_load((SHIPPED / "taxonomy.yaml").read_text(encoding="utf-8"))
    words["version"] = NEWER
    for topic in words["topics"]:
        if topic["id"] in _SILENT:
            topic.pop("about", None)
            topic.pop("faults", None)
    file.write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")
    return file


@cache
def _agents(words: Path) -> tuple[Agent, ...]:
    settings = Settings(handle_secret=SECRET, taxonomy=str(words))
    return remembering(channel_agents(open_hearing(settings)))


def _chosen(old: Sequence[Agent], new: Sequence[Agent], heard: Mapping[str, str]) -> tuple[Agent, ...]:
    """Agents who hear each event with the words it is stored with."""
    return tuple(
        replace(one, step=_Chosen(one.step, other.step, heard)) for one, other in zip(old, new, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    old: Callable[[Sequence[Delivery]], list[Message]]
    new: Callable[[Sequence[Delivery]], list[Message]]
    heard: Mapping[str, str]

    def __call__(self, batch: Sequence[Delivery]) -> list[Message]:
        return [*self._each(batch)]

    def _each(self, batch: Sequence[Delivery]) -> Iterator[Message]:
        for message, delivery in zip(self.old(batch), batch, strict=True):
            newer = isinstance(message, Interaction) and self.heard.get(message.key) == NEWER
            yield self.new([delivery])[0] if newer else message
