"""From settings to a warehouse, and what a person is told where that cannot be."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.open import open_warehouse
from schemas import tables
from schemas.errors import Misused, WarehouseUnavailable
from tests.conftest import ClickHouse, free_port
from tests.rows import fact

pytestmark = pytest.mark.slow


def test_rows_stay_in_the_home_between_openings(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path / "new" / "home")
    with closing(open_warehouse(chosen)) as warehouse:
        migrate(warehouse)
        warehouse.write(tables.INTERACTIONS, [fact("a")])
    named = Settings(warehouse=f"chdb://{tmp_path}/new/home/warehouse")
    with closing(open_warehouse(named)) as warehouse:
        assert migrate(warehouse) == []
        assert list(warehouse.rows(tables.INTERACTIONS)) == [fact("a")]


def test_a_folder_held_by_another_process_is_unavailable(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from pipeline.warehouse.embedded import Embedded;"
        f"held = Embedded(pathlib.Path({str(tmp_path / 'w')!r})); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        chosen = Settings(warehouse=f"chdb://{tmp_path}/w")
        with pytest.raises(WarehouseUnavailable, match="only one process"):
            open_warehouse(chosen)
        other.communicate()
    open_warehouse(chosen).close()


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path))
    warehouse.close()
    warehouse.close()


@pytest.mark.parametrize(
    "named",
    [
        "postgres://x/y",
        "clickhouse:",
        "clickhouse://",
        "clickhouse://:9000/x",
        "chdb://",
        "clickhouse://h:x/d",
        "/folder",
        "clickhouse://h:0/d",
    ],
)
def test_other_forms_are_refused_without_repeating_a_password(named: str) -> None:
    with pytest.raises(Misused, match="EARSHOT_WAREHOUSE: ") as refused:
        open_warehouse(Settings(warehouse=named))
    assert "postgres" not in str(refused.value)


def test_tables_that_are_not_there_ask_for_migrate(tmp_path: Path) -> None:
    with closing(open_warehouse(Settings(home=tmp_path))) as warehouse:
        with pytest.raises(Misused, match="earshot migrate"):
            warehouse.write(tables.INTERACTIONS, [fact("a")])
        with pytest.raises(Misused, match="earshot migrate"):
            warehouse.known(["a"])


def test_no_server_is_unavailable() -> None:
    with pytest.raises(WarehouseUnavailable, match=r"127\.0\.0\.1"):
        open_warehouse(Settings(warehouse=f"clickhouse://127.0.0.1:{free_port()}/x"))


def test_a_database_is_made_on_the_server_and_kept(clickhouse: ClickHouse) -> None:
    chosen = Settings(warehouse=clickhouse.url("made_when_absent"))
    for applied in (True, False):
        with closing(open_warehouse(chosen)) as warehouse:
            assert bool(migrate(warehouse)) == applied
            assert warehouse.ask("SELECT currentDatabase()").rows == [("made_when_absent",)]


def test_a_wrong_password_is_the_persons_to_mend(clickhouse: ClickHouse) -> None:
    wrong = f"clickhouse://default:wrong@127.0.0.1:{clickhouse.port}/x"
    with pytest.raises(Misused, match="check user and password"):
        open_warehouse(Settings(warehouse=wrong))
