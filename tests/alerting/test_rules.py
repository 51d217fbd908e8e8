"""The rules' file: what ships can be used, and what cannot be used says where and why."""

from pathlib import Path

import pytest

from pipeline.alerting.rules import SHIPPED, rules_in
from schemas.errors import Misused
from tests.alerting.raised import RULES


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "alerts.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_ships_can_be_used() -> None:
    rules = rules_in(SHIPPED)
    assert {"complaint_rate_high", "promises_broken", "account_open", "source_silent"} <= {
        r.id for r in rules
    }
    assert all(rule.name.en and rule.name.zh for rule in rules)


def test_a_rule_rests_on_no_fewer_than_its_figure_demands(tmp_path: Path) -> None:
    (rule,) = rules_in(written(tmp_path, RULES))
    assert (rule.least, rule.days, rule.close) == (30, 7, 100)
    (rule,) = rules_in(written(tmp_path, RULES + "    least: 200\n    closes_at: 80\n"))
    assert (rule.least, rule.close) == (200, 80)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("figure: complaint_rate", "figure: no_such_rate", "'complaints': unknown figure 'no_such_rate'"),
        ("figure: complaint_rate", "watch: nothing", "'complaints': unknown watch 'nothing'"),
        ("figure: complaint_rate", "", "give one of `figure` and `watch`"),
        ("unit: per 1,000", "unit: percent", "complaint_rate is in 'per 1,000', not in 'percent'"),
        ("by: region", "by: customer", "cannot be parted by 'customer'"),
        ("above: 100", "", "give one of `above` and `below`"),
        ("above: 100", "above: 100\n    below: 3", "give one of `above` and `below`"),
        ("above: 100", "above: 1001", "lies between 0 and 1000"),
        ("above: 100", "above: 100\n    closes_at: 120", "beyond the limit"),
        ("above: 100", "below: 100\n    closes_at: 90", "beyond the limit"),
        ("severity: warning", "severity: loud", "loud"),
        ("above: 100", "above: 100\n    colour: red", "colour"),
        ("above: 100", "above: 100\n    days: 0", "days"),
        ("above: 100", "above: .nan", "above"),
        ("above: 100", "above: a lot", "above"),
        ("id: complaints", "id: Complaints!", "id"),
        ("above: 100", "above: 2026-99-99", "is no date or time"),
        ("rules:", "rules: [", "line"),
        ("above: 100", "above: 100\n    above: 200", "given twice"),
    ],
)
def test_what_cannot_be_used_names_file_and_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = written(tmp_path, RULES.replace(old, new))
    with pytest.raises(Misused) as wrong:
        rules_in(file)
    assert str(file) in str(wrong.value)
    assert said in str(wrong.value)


def test_two_rules_of_one_id(tmp_path: Path) -> None:
    twice = RULES + RULES.split("rules:\n")[1]
    with pytest.raises(Misused, match="'complaints' is given 2 times"):
        rules_in(written(tmp_path, twice))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="cannot read"):
        rules_in(tmp_path / "none.yaml")


def test_figures_that_are_counted_by_topic_are_parted_by_topic_only(tmp_path: Path) -> None:
    by_topic = RULES.replace("complaint_rate", "topic_complaint_rate").replace("by: region", "by: topic")
    with pytest.raises(Misused, match="cannot be parted by 'region'; it can by: topic"):
        rules_in(written(tmp_path, by_topic.replace("by: topic", "by: region")))
