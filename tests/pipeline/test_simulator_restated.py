"""Letters that are heard of ten days late change figures that people have seen: which ones, the simulated bank knows."""

import json
from collections import Counter
from pathlib import Path

import pytest

from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate
from schemas.envelope import encode
from schemas.values import event_key
from tests.cli import earshot

pytestmark = pytest.mark.slow


def test_late_letters_restate_their_days_and_no_others(tmp_path: Path) -> None:
    bank = simulate(Plan(seed=5, customers=60))
    late = {one.key for one in bank.truth().late}
    in_time, letters = tmp_path / "in_time.jsonl", tmp_path / "letters.jsonl"
    days: Counter[str] = Counter()
    with in_time.open("wb") as first, letters.open("wb") as second:
        for event in bank.events():
            is_late = event_key(event.source, event.tenant, event.id) in late
            days[f"{event.created_at:%Y-%m-%d}"] += is_late
            (second if is_late else first).write(encode(event) + b"\n")
    home = tmp_path / "home"
    for file in (in_time, letters):
        done = earshot(home, "import", str(file))
        assert done.returncode == 0, done.stderr
    told = earshot(
        home,
        "sql",
        "SELECT toString(day) AS d, toInt64(sum(interactions_after)) - toInt64(sum(interactions_before)) AS n"
        " FROM restatements WHERE scope = 'day' AND why = 'late' GROUP BY d ORDER BY d",
        "--json",
    )
    assert told.returncode == 0, told.stderr
    found = [json.loads(line) for line in told.stdout.splitlines()]
    assert {one["d"]: one["n"] for one in found} == {day: count for day, count in days.items() if count}
    assert sum(days.values()) == len(late) > 0
