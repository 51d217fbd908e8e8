"""`earshot refresh` says in words what it found, and writes it."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from pipeline.noticing.findings import findings
from pipeline.noticing.notice import notice
from pipeline.settings import Settings
from pipeline.warehouse.migrate import migrate
from pipeline.warehouse.open import open_warehouse
from pipeline.warehouse.sql import SqlWarehouse
from pipeline.warehouse.story_counts import ALL
from tests.cli import earshot
from tests.pipeline.test_noticing import DAY, MONDAY, WEEK, talk, told


def surged(warehouse: SqlWarehouse) -> None:
    told(
        warehouse,
        talk(MONDAY - 10 * WEEK, 77, 24, "refund"),
        talk(MONDAY + DAY, 1, 96, "refund", complaint="yes", region="north", role="loud"),
    )


def test_findings_are_told_in_words(on_chdb: SqlWarehouse) -> None:
    surged(on_chdb)
    moment = MONDAY + WEEK
    notice(on_chdb, moment)
    found = {kind: [one for one in findings(on_chdb, moment) if one.kind == kind] for kind in KINDS}
    moved = found["movement"][0].text
    assert moved.startswith("moved: Complaint rate everywhere: 208.3 to ")
    (surge,) = found["surge"]
    assert surge.text.startswith(
        "surged: refund from 2026-06-02 00:00 UTC: 120 in 24 h, usually 24 (by chance "
    )
    assert surge.text.endswith("; over since 2026-06-03 00:00")
    assert all("all else held fixed" in one.text for one in found["driver"])
    assert {one.place for one in found["driver"]} == {"north"}
    assert found["movement"][0].text_zh.startswith("变化：全部投诉率由 208.3 变为 ")
    assert surge.text_zh.endswith("；2026-06-03 00:00 起已回落")
    assert all(one.text_zh.startswith("关联：地区 north 与") for one in found["driver"])
    assert [*findings(on_chdb, MONDAY - 3 * DAY)] == []


KINDS = ("movement", "surge", "driver")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with closing(open_warehouse(Settings(home=tmp_path))) as warehouse:
        migrate(warehouse)
        surged(warehouse)
    return tmp_path


@pytest.mark.slow
def test_the_command_notices_and_says_so(home: Path) -> None:
    done = earshot(home, "refresh", "--json", "--as-of", "2026-06-08")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["kind"] for row in rows} == {*KINDS}
    again = earshot(home, "refresh", "--as-of", "2026-03-01T00:00+02:00")
    assert again.returncode == 0
    assert again.stdout.decode().startswith("nothing stands out as of 2026-02-28 22:00 UTC")
    assert _counted(home) == []


@pytest.mark.slow
def test_as_of_now_it_counts_what_the_hour_changes(home: Path) -> None:
    began = datetime.now(UTC).replace(microsecond=0)
    assert earshot(home, "refresh").returncode == 0
    moments = _counted(home)
    assert len(moments) == len(ALL)
    assert all(began <= at <= datetime.now(UTC) for at in moments)


def _counted(home: Path) -> list[datetime]:
    """As of when the days of stories were counted."""
    with closing(open_warehouse(Settings(home=home))) as warehouse:
        rows = warehouse.select("SELECT as_of FROM stories_counted FINAL").rows
    return [cast(datetime, at) for (at,) in rows]


@pytest.mark.slow
def test_moments_that_are_none_are_said_to_be(tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    for said in ("yesterday", soon):
        done = earshot(tmp_path, "refresh", "--as-of", said)
        assert done.returncode == 2
        assert done.stderr.startswith(b"earshot: --as-of")
