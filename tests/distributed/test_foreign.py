"""What somebody else wrote on our own topics becomes a dead letter; what stands beside it is handled."""

import msgspec
import pytest

from agents.channels import channel_agents
from agents.following.policies import Policies
from pipeline.distributed.following import FollowingLife
from pipeline.distributed.foreign import apart, filed, message, touched
from pipeline.embedded import open_hearing
from pipeline.ports import Record
from pipeline.settings import Settings
from pipeline.stages.clerk import file
from pipeline.stages.following import Following, Round
from pipeline.stages.hearing import hear
from pipeline.warehouse.memory import MemoryWarehouse
from schemas import tables, topics
from schemas.facts import DeadLetterRow
from schemas.interactions import DeadLetter
from tests.bad_input import GOOD, call
from tests.distributed.test_engine import engine

FOREIGN = (
    b"",
    b"hello?",
    b"{}",
    b"null",
    b"\xff",
    b"[" * 100_000,
    b'{"is": "interaction"}',
    b'{"is": "fax"}',
)


def placed(topic: str, *values: bytes) -> list[Record]:
    return [
        Record(topic, 0, offset, 1_700_000_000_000_000, b"", value, {}) for offset, value in enumerate(values)
    ]


class NoRaw:
    """Nothing is read once more."""

    def raw(self, topic: str, partition: int, offset: int) -> None:
        raise AssertionError(topic, partition, offset)


def heard() -> bytes:
    agent = channel_agents(open_hearing(Settings(handle_secret="of the tests alone")))[0]
    return hear(agent, placed(topics.CALLS, call()))[0].value


def test_the_story_goes_on_past_foreign_records() -> None:
    warehouse, this, owed = MemoryWarehouse(), engine(), Round()
    life = FollowingLife(this, Following(NoRaw(), warehouse, Policies()), this.thread("story"), 0)
    life._stored(placed(topics.INTERACTIONS, *FOREIGN, heard()), owed)
    (row,) = warehouse.rows(tables.INTERACTIONS)
    assert row.event_id == GOOD["id"]  # type: ignore[attr-defined]
    letters = [
        msgspec.json.decode(one.value, type=DeadLetter)
        for one in owed.outputs()
        if one.topic == topics.DEAD_LETTERS
    ]
    assert [one.origin for one in letters] == [f"voc.interactions/0/{n}" for n in range(len(FOREIGN))]
    assert [one.value for one in letters] == list(FOREIGN)
    said = this.voice.metrics.page()[0].decode()
    assert f'earshot_rejects_total{{agent="story",kind="whole"}} {len(FOREIGN)}.0' in said


@pytest.mark.parametrize("read", [message, touched])
def test_a_foreign_record_is_told_from_ours_and_its_bytes_are_kept(read: object) -> None:
    ours, foreign = apart(placed(topics.TOUCHED, *FOREIGN), read)  # type: ignore[arg-type]
    assert [*ours, *(record for record, _ in foreign)] == placed(topics.TOUCHED, *FOREIGN)
    assert {said.topic for _, said in foreign} <= {topics.DEAD_LETTERS}


def test_the_clerk_files_a_foreign_record_as_a_letter_about_itself() -> None:
    warehouse = MemoryWarehouse()
    good = DeadLetter(reason="no JSON", value=b"{", origin="voc.calls/0/9")
    counts = [msgspec.json.encode(good).replace(b"}", b',"replays":%d}' % n) for n in (-1, 2**40, 2**70)]
    file(warehouse, filed(placed(topics.DEAD_LETTERS, *FOREIGN, msgspec.json.encode(good), *counts)))
    rows = [row for row in warehouse.rows(tables.DEAD_LETTERS) if isinstance(row, DeadLetterRow)]
    assert len(rows) == len(FOREIGN) + 4
    assert {row.origin for row in rows} >= {"voc.calls/0/9", "voc.dead-letters/0/0"}
    assert all(row.topic == topics.DEAD_LETTERS for row in rows)
