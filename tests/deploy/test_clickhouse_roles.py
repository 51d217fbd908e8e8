"""Who may read what in ClickHouse: on Debian's old server by its users.xml, on today's engine by the roles' grants."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from clickhouse_driver import Client, errors

from deploy.services.clickhouse import ClickHouse
from deploy.services.ports import LOOPBACK
from deploy.services.service import running
from pipeline.access import DEFINER, PEOPLE, ROLES, readable, statements
from pipeline.figures import registry
from pipeline.warehouse import views
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.quote import text
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from tests.cli import earshot

HERE = Path(__file__).parents[2] / "deploy" / "clickhouse"
PASSWORD = "of the tests alone"
DATABASE = "earshot"


def test_every_view_says_who_is_to_read_it() -> None:
    assert [name for name in views.shipped() if not registry().views[name].shows] == []


@pytest.mark.parametrize(
    "view", ["voices", "vulnerability", "praise_by_name", "churn_risk", "alert_messages"]
)
def test_readers_of_figures_read_no_words(view: str) -> None:
    assert view not in readable("earshot_reader")


def test_readers_of_figures_see_nothing_that_tells_people_apart() -> None:
    seen = {column for columns in readable("earshot_reader").values() for column in columns}
    telling = {"customer", "event_key", "case_id", "words", "evidence", "voices", "staff", "owner", "praised"}
    assert seen & telling == set()


def test_only_those_who_care_read_of_a_customer_s_need() -> None:
    assert [role for role in PEOPLE if "vulnerability" in readable(role)] == ["earshot_care"]
    assert list(readable("earshot_care")) == ["vulnerability"]


def test_the_shipped_statements_are_those_of_the_marks(tmp_path: Path) -> None:
    shipped = (HERE / "roles.sql").read_text(encoding="utf-8").splitlines()[1:]
    assert shipped == [f"{statement};" for statement in statements()]
    assert {f"CREATE ROLE IF NOT EXISTS {role};" for role in ROLES} <= set(shipped)
    assert earshot(tmp_path, "access", "sql", "--database", "x; DROP").returncode == 2


def test_today_s_engine_can_read_the_statements(on_chdb: SqlWarehouse) -> None:
    for statement in statements("voice"):
        on_chdb.ask(f"SELECT formatQuery({text(statement)})")


# chDB keeps no users but those of a file, and is always `default`: so `default` is given what a role is given.
_CONFIG = "<clickhouse><users_config>{folder}/users.xml</users_config></clickhouse>"
_USER = (
    "<{name}><no_password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>"
    "<grants>{grants}</grants></{name}>"
)
_ASKING = """
import json, sys
from chdb.session import Session
session = Session(sys.argv[1])
said = []
for query in json.load(sys.stdin):
    try:
        said.append(str(session.query(query)))
    except RuntimeError as error:
        said.append("refused: " + str(error)[:300])
print(json.dumps(said))
"""


def _as(grants: Iterable[str], folder: Path, queries: list[str]) -> list[str]:
    """What today's engine answers to somebody with these grants, over a warehouse whose views are the definer's."""
    users = {DEFINER: ["GRANT SELECT ON *.*"], "default": grants}
    drawn = "".join(
        _USER.format(name=name, grants="".join(f"<query>{one}</query>" for one in some))
        for name, some in users.items()
    )
    (folder / "users.xml").write_text(
        f"<clickhouse><profiles><default/></profiles><users>{drawn}</users><quotas><default/></quotas></clickhouse>"
    )
    (folder / "config.xml").write_text(_CONFIG.format(folder=folder))
    at = f"{folder / 'warehouse'}?config-file={folder / 'config.xml'}"
    done = subprocess.run(
        [sys.executable, "-c", _ASKING, at],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def defined(migrated_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of chDB whose views were told to read as the definer."""
    folder = tmp_path_factory.mktemp("roles")
    shutil.copytree(migrated_folder, folder / "warehouse", symlinks=True)
    told = [one for one in statements(DATABASE) if one.startswith("ALTER TABLE")]
    assert len(told) == len(views.shipped())
    assert [said for said in _as(["GRANT ALL ON *.* WITH GRANT OPTION"], folder, told) if said] == []
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("role", PEOPLE)
def test_on_today_s_engine_a_role_reads_its_views_and_nothing_else(defined: Path, role: str) -> None:
    grants = [one.rpartition(" TO ")[0] for one in statements(DATABASE) if one.endswith(f" TO {role}")]
    grants = [one for one in grants if one.startswith("GRANT")]
    seen: Mapping[str, tuple[str, ...]] = readable(role)
    allowed = [f"SELECT {', '.join(columns)} FROM {DATABASE}.{view}" for view, columns in seen.items()]
    refused = [
        f"SELECT count() FROM {DATABASE}.{name}" for name in ("interactions", "journeys", "touchpoints")
    ]
    refused += [f"SELECT * FROM {DATABASE}.{view}" for view in views.shipped() if view not in seen]
    refused += [
        f"SELECT {column} FROM {DATABASE}.{view}"
        for view, columns in seen.items()
        for column in views.shipped()[view].columns
        if column not in columns
    ]
    refused += [
        f"INSERT INTO {DATABASE}.interactions SELECT * FROM {DATABASE}.interactions",
        "CREATE DATABASE x",
    ]
    refused += [
        "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
        f"DROP TABLE {DATABASE}.voices",
    ]
    answers = _as(grants, defined, allowed + refused)
    assert [one for one in answers[: len(allowed)] if one.startswith("refused")] == []
    assert [one for one in answers[len(allowed) :] if "Not enough privileges" not in one] == []


@pytest.mark.slow
def test_a_view_that_was_made_anew_lets_nobody_in(migrated_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(migrated_folder, tmp_path / "warehouse", symlinks=True)
    grants = ["GRANT SELECT ON earshot.experience_daily"]
    (said,) = _as(grants, tmp_path, ["SELECT count() FROM earshot.experience_daily"])
    assert "Not enough privileges" in said


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    """Debian's server with the shipped users, passwords put in."""
    folder = tmp_path_factory.mktemp("old") / "clickhouse"
    (folder / "users.d").mkdir(parents=True)
    said = (HERE / "users.d" / "earshot.xml").read_text(encoding="utf-8")
    for who in ("WRITERS", "STEWARDS"):
        said = said.replace(
            f"REPLACE_WITH_SHA256_OF_THE_{who}_PASSWORD", sha256(PASSWORD.encode()).hexdigest()
        )
    assert "REPLACE_WITH" not in said
    (folder / "users.d" / "earshot.xml").write_text(said, encoding="utf-8")
    with running(ClickHouse(folder)) as server:
        root = Client(LOOPBACK, server.port)
        root.execute("CREATE DATABASE earshot")
        root.execute("CREATE DATABASE other")
        root.execute("CREATE TABLE other.secret (a UInt8) ENGINE = Log")
        root.disconnect()
        yield server


@pytest.fixture
def steward(old: ClickHouse) -> Iterator[Client]:
    writer = f"clickhouse://earshot_writer:{PASSWORD.replace(' ', '%20')}@{LOOPBACK}:{old.port}/earshot"
    with closing(SqlWarehouse(Server(urlsplit(writer)))) as warehouse:
        migrate(warehouse)
    client = Client(LOOPBACK, old.port, "earshot", "earshot_steward", PASSWORD)
    yield client
    client.disconnect()


@pytest.mark.slow
def test_on_the_old_server_a_steward_reads_every_view(steward: Client) -> None:
    for view in views.shipped():
        steward.execute(f"SELECT * FROM {view}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO interactions SELECT * FROM interactions",
        "CREATE TABLE x (a UInt8) ENGINE = Log",
        "DROP TABLE interactions",
        "SET max_execution_time = 600",
        "SET readonly = 0",
        "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
        "SELECT * FROM other.secret",
        "SELECT * FROM remote('127.0.0.1', 'other', 'secret')",
        "SELECT * FROM file('/etc/passwd', 'CSV', 'a String')",
        "SELECT number FROM system.numbers LIMIT 1000001",
        "SELECT groupUniqArray(number) FROM numbers(1000000000)",
    ],
)
def test_on_the_old_server_a_steward_does_nothing_else(steward: Client, query: str) -> None:
    with pytest.raises(errors.ServerException):
        steward.execute(query)


@pytest.mark.slow
def test_on_the_old_server_a_wrong_password_opens_nothing(steward: Client, old: ClickHouse) -> None:
    assert steward.execute("SELECT 1") == [(1,)]
    client = Client(LOOPBACK, old.port, "earshot", "earshot_steward", "guess")
    with pytest.raises(errors.ServerException):
        client.execute("SELECT 1")
    client.disconnect()
