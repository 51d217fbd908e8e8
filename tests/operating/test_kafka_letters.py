"""`earshot dead-letters` on a real broker: the same face, and each refusal sent again once."""

import json

import msgspec
import pytest
from kafka import KafkaProducer

from pipeline.commands.dead_letters import command
from pipeline.commands.topics import command as topics
from pipeline.operating.plan import REPLAYED
from pipeline.operating.reading import RawRecords
from pipeline.stages.hearing import REPLAYS
from schemas.errors import Misused
from schemas.interactions import DeadLetter
from schemas.topics import CALLS, DEAD_LETTERS
from tests.bad_input import call
from tests.operating.conftest import Cluster

pytestmark = pytest.mark.slow


def letter(value: bytes, origin: str, replays: int = 0) -> bytes:
    return msgspec.json.encode(
        DeadLetter(reason="[/x]", place="$", source="s", value=value, origin=origin, replays=replays)
    )


def calls(cluster: Cluster) -> list[bytes | None]:
    return [value for _, value in cluster.values(CALLS)]


@pytest.fixture
def letters(cluster: Cluster) -> Cluster:
    """0/0 is still broken, 0/1 and 0/2 are one refusal written twice, 0/3 is another."""
    cluster.run(topics, "apply")
    fine = letter(call(), "voc.calls/0/7")
    cluster.send(
        DEAD_LETTERS, letter(b"broken \x1b[31m", "voc.calls/0/6"), fine, fine, letter(call(), "voc.calls/0/9")
    )
    return cluster


def test_letters_are_listed_and_shown_as_the_embedded_ones(letters: Cluster) -> None:
    rows = [json.loads(line) for line in letters.run(command, "list", "--json").stdout.splitlines()]
    assert [row["number"] for row in rows] == ["0/0", "0/1", "0/2", "0/3"]
    assert rows[0].keys() == {
        "number",
        "arrived_at",
        "source",
        "origin",
        "place",
        "reason",
        "bytes",
        "replays",
    }
    assert [
        json.loads(line)["number"]
        for line in letters.run(command, "list", "--json", "--last", "1").stdout.splitlines()
    ] == ["0/3"]
    assert letters.run(command, "show", "0/1", "--bytes").stdout_bytes == call()
    assert "\x1b" not in letters.run(command, "show", "0/0").stdout
    for number in ("0/4", "1/0", "7", "0/", "0/x", "0/99999999999999999999"):
        with pytest.raises(Misused, match="there is no dead letter"):
            letters.run(command, "show", number)


def test_all_sends_each_refusal_once(letters: Cluster) -> None:
    assert "2 would be sent again" in letters.run(command, "replay", "--all", "--dry-run").stdout
    assert calls(letters) == []
    assert "1 sent again" in letters.run(command, "replay", "--all", "--limit", "1").stdout
    assert "1 sent again" in letters.run(command, "replay", "--all").stdout
    assert "0 sent again" in letters.run(command, "replay", "--all").stdout
    assert calls(letters) == [call(), call()]
    letters.send(DEAD_LETTERS, letter(call(), "voc.calls/0/7"))  # refused once more after a rewind
    assert "0 sent again" in letters.run(command, "replay", "--all").stdout


def test_a_topic_made_anew_repeats_origins_but_not_bytes(letters: Cluster) -> None:
    letters.run(command, "replay", "--all")
    other = call().replace(b'"id"', b' "id"')
    letters.send(DEAD_LETTERS, letter(other, "voc.calls/0/7"))
    assert "1 sent again" in letters.run(command, "replay", "--all").stdout


def test_by_name_a_letter_goes_again_with_its_count_one_higher(letters: Cluster) -> None:
    for _ in range(2):
        assert "1 sent again" in letters.run(command, "replay", "0/1", "0/1").stdout
    raw = RawRecords(letters.servers)
    found = [raw.raw(CALLS, partition, 0) for partition in (0, 1)]
    raw.close()
    assert [record.headers[REPLAYS] for record in found if record] == ["1"]
    assert len({key for key, _ in letters.values(REPLAYED)}) == 1


def test_one_that_came_back_five_times_and_what_is_no_letter_are_left(letters: Cluster) -> None:
    letters.send(DEAD_LETTERS, letter(call(), "voc.calls/0/8", replays=5), b"\xff not ours")
    assert "sent 5 times already; left" in letters.run(command, "replay", "0/4").stdout
    assert "0 sent again" in letters.run(command, "replay", "0/5").stdout
    assert "not a dead letter" in letters.run(command, "list").stdout
    assert calls(letters) == []


def test_without_topics_it_says_what_to_do(cluster: Cluster) -> None:
    with pytest.raises(Misused, match="earshot topics apply"):
        cluster.run(command, "list")


def test_gaps_at_the_end_of_a_topic_do_not_hold_it_up(letters: Cluster) -> None:
    """A transaction's mark is an offset without a record."""
    before = letters.run(command, "list", "--json").stdout.splitlines()
    send_in_transaction(letters, DEAD_LETTERS)
    after = letters.run(command, "list", "--json").stdout.splitlines()
    assert (after[:4], len(after)) == (before, 5)


def send_in_transaction(cluster: Cluster, topic: str) -> None:
    producer = KafkaProducer(bootstrap_servers=list(cluster.servers.hosts), transactional_id="one")
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(topic, letter(call(), "voc.calls/0/11"), partition=0).get(20)
    producer.commit_transaction()
    producer.close()
