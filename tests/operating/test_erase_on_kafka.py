"""A person is erased where the topics lie in Kafka: their copies stay until retention, and the receipt says until when."""

import msgspec
import pytest

from pipeline.commands import erase, topics
from pipeline.erasing.receipt import Receipt
from pipeline.memory import MemoryLog
from pipeline.stages.clerk import file
from pipeline.warehouse.sql import SqlWarehouse
from schemas.errors import Misused
from schemas.topics import DEAD_LETTERS, EMAILS, INTERACTIONS
from tests.conftest import ClickHouse
from tests.erasing.people import ID, SECRET, WORD, Company, everything
from tests.operating.conftest import Cluster

HOUR = 3_600


@pytest.mark.slow
def test_tables_forget_and_the_receipt_says_until_when(
    cluster: Cluster, clickhouse: ClickHouse, on_server: SqlWarehouse
) -> None:
    assert cluster.run(topics.command, "apply").exit_code == 0
    log = MemoryLog()
    Company(log, on_server).hear(*everything())
    (letter,) = log.read(DEAD_LETTERS, 0, 10)
    cluster.send(DEAD_LETTERS, letter.value)
    file(on_server, [letter])
    (database,) = on_server.select("SELECT currentDatabase()").rows[0]
    settings = {
        "EARSHOT_WAREHOUSE": clickhouse.url(str(database)),
        "EARSHOT_HANDLE_SECRET": SECRET.decode(),
    }
    counted = cluster.run(erase.command, "--customer", ID, "--dry-run", "--json", **settings)
    assert msgspec.json.decode(counted.stdout)[DEAD_LETTERS] == 1
    done = cluster.run(erase.command, "--customer", ID, **settings)
    assert done.exit_code == 0
    receipt = msgspec.json.decode(done.stdout, type=Receipt)
    until = {one.topic: one.until for one in receipt.topics}
    assert {one.blanked for one in receipt.topics} == {False}
    assert until[EMAILS] is not None
    assert until[INTERACTIONS] is not None
    assert (until[EMAILS] - receipt.erased_at).total_seconds() >= 28 * 24 * HOUR
    assert until[INTERACTIONS] > until[EMAILS]
    kept = cluster.home / "receipt.json"
    kept.write_text(done.stdout)
    checked = cluster.run(erase.command, "--check", str(kept), "--json", **settings)
    left = [line for line in msgspec.json.decode(checked.stdout)["left"] if not line.startswith("disk:")]
    assert left == []
    rows = on_server.select("SELECT voice, customer FROM interactions FINAL").rows
    assert WORD not in str(rows)
    assert ID not in str(rows)


@pytest.mark.slow
def test_without_the_workers_secret_it_says_so(
    cluster: Cluster, clickhouse: ClickHouse, on_server: SqlWarehouse
) -> None:
    (database,) = on_server.select("SELECT currentDatabase()").rows[0]
    with pytest.raises(Misused, match="EARSHOT_HANDLE_SECRET"):
        cluster.run(erase.command, "--customer", ID, EARSHOT_WAREHOUSE=clickhouse.url(str(database)))
