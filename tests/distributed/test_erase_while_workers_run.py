"""A person is erased on Kafka while two workers store their events, and stays so after a rewind: all as real processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import msgspec
import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.service import running
from pipeline.ports import NewRecord
from pipeline.verify import differences
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from schemas import tables
from tests.cli import environment
from tests.erasing.people import ID, POLICIES, WORD, mail, others, record, refused, sent, theirs
from tests.proof.field import Field, field

pytestmark = pytest.mark.slow

NOTHING_LEFT, FILES_LEFT = 0, 1
MANY = 240


@pytest.fixture
def trial(tmp_path: Path, clickhouse: ClickHouse) -> Iterator[Field]:
    with (
        running(Kafka(tmp_path / "kafka")) as broker,
        field(broker, clickhouse, tmp_path, "erased_amid") as made,
    ):
        yield made


def earshot(trial: Field, *words: str) -> subprocess.CompletedProcess[str]:
    given = {f"EARSHOT_{name.upper()}": value for name, value in trial.fleet.settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        env=environment(trial.fleet.folder / "home", given),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def lots() -> list[list[NewRecord]]:
    """What the person goes on sending, and somebody beside: some of it the same again."""
    said = [
        [
            mail(100 + n, ID),
            mail(1_000 + n, f"other-{n % 5}", text="All is well."),
            record(100 + n, "CaseOpened"),
        ]
        for n in range(MANY)
    ]
    return [sent([*theirs(), *others()]), *map(sent, said), sent(theirs())]


def left(trial: Field, receipt: Path) -> list[str]:
    checked = earshot(trial, "erase", "--check", str(receipt), "--json")
    assert checked.returncode in {NOTHING_LEFT, FILES_LEFT}, checked.stderr
    found: list[str] = msgspec.json.decode(checked.stdout)["left"]
    return [line for line in found if not line.startswith("disk:")]


def check(trial: Field, receipt: Path, events: int) -> None:
    assert left(trial, receipt) == []
    stored = trial.stored()
    assert len(stored.events()) == events
    assert ID not in str(stored)
    assert WORD not in str(stored)
    with closing(SqlWarehouse(Server(urlsplit(trial.url)))) as warehouse:
        assert [*differences(None, warehouse, POLICIES)] == []
        assert not [key for key in warehouse.people(tables.INTERACTIONS) if key == ID]


def test_amid_the_work_of_two_workers_and_after_a_rewind(trial: Field, tmp_path: Path) -> None:
    workers = [trial.fleet.start(), trial.fleet.start()]
    lot = lots()
    trial.send(lot[0])
    trial.send([refused()])
    trial.drained()

    def trickle() -> None:
        with trial.broker.sending() as sender:
            for some in lot[1:]:
                sender.send(some)

    sending = Thread(target=trickle)
    sending.start()
    done = earshot(trial, "erase", "--customer", ID)
    sending.join(60)
    assert done.returncode == 0, done.stderr
    receipt = tmp_path / "receipt.json"
    receipt.write_text(done.stdout)
    trial.drained()
    events = len(theirs()) + len(others()) + 3 * MANY
    check(trial, receipt, events)
    said = "".join(worker.said() for worker in workers) + done.stdout + done.stderr
    assert ID not in said
    assert WORD not in said
    trial.fleet.everybody_leaves()
    back = earshot(trial, "rewind", "--to", "earliest")
    assert back.returncode == 0, back.stderr
    trial.fleet.start()
    trial.drained(120)
    check(trial, receipt, events)
