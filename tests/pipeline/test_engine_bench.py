"""The benchmark's own parts: the work it gives, how it counts samples, how it says what it found."""

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.engine import report
from benchmarks.engine.profiling import area_of, module_of, summary
from benchmarks.engine.runs import Run, failed
from benchmarks.engine.watching import ROOT
from benchmarks.engine.work import events, read, text_of, write
from schemas.events import Said
from schemas.topics import RAW, topic_of
from schemas.values import event_key

pytestmark = pytest.mark.slow

COUNT = 6_000


@pytest.fixture(scope="module")
def some_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("work") / "events.jsonl"
    write(file, COUNT)
    return file


def test_the_work_is_what_is_promised(tmp_path: Path) -> None:
    done = write(tmp_path / "events.jsonl", COUNT)
    assert done.events == COUNT == sum(done.topics.values())
    assert set(done.topics) == set(RAW)
    assert 0.22 < done.chinese < 0.28
    assert 17 <= done.median_words <= 24


def test_the_work_is_the_same_every_time() -> None:
    assert [*events(300)] == [*islice(events(300), 300)]


def test_every_event_has_a_key_of_its_own(some_work: Path) -> None:
    told = [event for _, event in read(some_work)]
    assert len({event_key(event.source, event.tenant, event.id) for event in told}) == COUNT


def test_no_text_comes_twice(some_work: Path) -> None:
    texts = [text for _, event in read(some_work) if isinstance(event, Said) and (text := text_of(event))]
    assert len(set(texts)) == len(texts)


def test_every_value_goes_to_a_raw_topic(some_work: Path) -> None:
    assert {topic_of(event) for _, event in read(some_work)} == set(RAW)


def test_a_frame_is_named_by_its_module_or_package() -> None:
    assert module_of(f"hear ({ROOT}/agents/hearing/ear.py:12)") == "agents/hearing/ear.py"
    assert module_of("send (/x/lib/python3.11/site-packages/aiokafka/producer.py:3)") == "aiokafka"
    assert module_of("wait (/usr/lib/python3.11/threading.py:5)") == "python"
    assert area_of("agents/hearing/private/hints.py") == "agents/hearing"
    assert area_of("aiokafka") == "aiokafka"


def test_samples_are_shared_out_by_who_was_running() -> None:
    ear = f"hear ({ROOT}/agents/hearing/ear.py:12)"
    loop = f"run ({ROOT}/pipeline/worker.py:1)"
    found = summary([f"{loop};{ear} 3", f"{loop} 1"])
    assert found.samples == 4
    assert [(one.module, one.percent) for one in found.areas] == [
        ("agents/hearing", 75.0),
        ("pipeline", 25.0),
    ]


def run_of(contender: str, seconds: float, *wrong: str) -> Run:
    return Run(contender=contender, events=1_000, seconds=seconds, cpu=1.0, peaks=(100,), wrong=wrong)


def test_ratios_are_of_medians() -> None:
    runs = [run_of("naive", 2.0), run_of("bare", 0.5), *(run_of("ours", each) for each in (0.5, 1.0, 4.0))]
    ours = report.lines(runs, report.ENGINES)[-1]
    assert (ours.best, ours.median, ours.to_usual, ours.to_limit) == (2_000, 1_000, 2.0, 0.5)


def test_a_figure_with_wrong_rows_does_not_count() -> None:
    runs = [run_of("naive", 1.0), run_of("ours", 1.0), run_of("ours", 1.0, "one row too many")]
    ours = report.lines(runs, report.ENGINES)[-1]
    assert (ours.median, ours.to_usual, ours.wrong) == (0.0, None, ("one row too many",))
    assert "one row too many" in report.table([ours])


def test_a_contender_that_never_ends_has_a_line_and_no_figure() -> None:
    line = report.lines([failed("quix", 1_000, "not done after 120 s")], report.ENGINES)[0]
    assert (line.median, line.peaks) == (0.0, ())
    assert "not done" in report.table([line])


def test_small_run_from_kafka_to_checked_rows(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    asked = ["--events", "800", "--runs", "1", "--only", "bare", "naive", "worker", "--json", str(out)]
    subprocess.run([sys.executable, "-m", "benchmarks.engine", *asked], check=True, cwd=ROOT, timeout=240)
    found = json.loads(out.read_bytes())
    assert [line["contender"] for line in found["speed"]] == ["bare", "naive", "Earshot, 1 worker"]
    assert all(line["median"] > 0 and line["wrong"] == [] for line in found["speed"])
