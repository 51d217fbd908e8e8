"""`earshot alerts` as people call it."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from deploy.services.ports import free_port
from pipeline.settings import Settings
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.open import open_warehouse
from schemas import tables
from tests.alerting.raised import alert
from tests.alerting.test_mail import Box
from tests.cli import earshot, serving
from tests.rows import fact

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 200 calls of today, 60 of them complaints, one alert open and one closed."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "log.db").touch()
    hour = NOW.replace(minute=0, second=0)
    with closing(open_warehouse(Settings(home=folder))) as warehouse:
        migrate(warehouse)
        facts = [
            fact(f"{n:032x}", hour, complaint="yes" if n < 80 else "no", product="房贷", voice="坏了")
            for n in range(200)
        ]
        warehouse.write(tables.INTERACTIONS, facts)
        warehouse.recount([hour])
        past = alert(
            "region=South", NOW - timedelta(days=3), closed_at=NOW - timedelta(days=2), closed_why="back"
        )
        warehouse.write(
            tables.ALERTS,
            [alert(opened_at=NOW - timedelta(hours=1), voices=("坏了",), voice_keys=("k",)), past],
        )
    return folder


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    held, port = Box(), free_port()
    controller = Controller(held, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield held, port
    finally:
        controller.stop()


def mailing(port: int) -> dict[str, str]:
    return {
        "EARSHOT_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "EARSHOT_SMTP_FROM": "care@example.com",
        "EARSHOT_ALERT_TO": "desk@example.com, lead@example.com",
    }


def test_open_alerts_are_listed(home: Path) -> None:
    shown = earshot(home, "alerts")
    text = shown.stdout.decode()
    assert shown.returncode == 0, shown.stderr
    assert "Complaint rate is high." in text
    assert "投诉率偏高。" in text
    assert "“坏了”" in text
    lines = earshot(home, "alerts", "list", "--all", "--json").stdout.splitlines()
    found = [json.loads(line)["alert"]["cell"] for line in lines]
    assert found == ["region=North", "region=South"]


def test_the_rules_are_checked_and_tried(home: Path, tmp_path: Path) -> None:
    shown = earshot(home, "alerts", "check")
    text = shown.stdout.decode()
    assert shown.returncode == 0, shown.stderr
    assert "complaint_rate_high" in text
    assert "product 房贷: 400 per 1,000" in text
    assert "would open" in text
    lines = [json.loads(line) for line in earshot(home, "alerts", "check", "--json").stdout.splitlines()]
    (one,) = [line for line in lines if line["rule"] == "complaint_rate_high"]
    assert (one["place"], one["opens"], one["n"]) == ("房贷", True, 200)

    wrong = tmp_path / "mine.yaml"
    wrong.write_text("rules: [{id: x, figure: nothing}]", encoding="utf-8")
    refused = earshot(home, "alerts", "check", str(wrong))
    assert refused.returncode == 2
    assert b"mine.yaml" in refused.stderr
    assert refused.stdout == b""


def test_a_test_message_goes_everywhere(home: Path, box: tuple[Box, int]) -> None:
    held, port = box
    shown = earshot(home, "alerts", "test", "--json", settings=mailing(port))
    assert shown.returncode == 0, shown.stderr
    assert [json.loads(line)["ended"] for line in shown.stdout.splitlines()] == ["sent", "sent"]
    assert {got["To"] for got in held.got} == {"desk@example.com", "lead@example.com"}
    assert all("test" in got["Subject"] for got in held.got)


def test_a_way_that_is_shut_is_said(home: Path) -> None:
    shown = earshot(home, "alerts", "test", settings=mailing(free_port()))
    assert shown.returncode == 1
    assert "not reached" in shown.stdout.decode()
    assert earshot(home, "alerts", "test").returncode == 2
    half = earshot(home, "alerts", "test", settings={"EARSHOT_ALERT_TO": "desk@example.com"})
    assert half.returncode == 2
    assert b"smtp_url" in half.stderr


def test_deliver_does_one_refresh(tmp_path: Path, home: Path, box: tuple[Box, int]) -> None:
    held, port = box
    mine = shutil.copytree(home, tmp_path / "home", symlinks=True)  # others want theirs as it was
    settings = mailing(port) | {"EARSHOT_ALERT_LANGUAGE": "zh"}
    shown = earshot(mine, "alerts", "deliver", settings=settings)
    assert shown.returncode == 0, shown.stderr
    assert b"opened 1" in shown.stderr
    subjects = [got["Subject"] for got in held.got]
    assert any("产品 房贷" in each for each in subjects)
    count = len(held.got)
    time.sleep(1)  # a refresh of another second
    assert earshot(mine, "alerts", "deliver", settings=settings).returncode == 0
    assert len({got["Message-ID"] for got in held.got}) == len(held.got)
    assert len(held.got) >= count


def arrived(held: Box, count: int) -> bool:
    until = time.monotonic() + 90
    while len(held.got) < count and time.monotonic() < until:
        time.sleep(0.2)
    return len(held.got) >= count


def test_a_running_process_sends_and_one_that_was_killed_sends_nothing_anew(
    tmp_path: Path, home: Path, box: tuple[Box, int]
) -> None:
    held, port = box
    mine = shutil.copytree(home, tmp_path / "home", symlinks=True)
    (mine / "log.db").unlink()
    settings = mailing(port) | {"EARSHOT_REFRESH_MINUTES": "0.02"}
    with serving(mine, settings) as run:
        assert arrived(held, 6)  # of one alert the beginning, of another its end too, to two people
        run.process.kill()
        run.process.wait(10)
    first = {got["Message-ID"] for got in held.got}
    with serving(mine, settings):
        time.sleep(5)  # some refreshes
    assert {got["Message-ID"] for got in held.got} == first


def test_wrong_rules_stop_the_start(tmp_path: Path) -> None:
    wrong = tmp_path / "rules.yaml"
    wrong.write_text("rules: []\nmore: 1", encoding="utf-8")
    done = earshot(tmp_path / "other", "run", settings={"EARSHOT_ALERTS": str(wrong), "EARSHOT_PORT": "0"})
    assert done.returncode == 2
    assert b"rules.yaml" in done.stderr
