"""`python -m deploy.services` as people call it."""

import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.services.clickhouse import ClickHouse
from deploy.services.jars import ROOT
from deploy.services.kafka import Kafka
from pipeline.settings import load


def _services(*arguments: object, path: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.services", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_status_of_nothing_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    said = _services("status", "--home", tmp_path / "none")
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.count("not running") == 2
    assert not (tmp_path / "none").exists()


def test_stopping_nothing_is_done(tmp_path: Path) -> None:
    assert _services("stop", "--home", tmp_path / "none").returncode == 0
    assert not (tmp_path / "none").exists()


def test_help_names_every_command() -> None:
    said = _services("--help").stdout
    assert all(name in said for name in ("start", "stop", "status", "fetch"))


@pytest.mark.slow
def test_what_is_missing_is_said_in_one_line_and_the_other_starts(tmp_path: Path) -> None:
    try:
        said = _services("start", "--home", tmp_path, path="")
        assert said.returncode == 3
        (line,) = [line for line in said.stderr.splitlines() if "apt-get install" in line]
        assert "Java is missing" in line
        assert said.stdout.startswith("EARSHOT_WAREHOUSE=")
        assert said.stdout.count("\n") == 1
    finally:
        _services("stop", "--home", tmp_path)


@pytest.mark.slow
def test_both_start_once_and_stop(tmp_path: Path) -> None:
    try:
        said = _services("start", "--home", tmp_path)
        assert said.returncode == 0, said.stderr
        settings = load(dict(line.split("=", 1) for line in said.stdout.splitlines()))
        kafka, clickhouse = Kafka(tmp_path / "kafka"), ClickHouse(tmp_path / "clickhouse")
        assert settings.brokers == kafka.url
        assert urlsplit(settings.warehouse).port == clickhouse.port
        assert kafka.answers()
        assert clickhouse.answers()
        numbers = kafka.pid, clickhouse.pid
        assert _services("start", "--home", tmp_path).stdout == said.stdout
        assert (kafka.pid, clickhouse.pid) == numbers
        assert _services("status", "--home", tmp_path).stdout == said.stdout
    finally:
        stopped = _services("stop", "--home", tmp_path)
    assert stopped.returncode == 0
    assert (kafka.pid, clickhouse.pid) == (None, None)
    shutil.rmtree(tmp_path / "kafka")
