"""One smoke test: the processes of the compose file, as they would run, with a real Kafka and a real ClickHouse."""

import http.cookiejar
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import pytest
from clickhouse_driver import Client, errors

from deploy.services.ports import LOOPBACK
from deploy.services.service import running
from pipeline.page.asking import MOST_SECONDS
from tests.deploy.composed import Composed, Container, Machine, composed
from tests.deploy.image import ROOT, Replay
from tests.deploy.servers import ComposedClickHouse, ComposedKafka

pytestmark = pytest.mark.slow

EVENTS: Final = sorted((ROOT / "schemas" / "examples").glob("*.jsonl"))


class Taken(msgspec.Struct):
    accepted: int


class Lag(msgspec.Struct):
    lag: int


class Overview(msgspec.Struct):
    """Of the page's answer what this test looks at."""

    interactions: int


class Reader:
    """A browser's part: keeps cookies, and says where a form stands."""

    def __init__(self, gateway: Container) -> None:
        self.url = f"http://{LOOPBACK}{gateway.ports[':8321']}"
        self.origin = gateway.env["EARSHOT_PAGE_URL"]
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, body, named)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def sign_in(self, password: str) -> int:
        form = urllib.parse.urlencode({"name": "first", "password": password, "next": "/api/me"})
        return self.ask("/sign-in", form.encode(), Origin=self.origin)[0]


def until(done: Callable[[], bool], what: str, machine: Machine, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        gone = [one for one in machine.containers if one.process.poll() not in {None, 0}]
        assert not gone, f"{gone[0].name} ended:\n{gone[0].said()}"
        assert time.monotonic() < deadline, what
        time.sleep(1)


def test_events_in_figures_out(tmp_path: Path) -> None:
    image = Replay(tmp_path / "image")
    image.build("built-worker")
    what_is_not_needed_is_not_there(image)
    made = composed(tmp_path)
    kafka = ComposedKafka(tmp_path / "kafka", given=made.services["kafka"].environment)
    users = Path(made.secrets["clickhouse_users"].file)
    clickhouse = ComposedClickHouse(tmp_path / "clickhouse", users=users)
    with running(kafka), running(clickhouse):
        hosts = {"kafka:9092": kafka.servers, "clickhouse:9000": f"{LOOPBACK}:{clickhouse.port}"}
        point_at(made, hosts)
        with Machine(tmp_path, image, hosts, made) as machine:
            through(machine)
        nobody_else_signs_in(made, clickhouse)


def what_is_not_needed_is_not_there(image: Replay) -> None:
    for absent in ("chdb", "pyarrow", "pip", "setuptools", "pytest"):
        asked = [str(image.python), "-c", f"import {absent}"]
        said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60, cwd="/", env={})
        assert f"No module named '{absent}'" in said.stderr


def point_at(made: Composed, hosts: dict[str, str]) -> None:
    """The one secret that names a host."""
    warehouse = Path(made.secrets["warehouse"].file)
    warehouse.chmod(0o600)
    warehouse.write_text(warehouse.read_text().replace("clickhouse:9000", hosts["clickhouse:9000"]))


def through(machine: Machine) -> None:
    """From the jobs to the last exit code."""
    began = time.time()
    for job in ("topics", "migrate", "people") * 2:  # as at every later start
        machine.run(job, 120)
    assert "no roles made: ClickHouse 18.16 is too old" in machine.run("access", 120)
    gateway = machine.start("gateway")
    for _ in range(machine.all.services["worker"].deploy.replicas):
        machine.start("worker")
    machine.until_healthy(90)
    reader = Reader(gateway)
    assert reader.ask("/api/overview")[0] == 401
    assert reader.sign_in(Path(machine.all.secrets["page_password"].file).read_text()) == 200
    accepted = send(machine, reader)
    assert machine.run("demo", 240)
    until(lambda: waiting(machine, gateway) == 0, "records still wait", machine, 240)
    # The page shows an answer for a while after it was true.
    until(lambda: counted(reader) > accepted, "figures do not come to the page", machine, MOST_SECONDS + 60)
    assert {name: {*codes} for name, codes in machine.stop(40).items()} == {"gateway": {0}, "worker": {0}}
    assert written_beside(machine, began) == []


def send(machine: Machine, reader: Reader) -> int:
    """Through the gateway, with the key that deploy/up made; how many events were taken."""
    _, key = Path(machine.all.secrets["api_keys"].file).read_text().split(":")
    body = b"".join(file.read_bytes() for file in EVENTS)
    headers = {"X_API_Key": key, "Content_Type": "application/x-ndjson"}
    status, said = reader.ask("/v1/events", body, **headers)
    assert status == 202, said
    return msgspec.json.decode(said, type=Taken).accepted


def counted(reader: Reader) -> int:
    status, said = reader.ask("/api/overview?weeks=52")
    assert status == 200, said
    return msgspec.json.decode(said, type=Overview).interactions


def waiting(machine: Machine, gateway: Container) -> int:
    """Records that no agent has handled, as an operator sees them."""
    words = [str(machine.image.earshot), "lag", "--json"]
    said = subprocess.run(words, env=gateway.env, capture_output=True, check=True, timeout=60)
    return msgspec.json.decode(said.stdout, type=Lag).lag


def written_beside(machine: Machine, since: float) -> list[str]:
    """Files that programs made outside of the folders which the compose file lets them write to."""
    prefix = machine.image.earshot.parents[1]
    inside = [str(path) for path in prefix.rglob("*") if path.is_file() and path.stat().st_mtime > since]
    beside = [
        str(path)
        for one in machine.containers
        for path in one.log.with_suffix("").iterdir()
        if path.name not in {"home", "sample"}
    ]
    return inside + beside


def nobody_else_signs_in(made: Composed, clickhouse: ComposedClickHouse) -> None:
    """On a server without roles Grafana reads nothing, rather than customers' words."""
    password = Path(made.secrets["grafana_reader_password"].file).read_text()
    client = Client(LOOPBACK, clickhouse.port, user="grafana", password=password)
    try:
        with pytest.raises(errors.ServerException):
            client.execute("SELECT 1")
    finally:
        client.disconnect()
