"""The sentences that nobody reads are heard as well as they were."""

import re

import pytest

from benchmarks.unseen import main

pytestmark = pytest.mark.slow

LEAST = {"cues": 0.8, "topics": 0.68, "promises": 0.85}


def test_what_is_unseen_is_heard(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    lines = capsys.readouterr().out.splitlines()
    found = {(line.split()[0], line.split()[1]): float(re.findall(r"F1 (\S+)", line)[0]) for line in lines}
    assert len(found) == 2 * len(LEAST)
    assert {place: f1 for place, f1 in found.items() if f1 < LEAST[place[0]]} == {}
