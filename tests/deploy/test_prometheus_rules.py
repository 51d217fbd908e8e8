"""The rules as Prometheus's own tool reads and runs them; each alert rings when it should, and not otherwise."""

import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
import yaml

from tests.deploy.rung import CASES, Case

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES = PROMETHEUS / "earshot.rules.yml"
RUNBOOK = ROOT / "docs" / "runbook.md"


class Rule(msgspec.Struct, frozen=True):
    expr: str
    alert: str = ""
    record: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}


class Group(msgspec.Struct, frozen=True):
    name: str
    rules: tuple[Rule, ...]


class Rules(msgspec.Struct, frozen=True):
    groups: tuple[Group, ...]


def rules() -> list[Rule]:
    read = msgspec.convert(yaml.safe_load(RULES.read_text(encoding="utf-8")), Rules)
    return [rule for group in read.groups for rule in group.rules]


def alerts() -> list[Rule]:
    return [rule for rule in rules() if rule.alert]


def promtool(*words: str) -> str:
    program = shutil.which("promtool")
    assert program, "sh tests/install-services installs it"
    said = subprocess.run([program, *words], capture_output=True, text=True, check=False, timeout=120)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def history(case: Case) -> dict[str, object]:
    """One group of promtool's tests: exactly the severities that ring."""
    firing = f'ALERTS{{alertname="{case.alert}", alertstate="firing"}}'
    expected = [
        {"labels": f'{{severity="{severity}"}}', "value": 1} for severity in sorted(case.rings.split())
    ]
    return {
        "interval": "1m",
        "name": f"{case.alert}: {case.series}",
        "input_series": [{"series": name, "values": values} for name, values in case.series.items()],
        "promql_expr_test": [
            {
                "expr": f"group by (severity) ({firing})",
                "eval_time": f"{case.minutes}m",
                "exp_samples": expected,
            }
        ],
    }


@pytest.mark.slow
def test_prometheus_takes_the_configuration() -> None:
    assert "SUCCESS" in promtool("check", "config", str(PROMETHEUS / "prometheus.yml"))


@pytest.mark.slow
def test_alerts_ring_when_they_should_and_not_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "histories.yml"
    tests = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [history(case) for case in CASES],
    }
    file.write_text(yaml.safe_dump(tests, allow_unicode=True), encoding="utf-8")
    promtool("test", "rules", str(file))


@pytest.mark.slow
def test_what_an_alert_says_names_its_place_in_both_languages(tmp_path: Path) -> None:
    said = {
        "summary": "The account of web does not close: 3 records are missing or counted twice",
        "summary_zh": "来源 web 的账目不平：缺失或重复计入 3 条记录",
        "runbook_url": "https://docs.example/runbook.md#earshotaccountopen",
    }
    test = {
        "interval": "1m",
        "external_labels": {"earshot_docs": "https://docs.example"},
        "input_series": [
            {"series": 'earshot_account_records{part="difference", source="web"}', "values": "3x60"}
        ],
        "alert_rule_test": [
            {
                "alertname": "EarshotAccountOpen",
                "eval_time": "45m",
                "exp_alerts": [
                    {"exp_labels": {"severity": "critical", "source": "web"}, "exp_annotations": said}
                ],
            }
        ],
    }
    file = tmp_path / "words.yml"
    file.write_text(yaml.safe_dump({"rule_files": [str(RULES)], "tests": [test]}), encoding="utf-8")
    promtool("test", "rules", str(file))


def test_every_alert_is_seen_ringing_and_silent() -> None:
    named = {rule.alert for rule in alerts()}
    assert {case.alert for case in CASES if case.rings} == named
    assert {case.alert for case in CASES if not case.rings} == named
    severities = {(case.alert, severity) for case in CASES for severity in case.rings.split()}
    assert severities == {(rule.alert, rule.labels["severity"]) for rule in alerts()}


def test_every_alert_leads_to_a_section_of_the_runbook_and_back() -> None:
    sections = re.findall(r"^## (Earshot\w+)$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    assert sections == list(dict.fromkeys(rule.alert for rule in alerts()))
    for rule in alerts():
        assert rule.annotations["runbook_url"].endswith(f"/runbook.md#{rule.alert.lower()}")


def test_alerts_speak_both_languages() -> None:
    for rule in alerts():
        assert {*rule.annotations} == {"summary", "summary_zh", "runbook_url"}
        assert re.search(r"[\u4e00-\u9fff]", rule.annotations["summary_zh"])
        filled = [re.findall(r"{{.*?}}", rule.annotations[key]) for key in ("summary", "summary_zh")]
        assert sorted(filled[0]) == sorted(filled[1])
