"""The summary in the terminal: a sample that ended some day is told as of that day, as the truth beside it is."""

import re
from pathlib import Path

import msgspec
import pytest

from pipeline.simulator.plan import Plan
from pipeline.warehouse.views import as_of
from tests.cli import earshot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def told(home: Path) -> str:
    done = earshot(home, "demo", "--no-serve", "--customers", "120")
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def shown(told: str, figure: str) -> list[float]:
    """The numbers behind the figure's name, line by line: of the summary, then of the truth's table."""
    return [float(found) for found in re.findall(rf"^{re.escape(figure)} +(-?[\d.]+)", told, re.MULTILINE)]


def asked(home: Path, sql: str) -> dict[str, float]:
    done = earshot(home / "demo", "sql", "--json", sql)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=dict[str, float])


def test_what_ripens_is_told_as_of_the_end_of_the_sample(home: Path, told: str) -> None:
    end = Plan().ends_at
    assert told.count(f"as of {end:%Y-%m-%d %H:%M} UTC") == 2  # of the summary and of the truth
    first, last = re.findall(r"^What customers lived through +(\S+) – (\S+),", told, re.MULTILINE)[0]
    gap = asked(
        home,
        f"SELECT 100 * sum(contradicted) / sum(mature) AS gap FROM ({as_of('perception_gap', end)}) "
        f"WHERE week >= toMonday(toDate('{first}')) AND week <= '{last}'",
    )
    assert shown(told, "perception gap, points")[0] == pytest.approx(gap["gap"], abs=0.051)
    broken = asked(
        home,
        "SELECT 100 * countIf(state = 'broken') / countIf(state IN ('kept', 'late', 'broken')) AS broken "
        f"FROM ({as_of('promise_ledger', end)}) WHERE day >= '{first}' AND day <= '{last}'",
    )
    assert shown(told, "promises broken, % of due")[0] == pytest.approx(broken["broken"], abs=0.051)
