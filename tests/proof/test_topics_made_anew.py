"""A topic is deleted and made anew, shorter or longer than it was, while workers stand still or work (T1)."""

import pytest

from pipeline.ports import NewRecord
from schemas import topics
from schemas.topics import topic_of
from tests.proof.events import mixed, sent
from tests.proof.field import Field

pytestmark = pytest.mark.slow


def emails(count: int, seed: int) -> list[NewRecord]:
    told = [event for event in mixed(count * 8, seed)[36:] if topic_of(event) == topics.EMAILS]
    assert len(told) >= count
    return sent(told[:count])


@pytest.mark.parametrize(
    ("count", "working"),
    [(30, False), (30, True), (160, True)],
    ids=["shorter, nobody works", "shorter", "longer"],
)
def test_a_topic_made_anew_is_read_from_its_beginning(trial: Field, count: int, *, working: bool) -> None:
    trial.send([*sent(mixed(100)), *emails(80, seed=2)])
    worker = trial.fleet.start()
    trial.drained()
    before = trial.broker.read(topics.RAW)
    if not working:
        assert trial.fleet.everybody_leaves() == [0]
    trial.broker.recreate(topics.EMAILS)
    trial.send(emails(count, seed=3))
    if not working or not trial.fleet.living():
        trial.fleet.start()
    trial.drained(90)
    assert trial.judged(before) == ""
    if working:
        assert "Topic voc.emails not found" in worker.said(), "nobody was told"
