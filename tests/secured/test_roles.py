"""Gateway, worker and operator on an encrypted Kafka, each with what docs/security.md allows it and nothing else."""

import json
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.services.clickhouse import ClickHouse
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from tests.cli import earshot
from tests.proof.workers import Fleet
from tests.secured.conftest import Site
from tests.secured.roles import commands

pytestmark = pytest.mark.slow

EXAMPLES = sorted(str(file) for file in (Path(__file__).parents[2] / "schemas" / "examples").glob("*.jsonl"))


@pytest.fixture(scope="module")
def warehouse(clickhouse: ClickHouse) -> str:
    url = clickhouse.url("secured")
    with closing(SqlWarehouse(Server(urlsplit(url)))) as made:
        migrate(made)
    return url


def lower(settings: Mapping[str, str]) -> dict[str, str]:
    """As a fleet wants them."""
    return {name.removeprefix("EARSHOT_").lower(): value for name, value in settings.items()}


def stored(url: str) -> int:
    with closing(SqlWarehouse(Server(urlsplit(url)))) as warehouse:
        return int(str(warehouse.ask("SELECT count() FROM interactions FINAL").rows[0][0]))


def lag(home: Path, settings: Mapping[str, str]) -> int:
    done = earshot(home, "lag", "--json", settings=settings)
    assert done.returncode in {0, 1}, done.stderr.decode()
    return int(json.loads(done.stdout)["lag"])


def test_the_document_names_all_three() -> None:
    named = {word for line in commands() for word in line.split() if word.startswith("User:")}
    assert named == {"User:earshot-gateway", "User:earshot-worker", "User:earshot-operator"}


def test_events_go_all_the_way_by_password_and_by_certificate(
    site: Site, warehouse: str, tmp_path: Path
) -> None:
    operator = site.sasl("earshot-operator")
    assert earshot(tmp_path / "o", "topics", "apply", settings=operator).returncode == 0
    gateway = site.sasl("earshot-gateway") | {"EARSHOT_WAREHOUSE": warehouse}
    with Fleet(
        tmp_path, {"warehouse": warehouse, "handle_secret": "of the tests alone", "freshness": "0.2"}
    ) as fleet:
        fleet.start(**lower(site.sasl("earshot-worker")))
        fleet.start(**lower(site.mutual()))
        sent = earshot(tmp_path / "g", "import", *EXAMPLES, settings=gateway)
        assert sent.returncode == 0, sent.stderr.decode()
        fleet.until(
            lambda: stored(warehouse) > 0 and lag(tmp_path / "o", operator) == 0, "all is handled", 60
        )
        assert set(fleet.everybody_leaves()) == {0}
    for said in (worker.said() for worker in fleet.workers):
        assert "password" not in said
    assert stored(warehouse) > 5
    refused(
        earshot(tmp_path / "g", "rewind", "--to", "earliest", settings=gateway)
    )  # there is something to rewind


def test_a_gateway_may_not_do_what_operators_do(site: Site, tmp_path: Path) -> None:
    operator = site.sasl("earshot-operator")
    assert earshot(tmp_path, "topics", "apply", settings=operator).returncode == 0
    settings = site.sasl("earshot-gateway") | {"EARSHOT_PARTITIONS": "12"}
    refused(earshot(tmp_path, "topics", "apply", settings=settings))


def refused(done: subprocess.CompletedProcess[bytes]) -> None:
    said = done.stderr.decode()
    assert (done.returncode, said.count("\n")) == (2, 1), said
    assert "uthorization" in said


def test_whoever_is_allowed_nothing_is_told_so(site: Site, warehouse: str, tmp_path: Path) -> None:
    operator = site.sasl("earshot-operator")
    assert earshot(tmp_path, "topics", "apply", settings=operator).returncode == 0
    settings = site.sasl("stranger") | {"EARSHOT_WAREHOUSE": warehouse}
    for command in (("worker",), ("import", EXAMPLES[0]), ("lag",)):
        done = earshot(tmp_path, *command, settings=settings)
        said = done.stderr.decode()
        assert (done.returncode, said.count("earshot: ")) == (2, 1), (
            said
        )  # an import also shows how far it is
        assert "uthorization" in said
        assert "docs/security.md" in said
