"""A real Superset with our dashboards, over a real ClickHouse with the demo's three months."""

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from playwright.sync_api import BrowserContext

from deploy.services.clickhouse import ClickHouse
from deploy.services.ports import free_port
from deploy.superset.__main__ import write
from pipeline.commands.demo import EXAMPLES
from pipeline.importing.files import plan
from pipeline.importing.items import Options
from pipeline.intake import Read
from pipeline.noticing.notice import notice
from pipeline.settings import Settings
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from pipeline.simulator.simulation import write as write_events
from pipeline.station import working
from pipeline.workoff import work_off

ROOT: Final = Path(__file__).parents[2]
INSTALLED: Final = ROOT / ".venv" / "superset"
DATABASE: Final = "earshot"
PATIENCE: Final = 300.0


def fill(server: ClickHouse, home: Path) -> None:
    """What `earshot demo` makes, in a server instead of chDB."""
    bank = simulate(Plan())
    write_events(bank, home / "sample")
    with working("test", replace(Settings(), home=home, warehouse=server.url(DATABASE))) as station:
        items = plan([EXAMPLES, home / "sample" / "events.jsonl"], Options())
        work_off(station.log, station.engine, items, Read())
        notice(station.warehouse, bank.plan.ends_at)


@dataclass(frozen=True)
class Superset:
    """One that has its tables, in `folder`; nothing of it is anywhere else."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("SUPERSET")},
            "FLASK_APP": "superset.app:create_app()",
            "SUPERSET_HOME": str(self.folder),
            "SUPERSET_CONFIG_PATH": str(ROOT / "deploy" / "superset" / "superset_config.py"),
            "SUPERSET_METADATA": f"sqlite:///{self.folder}/superset.db?timeout=60",  # requests of one page write at once
            "SUPERSET_SECRET_KEY": "of-a-trial-on-loopback",
            "SCARF_ANALYTICS": "false",
        }

    def importing(self, server: ClickHouse) -> subprocess.Popen[bytes]:
        """Begin to import our files, as an engineer does."""
        shutil.copy(INSTALLED / "ready" / "superset.db", self.folder)
        warehouse = server.url(DATABASE).replace("clickhouse://", "clickhouse+native://")
        write(self.folder / "bundle", warehouse)
        return self._begun("superset", "import-directory", "--overwrite", str(self.folder / "bundle"))

    @contextmanager
    def running(self) -> Iterator[None]:
        told = f"127.0.0.1:{self.port}"
        server = self._begun("gunicorn", "-w", "1", "-k", "gthread", "--threads", "8", "-b", told, "superset.app:create_app()")  # fmt: skip
        try:
            self._await()
            yield
        finally:
            server.terminate()
            server.wait(30)

    def sign_in(self, context: BrowserContext) -> None:
        """With the token against forged requests that its own form has."""
        form = context.request.get(f"{self.address}/login/").text()
        found = re.search(r'csrf_token&#34;: ?&#34;([^&]+)&#34;|name="csrf_token"[^>]*value="([^"]+)"', form)
        token = (found[1] or found[2]) if found else ""
        answer = context.request.post(
            f"{self.address}/login/", form={"username": "admin", "password": "admin", "csrf_token": token}
        )
        assert "/login" not in answer.url, (answer.status, answer.text()[:500])

    def said(self) -> str:
        return (self.folder / "said").read_text(encoding="utf-8", errors="replace")[-3_000:]

    def _begun(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "said").open("ab") as said:
            return subprocess.Popen(
                [INSTALLED / "bin" / program, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def _await(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        raise AssertionError(self.said())


@contextmanager
def booted(server: ClickHouse, folder: Path) -> Iterator[Superset]:
    """Superset and the demo's data; the import runs while the warehouse is being filled."""
    superset = Superset(folder / "superset", free_port())
    superset.folder.mkdir()
    importing = superset.importing(server)
    try:
        fill(server, folder / "home")
        assert importing.wait(PATIENCE) == 0, superset.said()
    finally:
        importing.kill()
        importing.wait(30)
    with superset.running():
        yield superset
