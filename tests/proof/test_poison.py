"""Bytes that break the contract: each is a dead letter, its neighbours are stored (P1); it commits nobody else (P2); too many stop
the worker (P3).
"""

import pytest

from pipeline.ports import NewRecord
from schemas import topics
from schemas.envelope import encode
from tests.bad_input import GOOD, call
from tests.proof.events import mixed, poison, sent, woven
from tests.proof.field import Field
from tests.proof.oracle import REPLAYS

pytestmark = pytest.mark.slow

KILLED, WRONG = -9, 1


def odd_headers() -> list[NewRecord]:
    """Good and bad values under good and bad headers."""
    whole = {"ce_id": "h1", "ce_source": "headers", "ce_specversion": "1.0", "ce_type": "CallEnded"}
    without = {name: text for name, text in whole.items() if name != "ce_id"}
    good = call(id="h0", source="headers")
    return [
        NewRecord(topics.CALLS, b"", call(), whole),
        NewRecord(topics.CALLS, b"", call(), {name.upper(): text for name, text in whole.items()}),
        NewRecord(topics.CALLS, b"", call(), without),
        NewRecord(topics.CALLS, b"", call(), whole | {"ce_specversion": "0.3"}),
        NewRecord(topics.CALLS, b"", call(), whole | {"ce_id": "nul%00"}),
        NewRecord(topics.CALLS, b"", good, {"anything": "通话", "content-type": "text/plain"}),
        NewRecord(topics.CALLS, b"", b"{", {REPLAYS: "3"}),
        NewRecord(topics.CALLS, b"", b"{", {REPLAYS: "three"}),
    ]


def test_every_poison_is_a_dead_letter_and_its_neighbours_are_stored(trial: Field) -> None:
    bad = [*poison(), *odd_headers()]
    trial.send(woven(sent(mixed(400)), bad))
    worker = trial.fleet.start()
    trial.drained()
    assert trial.judged() == ""
    assert len(trial.stored().letters()) >= len(bad) - 4
    assert worker.lives()
    assert str(GOOD["source"]) not in worker.said(), "bytes of a record stand in the log"


def test_a_poison_after_what_is_not_yet_stored_commits_nothing(trial: Field) -> None:
    """On a group that never committed, as the first record of every partition is still on its way."""
    good, bad = sent(mixed(200)), poison(20_000)
    trial.send(good)
    trial.send(bad)
    for point in ("before_ack:1", "after_dlq:1", "before_fact:1"):
        mortal = trial.fleet.start(failpoint=f"{point}:kill", batch_records="5")
        assert mortal.ends(40) == KILLED
        assert trial.unsafe() == "", point
        trial.broker.forget_members()
    trial.fleet.start()
    trial.drained()
    assert trial.judged() == ""


def test_nothing_but_poison_stops_the_worker_and_loses_nothing(trial: Field) -> None:
    trial.send([NewRecord(topics.CALLS, b"%d" % number, b"hello?") for number in range(2_500)])
    emails = [event for event in mixed(300) if type(event).__name__ == "EmailReceived"]
    trial.send([NewRecord(topics.EMAILS, b"", encode(event)) for event in emails])
    worker = trial.fleet.start()
    assert worker.ends(60) == WRONG, worker.last_words()
    assert trial.broker.lag([topics.CALLS]) > 0
    assert trial.unsafe() == ""
    trial.broker.forget_members()
    trial.fleet.start(most_refused="1")
    trial.drained()
    assert trial.judged() == ""
    assert len(trial.stored().letters()) == 2_500
