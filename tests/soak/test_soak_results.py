"""The table of the long proof: what counts as passed, what is kept of former calls, where it is written."""

from pathlib import Path

import pytest

from benchmarks.soak.results import BEGIN, END, Outcome, Results, Row, failures, merged, write
from schemas.errors import Misused


def row(case: str, outcome: Outcome, left_out: str = "") -> Row:
    return Row(case=case, what="something dies", seeds=(1, 2), outcome=outcome, left_out=left_out)


def results(*rows: Row) -> Results:
    return Results(day="2026-01-01", cores=2, python="3.11", rows=rows)


@pytest.mark.parametrize(
    "bad", [Outcome(lost=1), Outcome(doubled=1), Outcome(wrong=1), Outcome(faulty="a worker ended")]
)
def test_whatever_is_not_right_fails(bad: Outcome) -> None:
    fine = Outcome(events=10, faults=3, redelivered=4, recovery=9.0)
    assert failures([row("A", fine), row("B", fine.then(bad)), row("C", bad, left_out="no right")]) == [
        row("B", fine.then(bad))
    ]


def test_rounds_add_up_but_for_the_longest_and_the_highest() -> None:
    both = Outcome(events=2, lost=1, recovery=9.0, peak=100).then(Outcome(events=3, recovery=2.0, note="n"))
    assert both == Outcome(events=5, lost=1, recovery=9.0, peak=100, note="n")


def test_a_row_that_did_not_run_again_is_kept() -> None:
    old = results(row("K2", Outcome(events=1)), row("B1", Outcome(events=2)))
    new = results(row("B1", Outcome(events=3)), row("S1", Outcome(events=4)))
    order = ["K2", "B1", "S1"]
    found = merged(old, new, order)
    assert [(one.case, one.outcome.events) for one in found.rows] == [("K2", 1), ("B1", 3), ("S1", 4)]
    assert merged(None, new, order) == new


def test_the_page_gets_the_table_between_its_marks_again_and_again(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    for events in (1_234, 5_678):
        write(page, results(row("K2", Outcome(events=events, peak=77))))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "1,234" not in text
    assert "| K2 | something dies | 2 | 5,678 | 0 | 0 | 0 | 0 | 0 | 0 s | 77 MiB | passed |" in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(Misused, match="has no lines"):
        write(page, results())
    assert page.read_text(encoding="utf-8") == "nothing\n"
