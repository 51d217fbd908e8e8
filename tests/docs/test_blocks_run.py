"""The commands of the pages, run as a reader would: in one shell, in the order of the page, in a folder of their own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.service import running
from tests.conftest import free_port
from tests.docs.written import DOCS, EMBEDDED, IN_PROCESS, ON_KAFKA, ON_SERVER, ROOT, titled

pytestmark = pytest.mark.slow

SECONDS = 240
FIGURES = "SELECT * FROM earshot.experience_daily ORDER BY day, channel, region, product, team, language"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a reader stands: the repository's root, as far as the pages use it."""
    place = tmp_path / "root"
    (place / ".venv" / "bin").mkdir(parents=True)
    (place / "schemas").symlink_to(ROOT / "schemas")
    for name, module in (("earshot", "-m pipeline "), ("python", "")):
        program = place / ".venv" / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module}"$@"\n')
        program.chmod(0o755)
    return place


def run(texts: Sequence[str], folder: Path, settings: Mapping[str, str]) -> str:
    """What the blocks say. The shell stops at the first command that fails; what it started ends with it."""
    assert texts
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    env = kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "EARSHOT_HANDLE_SECRET": "of the tests alone"}
    script = "set -euo pipefail\n" + "\n".join(texts)
    out = folder / "said.txt"
    with out.open("wb") as file:
        shell = subprocess.Popen(
            ["bash", "-c", script],
            cwd=folder,
            env={**env, **settings},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            ended = shell.wait(SECONDS)
        finally:
            _end(shell.pid)
    said = out.read_text(encoding="utf-8")
    assert ended == 0, said[-4000:]
    return said


def _end(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


@pytest.mark.parametrize("page", ["start.md", "zh/start.md"])
def test_five_minutes(page: str, folder: Path) -> None:
    said = run(titled(DOCS / page, *EMBEDDED), folder, {"EARSHOT_PORT": str(free_port())})
    assert "no difference" in said
    assert '"language":' in said


def test_operating_the_embedded_home(folder: Path) -> None:
    said = run(titled(DOCS / "running.md", *EMBEDDED), folder, {})
    assert said.count("no difference") == 4
    assert (folder / "log-backup.db").stat().st_size > 0


def test_freezing_and_restoring_an_old_server(folder: Path, tmp_path: Path) -> None:
    with running(ClickHouse(tmp_path / "clickhouse")) as server:
        settings = {
            "EARSHOT_HOME": str(tmp_path / "home"),
            "EARSHOT_WAREHOUSE": server.url("earshot"),
            "CLICKHOUSE_PORT": str(server.port),
            "CLICKHOUSE_DATA": str(server.folder.absolute() / "data"),
        }
        assert "no difference" in run(titled(DOCS / "running.md", ON_SERVER), folder, settings)


def test_operating_on_kafka(folder: Path, tmp_path: Path, own_kafka: Kafka, clickhouse: ClickHouse) -> None:
    settings = {
        "EARSHOT_HOME": str(tmp_path / "home"),
        "EARSHOT_BROKERS": own_kafka.url,
        "EARSHOT_WAREHOUSE": clickhouse.url("of_the_docs"),
        "EARSHOT_PARTITIONS": "2",
    }
    said = run(titled(DOCS / "running.md", ON_KAFKA), folder, settings)
    assert said.count("no difference") == 2


def test_backing_up_a_current_server(folder: Path, tmp_path: Path) -> None:
    """By today's engine in process, whose configuration names a folder for backups."""
    home = {"EARSHOT_HOME": str(tmp_path / "home")}
    run([".venv/bin/earshot import --no-summary schemas/examples/*.jsonl"], folder, home)
    engine = tmp_path / "home" / "warehouse"
    statements = [
        one for text in titled(DOCS / "running.md", IN_PROCESS) for one in text.split(";\n") if one.strip()
    ]
    before, *between, after = asked([FIGURES, *statements, FIGURES], engine, tmp_path)
    assert len(between) == 4
    assert before
    assert after == before
    assert run([".venv/bin/earshot migrate"], folder, home) == "up to date\n"
    assert "no difference" in run([".venv/bin/earshot verify"], folder, home)


def asked(statements: Sequence[str], warehouse: Path, folder: Path) -> list[str]:
    """Answers of an engine that has a folder for backups. It reads its configuration once a process: one of its own."""
    config = folder / "config.xml"
    config.write_text(
        f"<clickhouse><backups><allowed_path>{folder}/backups/</allowed_path></backups></clickhouse>"
    )
    program = (
        "import chdb, json, sys\nengine = chdb.connect(sys.argv[1])\n"
        "print(json.dumps([str(engine.query(one, 'TSV')) for one in json.load(sys.stdin)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, f"{warehouse}?config-file={config}"],
        input=json.dumps(statements),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found
