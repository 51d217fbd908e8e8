"""What the doctor makes of clocks, libraries, settings and disks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.commands.doctor import command
from pipeline.operating.checks import Check, Verdict, attempt, ok
from pipeline.operating.checks_here import Library, home_checks, judged, settings_checks
from pipeline.operating.clocks import Clock, clock_check
from pipeline.settings import Settings
from schemas.errors import EarshotError, LogUnavailable, Misused

LIBRARY = Library("x", "distributed", (3, 0), (2, 5), ((3, 0, 7),), "loses records")


@pytest.mark.parametrize(
    ("version", "verdict"),
    [
        ("3.0.12", None),
        ("3.0", None),
        ("3.1.0", Verdict.WARN),
        ("2.5.1", Verdict.WARN),
        ("2.4.9", Verdict.WRONG),
        ("3.0.7", Verdict.WRONG),
        ("", Verdict.WRONG),
    ],
)
def test_a_library_is_judged_by_its_version(version: str, verdict: Verdict | None) -> None:
    check = judged(LIBRARY, version)
    assert (check.verdict if check else None) is verdict


@pytest.mark.parametrize(
    ("clocks", "verdict"),
    [
        ([], Verdict.OK),
        ([Clock("broker", 0.4, 0), Clock("warehouse", -0.4, 0)], Verdict.OK),
        ([Clock("broker", 0.6, 0), Clock("warehouse", -0.6, 0)], Verdict.WRONG),
        ([Clock("broker", 0.6, 0.2), Clock("warehouse", -0.6, 0.1)], Verdict.OK),
        ([Clock("broker", -3, 0.1)], Verdict.WRONG),
    ],
)
def test_any_two_clocks_stand_within_a_second(clocks: list[Clock], verdict: Verdict) -> None:
    assert clock_check(clocks).verdict is verdict


def test_workers_need_one_secret_and_a_server() -> None:
    alone = Settings(brokers="kafka://one:9092")
    wrong = [check.name for check in settings_checks(alone) if check.verdict is Verdict.WRONG]
    assert wrong == ["handle_secret", "warehouse"]
    whole = Settings(brokers="kafka://one:9092", handle_secret="x" * 16, warehouse="clickhouse://one/voc")
    assert {check.verdict for check in settings_checks(whole)} == {Verdict.OK}
    assert {check.verdict for check in settings_checks(Settings())} == {Verdict.OK}


def test_a_home_below_a_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (check,) = home_checks(Settings(home=tmp_path / "file" / "home"))
    assert check.verdict is Verdict.WRONG


@pytest.mark.parametrize("error", [LogUnavailable("away"), Misused("which?")])
def test_what_was_found_before_a_fault_is_kept(error: EarshotError) -> None:
    def look() -> Iterator[Check]:
        yield ok("one", "is well")
        raise error

    assert [(check.name, check.verdict) for check in attempt("all", look)] == [
        ("one", Verdict.OK),
        ("all", Verdict.WRONG),
    ]


def test_an_embedded_home_without_anything_is_no_fault(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--json"], env={"EARSHOT_HOME": str(tmp_path / "home")})
    assert done.exit_code == 0
    assert '"nothing is stored' in done.stdout
    assert not (tmp_path / "home").exists()
