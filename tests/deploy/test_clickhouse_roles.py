"""Who may read what in ClickHouse: on Debian's old server by its users.xml, on today's engine by the roles' grants."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from clickhouse_driver import Client, errors

from deploy.services.clickhouse import ClickHouse
from deploy.services.ports import LOOPBACK
from deploy.services.service import running
from pipeline.access import PEOPLE, ROLES, readable, reader, statements
from pipeline.figures import registry
from pipeline.warehouse import views
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.quote import text
from pipeline.warehouse.server import Server
from pipeline.warehouse.sql import SqlWarehouse
from tests.cli import earshot
from tests.deploy.granted import DATABASE, asked, granted

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[2] / "deploy" / "clickhouse"
PASSWORD = "of the tests alone"


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
    for statement in (*statements("voice"), *reader("grafana", PASSWORD)):
        on_chdb.ask(f"SELECT formatQuery({text(statement)})")


@pytest.mark.parametrize("role", PEOPLE)
def test_on_today_s_engine_a_role_reads_its_views_and_nothing_else(defined: Path, role: str) -> None:
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
    answers = asked(granted(role), defined, allowed + refused)
    assert [one for one in answers[: len(allowed)] if one.startswith("refused")] == []
    assert [one for one in answers[len(allowed) :] if "Not enough privileges" not in one] == []


def test_a_view_that_was_made_anew_lets_nobody_in(migrated_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(migrated_folder, tmp_path / "warehouse", symlinks=True)
    grants = ["GRANT SELECT ON earshot.experience_daily"]
    (said,) = asked(grants, tmp_path, ["SELECT count() FROM earshot.experience_daily"])
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


def test_on_the_old_server_a_steward_reads_every_view(steward: Client) -> None:
    for view in views.shipped():
        steward.execute(f"SELECT * FROM {view}")


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


def test_the_old_server_is_too_old_for_roles(steward: Client, old: ClickHouse, tmp_path: Path) -> None:
    assert steward.execute("SELECT 1") == [(1,)]
    server = {"EARSHOT_WAREHOUSE": old.url("earshot").replace("default@", "")}
    said = earshot(tmp_path, "access", "apply", settings=server)
    assert said.returncode == 2
    assert said.stderr.startswith(b"earshot: ClickHouse 18.16 is too old for roles, which need 24.2")
    said = earshot(tmp_path, "access", "apply", "--where-possible", settings=server)
    assert said.returncode == 0
    assert said.stderr.startswith(b"no roles made: ClickHouse 18.16 is too old")


def test_a_folder_has_no_roles(tmp_path: Path) -> None:
    said = earshot(tmp_path, "access", "apply", "--where-possible")
    assert (said.returncode, said.stdout) == (2, b"")
    assert said.stderr.startswith(b"earshot: EARSHOT_WAREHOUSE names no server")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--reader", "grafana"), b"belong together"),
        (("--password-file", "."), b"belong together"),
        (("--reader", "x'; DROP", "--password-file", "word"), b"letters, digits and _"),
        (("--reader", "grafana", "--password-file", "nowhere"), b"cannot read"),
        (("--reader", "grafana", "--password-file", "empty"), b"is empty"),
    ],
)
def test_a_reader_needs_a_name_and_a_password(tmp_path: Path, more: tuple[str, ...], why: bytes) -> None:
    """Before any server is asked."""
    for name, word in (("word", "of the tests"), ("empty", "\n")):
        (tmp_path / name).write_text(word, encoding="utf-8")
    named = [str(tmp_path / one) if one in {"word", "nowhere", "empty"} else one for one in more]
    server = {"EARSHOT_WAREHOUSE": f"clickhouse://{LOOPBACK}:1/earshot"}
    said = earshot(tmp_path, "access", "apply", *named, settings=server)
    assert said.returncode == 2
    assert why in said.stderr


def test_a_password_is_sent_as_its_hash() -> None:
    sent = reader("grafana", PASSWORD)
    assert not any(PASSWORD in one for one in sent)
    assert sha256(PASSWORD.encode()).hexdigest() in sent[0]


def test_on_the_old_server_a_wrong_password_opens_nothing(steward: Client, old: ClickHouse) -> None:
    assert steward.execute("SELECT 1") == [(1,)]
    client = Client(LOOPBACK, old.port, "earshot", "earshot_steward", "guess")
    with pytest.raises(errors.ServerException):
        client.execute("SELECT 1")
    client.disconnect()
