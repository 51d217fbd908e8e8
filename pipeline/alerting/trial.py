"""The alert that `earshot alerts test` sends: it looks like any other and says that it is a test."""

from datetime import datetime

from schemas.alerting import AlertRow, Severity

_NAME = "Test of the ways out", "发送测试"
_TEXT = (
    "This is a test of Earshot's alerts: no figure moved and nothing has to be done.",
    "这是 Earshot 的告警测试：没有任何指标变化，无需处理。",
)


def trial(at: datetime) -> AlertRow:
    """An alert that is written nowhere."""
    return AlertRow(
        rule="test",
        cell="",
        opened_at=at.replace(microsecond=0),
        severity=Severity.INFO,
        signal="test",
        unit="count",
        name_en=_NAME[0],
        name_zh=_NAME[1],
        dimension="",
        place="",
        place_en="",
        place_zh="",
        since=at.replace(microsecond=0),
        value=0.0,
        low=None,
        high=None,
        threshold=0.0,
        n=0,
        coverage=None,
        evidence=(),
        voices=(),
        voice_keys=(),
        text_en=_TEXT[0],
        text_zh=_TEXT[1],
        closed_at=None,
        closed_why="",
        closed_value=None,
        version=0,
    )
