"""A real Prometheus scrapes a real worker and gateway, with the rules and jobs that are shipped, and answers the dashboard."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from urllib.request import urlopen

import msgspec
import pytest
import yaml

from deploy.services.clickhouse import ClickHouse
from deploy.services.kafka import Kafka
from deploy.services.ports import LOOPBACK, free_port
from deploy.services.service import running
from pipeline.ports import NewRecord
from pipeline.refreshing import FIRST_AFTER
from schemas import topics
from tests.deploy.panels import read
from tests.deploy.test_prometheus_rules import PROMETHEUS
from tests.proof.field import Field, field

pytestmark = pytest.mark.slow

NOT_HERE: Final = {
    "ALERTS": "nothing rings",
    "earshot_log_bytes": "events are in Kafka",
    "earshot_certificate_ends_timestamp_seconds": "nothing is encrypted here",
}
"""Expressions that have no series in a deployment on Kafka without TLS that is well, and why."""
POST: Final = b'{"type":"SocialPosted","id":"p%d","source":"forum","created_at":"2026-03-01T09:00:00Z","text":"It broke again"}'


class Series(msgspec.Struct, frozen=True):
    metric: dict[str, str]
    value: tuple[float, str]


class Result(msgspec.Struct, frozen=True):
    result: tuple[Series, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    status: str
    data: Result = Result()


class Prometheus:
    """Asks a running one."""

    def __init__(self, port: int) -> None:
        self._url = f"http://{LOOPBACK}:{port}/api/v1"

    def ask(self, expr: str) -> tuple[Series, ...]:
        with urlopen(f"{self._url}/query?{urlencode({'query': expr})}", timeout=10) as answer:
            found = msgspec.json.decode(answer.read(), type=Answer)
        assert found.status == "success", expr
        return found.data.result

    def ringing(self) -> set[str]:
        return {one.metric["alertname"] for one in self.ask('ALERTS{alertstate="firing"}')}

    def until(self, expr: str, seconds: float) -> tuple[Series, ...]:
        """The series, once there are any; those of the last question when there are none in time."""
        deadline = time.monotonic() + seconds
        while not (found := self._asked(expr)) and time.monotonic() < deadline:
            time.sleep(0.5)
        return found

    def _asked(self, expr: str) -> tuple[Series, ...]:
        try:
            return self.ask(expr)
        except OSError:  # it does not listen yet
            return ()


@contextmanager
def prometheus(folder: Path, ports: dict[str, int]) -> Iterator[Prometheus]:
    """With the shipped configuration, but for Docker's names and for the pace."""
    folder.mkdir()
    shutil.copy(PROMETHEUS / "earshot.rules.yml", folder)
    shipped = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
    shipped["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    for job in shipped["scrape_configs"]:
        del job["dns_sd_configs"]
        job["static_configs"] = [{"targets": [f"{LOOPBACK}:{ports[job['job_name']]}"]}]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(shipped))
    program, port = shutil.which("prometheus"), free_port()
    assert program, "sh tests/install-services installs it"
    words = [
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={LOOPBACK}:{port}",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, *words], stdout=log, stderr=log)
    try:
        yield Prometheus(port)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def trial(tmp_path: Path, clickhouse: ClickHouse) -> Iterator[Field]:
    with running(Kafka(tmp_path / "kafka")) as broker, field(broker, clickhouse, tmp_path, "scraped") as made:
        yield made


def test_every_panel_has_an_answer_and_nothing_rings_where_all_is_well(trial: Field, tmp_path: Path) -> None:
    ports = {"worker": free_port(), "gateway": free_port()}
    trial.fleet.start(metrics_port=str(ports["worker"]))
    trial.fleet.start(("-m", "pipeline", "run"), metrics_port=str(ports["gateway"]), port=str(free_port()))
    began = time.monotonic()
    with prometheus(tmp_path / "prometheus", ports) as asked:
        for lot in range(8):  # rates need a counter that goes on growing
            send(trial, lot)
            trial.drained()
            time.sleep(1)
        assert asked.until('earshot_account_records{part="stored", source="forum"} > 0', 90)
        time.sleep(max(0.0, FIRST_AFTER + 5 - (time.monotonic() - began)))
        for panel in read("earshot-operations-en").shown:
            for target in panel.targets:
                answer = asked.ask(target.expr)
                assert answer or any(name in target.expr for name in NOT_HERE), (panel.title, target.expr)
        assert {one.metric["job"] for one in asked.ask("up == 1")} == {"worker", "gateway"}
        assert asked.ringing() == set()
        (stored,) = asked.ask('sum(earshot_account_records{part="stored"})')
        assert 0 < float(stored.value[1]) <= 8 * 50
        trial.fleet.everybody_leaves(40)


def send(trial: Field, lot: int) -> None:
    """Fifty posts, and one that nobody can read."""
    posts = [
        NewRecord(topics.SOCIAL, b"k%d" % number, POST % number) for number in range(50 * lot, 50 * lot + 50)
    ]
    trial.send([*posts, NewRecord(topics.SOCIAL, b"bad", b"{ %d" % lot)])
