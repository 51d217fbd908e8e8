"""The main job as a data engineer runs it: files in, figures out, killed and run again, asked and verified."""

import gzip
import json
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from pipeline.settings import Settings
from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate, write
from pipeline.warehouse.open import open_warehouse
from tests.bad_input import CORPUS, call
from tests.cli import earshot, environment, serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write(simulate(Plan(customers=60)), folder)
    return folder / "events.jsonl"


def table(home: Path, *questions: str) -> list[list[tuple[object, ...]]]:
    """The rows of each question, asked in this process: nobody else may be at work in the home."""
    with closing(open_warehouse(Settings(home=home))) as warehouse:
        return [warehouse.ask(sql).rows for sql in questions]


def everything(home: Path) -> list[list[tuple[object, ...]]]:
    """All that people read, without the moments of this run."""
    views = {
        "experience_daily": "*",
        "complaint_topics_daily": "*",
        "journeys_overview": "*",
        "promise_ledger": "* EXCEPT as_of EXCEPT days_late",
        "contact_pressure": "*",
        "perception_gap": "*",
        "voices": "*",
    }
    return table(home, *(f"SELECT {columns} FROM {view} ORDER BY ALL" for view, columns in views.items()))


def count(home: Path, name: str) -> int:
    """Asked by the command, which finds a running process too."""
    done = earshot(home, "sql", "--csv", f"SELECT count() FROM {name}")
    return int(done.stdout.split()[1])


def test_import_ask_verify_rebuild(tmp_path: Path, sample: Path) -> None:
    home = tmp_path / "home"
    done = earshot(home, "import", "--json", str(sample))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["events"] == len(sample.read_bytes().splitlines())
    verified = earshot(home, "verify")
    assert (verified.returncode, verified.stdout) == (0, b"no difference\n")
    status = json.loads(earshot(home, "status", "--json").stdout)
    assert {lag["lag"] for lag in status["lag"]} == {0}
    assert sum(account["received"] for account in status["accounts"]) == report["events"]
    assert {account["difference"] for account in status["accounts"]} == {0}
    before = everything(home)
    assert all(before)
    # The same file again: it is known to the end. From its beginning: all duplicates, no figure moves.
    assert json.loads(earshot(home, "import", "--json", str(sample)).stdout)["events"] == 0
    assert (
        json.loads(earshot(home, "import", "--json", "--again", str(sample)).stdout)["events"]
        == report["events"]
    )
    assert earshot(home, "rebuild").returncode == 0
    assert earshot(home, "verify").returncode == 0
    assert everything(home) == before
    assert table(home, "SELECT sum(duplicates) FROM accounts") == [[(report["events"],)]]


def test_verify_finds_what_was_changed_behind_its_back(tmp_path: Path, sample: Path) -> None:
    home = tmp_path / "home"
    assert earshot(home, "import", "--json", str(sample)).returncode == 0
    change = (
        "import sys; from pathlib import Path; from pipeline.settings import Settings;"
        "from pipeline.warehouse.open import open_warehouse; w = open_warehouse(Settings(home=Path(sys.argv[1])));"
        "[w.run(sql) for sql in sys.argv[2:]]; w.close()"
    )
    sql = [
        (
            "INSERT INTO signals SELECT * REPLACE (complaints + 1 AS complaints, version + 1 AS version)"
            " FROM signals FINAL WHERE interactions > 0 LIMIT 1"
        ),
        "INSERT INTO journeys SELECT * REPLACE (contacts + 1 AS contacts) FROM journeys FINAL WHERE present = 1 LIMIT 1",
        (
            "INSERT INTO promises SELECT * REPLACE (0 AS present)"
            " FROM (SELECT * FROM promises FINAL WHERE present = 1 LIMIT 1)"
        ),
    ]
    subprocess.run(
        [sys.executable, "-c", change, str(home), *sql], env=environment(home), check=True, timeout=60
    )
    found = earshot(home, "verify")
    said = found.stdout.decode()
    assert found.returncode == 1
    assert "contacts stands as" in said
    assert "does not stand" in said
    assert "complaints" in said
    assert earshot(home, "rebuild").returncode == 0
    assert earshot(home, "verify").returncode == 0


@pytest.mark.parametrize("seconds", [1.0, 2.0, 3.0])
def test_killed_while_importing_and_run_again_it_has_the_same_rows(
    tmp_path: Path, sample: Path, seconds: float
) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = [sys.executable, "-m", "pipeline", "import", "--json", str(sample)]
    process = subprocess.Popen(
        command, env=environment(killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert earshot(killed, "import", "--json", str(sample)).returncode == 0
    assert earshot(whole, "import", "--json", str(sample)).returncode == 0
    assert everything(killed) == everything(whole)
    assert earshot(killed, "verify").returncode == 0


def test_bad_input_is_kept_with_its_bytes_and_its_neighbours_are_stored(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "bad.jsonl.gz"
    good = [call(id=f"good-{i}") for i in range(len(CORPUS))]
    bad = [value.replace(b"\n", b" ") for value in CORPUS.values()]
    file.write_bytes(gzip.compress(b"\n".join(line for pair in zip(good, bad, strict=True) for line in pair)))
    done = earshot(home, "import", "--json", str(file))
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert (report["events"], report["refused"]) == (len(good), len(bad))
    assert count(home, "interactions") == len(good)
    listed = [
        json.loads(line) for line in earshot(home, "dead-letters", "list", "--json").stdout.splitlines()
    ]
    assert len(listed) == len(bad)
    assert all(one["reason"] and one["place"] for one in listed)
    shown = [
        earshot(home, "dead-letters", "show", "--bytes", str(one["number"])).stdout for one in listed[:3]
    ]
    assert shown == bad[:3]
    status = json.loads(earshot(home, "status", "--json").stdout)
    assert sum(account["dead_lettered"] for account in status["accounts"]) == len(bad)
    assert {account["difference"] for account in status["accounts"]} == {0}


def test_a_log_that_is_too_small_for_the_file_is_worked_off_meanwhile(tmp_path: Path, sample: Path) -> None:
    home = tmp_path / "home"
    done = earshot(home, "import", "--json", str(sample), settings={"EARSHOT_LOG_MAX_BYTES": "1000000"})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["events"] == len(sample.read_bytes().splitlines())
    assert earshot(home, "verify").stdout == b"no difference\n"


def post(url: str, body: bytes, key: str) -> tuple[int, dict[str, object]]:
    request = Request(url, data=body, headers={"X-API-Key": key, "Content-Type": "application/x-ndjson"})
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        return error.code, json.loads(error.read())


def lag(home: Path) -> int:
    return sum(one["lag"] for one in json.loads(earshot(home, "status", "--json").stdout)["lag"])


def test_run_takes_events_and_the_other_commands_find_it(tmp_path: Path, sample: Path) -> None:
    home = tmp_path / "home"
    lines = sample.read_bytes().splitlines()[:300]
    with serving(home, {"EARSHOT_API_KEYS": "web:secret"}) as (url, process):
        assert post(url + "/v1/events", b"\n".join(lines), "secret") == (202, {"accepted": 300})
        assert post(url + "/v1/events", b"{}", "wrong")[0] == 401
        code, answer = post(url + "/v1/events", lines[0] + b"\n{}\n" + lines[1], "secret")
        assert (code, answer["accepted"]) == (400, 2)
        waited = time.monotonic() + 60
        while lag(home):
            assert time.monotonic() < waited
        assert count(home, "arrivals") == 302
        assert earshot(home, "verify").stdout == b"no difference\n"
        wrong = earshot(home, "sql", "SELECT nothing FROM nowhere")
        assert (wrong.returncode, b"nowhere" in wrong.stderr) == (2, True)
        assert earshot(home, "sql", "DROP TABLE interactions").returncode == 2
        second = earshot(home, "run")
        assert (second.returncode, str(process.pid).encode() in second.stderr) == (3, True)
        # A file may be imported meanwhile: the running process hears it.
        assert earshot(home, "import", str(sample)).returncode == 0


def test_run_serves_the_page_to_this_machine_alone(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as (url, _):
        with urlopen(url, timeout=30) as page:
            assert b"Earshot" in page.read()
        elsewhere = Request(
            url, headers={"Host": "evil.example"}
        )  # a page that gave this address its own name
        with pytest.raises(HTTPError, match="421"):
            urlopen(elsewhere, timeout=30)
