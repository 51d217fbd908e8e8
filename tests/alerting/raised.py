"""Rules, readings, alerts and a receiver for tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from agents.alerting.seeing import Reading
from schemas.alerting import SENT, AlertRow, Kind, Outcome, Rule, Severity, Target, Via
from schemas.taxonomy import Name
from tests.rows import NOON, blank

HOOK = Target(via=Via.WEBHOOK, name="hooks.example/1")
DESK = Target(via=Via.EMAIL, name="desk@example.com")
RULES = """
rules:
  - id: complaints
    name: {en: Complaints, zh: 投诉}
    severity: warning
    figure: complaint_rate
    by: region
    unit: per 1,000
    above: 100
"""


def rule(**given: Any) -> Rule:
    """Complaints above 100 per 1,000 by region, unless a test says otherwise."""
    usual: dict[str, Any] = {
        "id": "complaints",
        "name": Name("Complaint rate is high", "投诉率偏高"),
        "severity": Severity.WARNING,
        "unit": "per 1,000",
        "figure": "complaint_rate",
        "by": "region",
        "above": 100.0,
    }
    return Rule(**(usual | given))


def seen(value: float | None, place: str = "North", **given: Any) -> Reading:
    """A plain reading of `value` that rests on enough."""
    usual: dict[str, Any] = {"place": place, "place_en": place, "place_zh": place, "value": value, "n": 500}
    return Reading(**(usual | given))


def alert(cell: str = "region=North", opened_at: datetime = NOON, **given: Any) -> AlertRow:
    """An open alert of `rule()`."""
    usual: dict[str, Any] = {
        "rule": "complaints",
        "cell": cell,
        "opened_at": opened_at,
        "severity": "warning",
        "signal": "complaint_rate",
        "dimension": "region",
        "name_en": "Complaint rate is high",
        "name_zh": "投诉率偏高",
        "place": cell.partition("=")[2],
        "place_en": cell.partition("=")[2],
        "place_zh": cell.partition("=")[2],
        "unit": "per 1,000",
        "value": 150.0,
        "low": 120.5,
        "high": 180.0,
        "threshold": 100.0,
        "n": 500,
        "coverage": 0.98,
        "text_en": "Complaint rate is high.",
        "text_zh": "投诉率偏高。",
        "since": opened_at - timedelta(days=7),
        "closed_at": None,
        "closed_value": None,
        "version": 1,
    }
    return blank(AlertRow, **(usual | given))


class Desk:
    """A receiver of messages: answers as it was told, then as usual, and keeps what it took."""

    def __init__(self, targets: Sequence[Target] = (HOOK,), usual: Outcome = SENT) -> None:
        self.targets = targets
        self.usual = usual
        self.taken: list[tuple[str, Kind, Target]] = []

    def carry(self, alert: AlertRow, kind: Kind, target: Target) -> Outcome:
        self.taken.append((alert.cell, kind, target))
        return self.usual
