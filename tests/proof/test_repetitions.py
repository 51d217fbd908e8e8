"""Sent twice, produced twice, read again from the beginning: the same tables (D1, D2, D3)."""

from collections import Counter

import msgspec
import pytest

from schemas import topics
from schemas.interactions import Message
from tests.proof.differences import differences, report
from tests.proof.events import mixed, poison, repeated, sent, woven
from tests.proof.field import Field
from tests.proof.safety import _origin

pytestmark = pytest.mark.slow

KILLED = -9
CHANNELS = "calls,emails,social,chats,records"


def test_each_event_once_to_three_times_on_other_partitions(trial: Field) -> None:
    good = sent(mixed(700))
    trial.send(woven(good, poison(20_000)))
    trial.fleet.start()
    trial.fleet.start()
    for shift in (1, 2):
        trial.send(repeated(good[:: shift + 1], seed=shift, most=2), shift)
        trial.drained()
    assert trial.judged() == ""
    assert len(trial.stored().rows["arrivals"]) > 1.5 * len(good)


def test_produced_and_killed_before_the_commit(trial: Field) -> None:
    trial.send(woven(sent(mixed(500)), poison(20_000)))
    hearing = trial.fleet.start(program=only(CHANNELS), failpoint="after_produce:5:kill")
    assert hearing.ends(40) == KILLED
    trial.broker.forget_members()
    trial.fleet.start()
    trial.drained()
    decode = msgspec.json.Decoder(Message).decode
    passed = Counter(_origin(decode(one.value)) for one in trial.broker.read([topics.INTERACTIONS]))
    assert max(passed.values()) > 1, "nothing was produced twice: the case did not come about"
    assert trial.judged() == ""


def test_rewound_to_the_beginning_changes_no_row(trial: Field) -> None:
    trial.send(woven(sent(mixed(500)), poison(20_000)))
    trial.fleet.start()
    trial.drained()
    before = trial.stored()
    trial.send(sent(mixed(300, seed=2)[36:]))
    trial.fleet.living()[0].kill()
    trial.broker.forget_members()
    trial.broker.rewind()
    trial.fleet.start()
    trial.drained()
    assert trial.judged() == ""
    assert before.events() < trial.stored().events()
    once = trial.stored()
    assert trial.fleet.everybody_leaves()[-1] == 0
    trial.broker.rewind()
    trial.fleet.start()
    trial.drained()
    assert report(differences(once, trial.stored())) == ""


def only(agents: str) -> tuple[str, ...]:
    return ("-m", "pipeline", "worker", "--agents", agents)
