"""What people read of an alert, in English and in Chinese: figures as the registry has them, never a customer's id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from agents.alerting.seeing import Reading
from schemas.alerting import AlertRow, Rule, Severity, Why
from schemas.taxonomy import Name
from schemas.terms import DIMENSIONS, VALUES

SEVERITIES: Final[Mapping[str, tuple[str, str]]] = {
    Severity.INFO: ("note", "提示"),
    Severity.WARNING: ("warning", "警告"),
    Severity.CRITICAL: ("critical", "严重"),
}
_ENDS: Final[Mapping[str, tuple[str, str]]] = {
    Why.BACK: ("is back within its limit", "已回到限值以内"),
    Why.NO_DATA: (
        "is over: nothing is left in the period to judge",
        "已结束：这段时间内已没有可判定的数据",
    ),
    Why.RULE_GONE: ("is over: the rule was changed or removed", "已结束：规则已被修改或删除"),
}
_NOT_GIVEN: Final = ("not given", "未注明")


def opening(rule: Rule, reading: Reading, since: datetime, at: datetime) -> tuple[str, str]:
    """One sentence in each language: what was seen, how sure that is, and the limit."""
    spans = f"{since:%Y-%m-%d}", f"{at:%Y-%m-%d %H:%M}"
    over = ("above", "高于") if rule.above is not None else ("below", "低于")
    value, limit = (_in_unit(rule.unit, number) for number in (reading.value, rule.limit))
    basis = _basis(reading)
    about = (
        headline(rule.name.en, where(rule.by, reading.place_en, 0)),
        headline(rule.name.zh, where(rule.by, reading.place_zh, 1), "，"),
    )
    english = (
        f"{about[0]}: {value[0]}{basis[0]}, {over[0]} the limit of {limit[0]}; {spans[0]} to {spans[1]} UTC."
    )
    chinese = (
        f"{about[1]}：{value[1]}{basis[1]}，{over[1]}限值（{limit[1]}）；{spans[0]} 至 {spans[1]}（UTC）。"
    )
    return english, chinese


def closing(row: AlertRow) -> tuple[str, str]:
    """The same of an alert that was closed."""
    ends = _ENDS[row.closed_why]
    found = row.closed_value
    now = _in_unit(row.unit, found) if found is not None else None
    english = f"{title(row)[0]} {ends[0]}" + (f": now {now[0]}" if now else "")
    chinese = f"{title(row)[1]}{ends[1]}" + (f"：现为 {now[1]}" if now else "")
    span = f"{row.opened_at:%Y-%m-%d %H:%M}"
    return f"{english}; open since {span} UTC.", f"{chinese}；自 {span}（UTC）起。"


def title(row: AlertRow) -> tuple[str, str]:
    """What it is about and where, for a subject or a heading."""
    return (
        headline(row.name_en, where(row.dimension, row.place_en, 0)),
        headline(row.name_zh, where(row.dimension, row.place_zh, 1), "，"),
    )


def headline(name: str, place: str, between: str = ", ") -> str:
    """On one line, whatever the names hold."""
    return " ".join((f"{name}{between}{place}" if place else name).split())


def where(dimension: str, place: str, language: int) -> str:
    """The place as people of this language (0 English, 1 Chinese) name it; empty where all is looked at together."""
    if not dimension:
        return ""
    named = DIMENSIONS.get(dimension, Name(dimension, dimension))
    return f"{(named.en, named.zh)[language]} {place or _NOT_GIVEN[language]}"


def _basis(reading: Reading) -> tuple[str, str]:
    if reading.low is None or reading.high is None:
        return "", ""
    low, high, share = number(reading.low), number(reading.high), reading.coverage
    covered = (
        (f", coverage {100 * share:.0f} %", f"，覆盖率 {100 * share:.0f}%") if share is not None else ("", "")
    )
    return (
        f" (95 % interval {low} to {high}, n = {reading.n:,}{covered[0]})",
        f"（95% 区间 {low} 至 {high}，n = {reading.n:,}{covered[1]}）",
    )


def in_unit(unit: str, value: float | None, language: int) -> str:
    """The value as people of this language (0 English, 1 Chinese) read it."""
    return _in_unit(unit, value)[language]


def _in_unit(unit: str, value: float | None) -> tuple[str, str]:
    if value is None:
        return "–", "–"
    if unit == "share":
        return _in_unit("percent", 100 * value)
    said = VALUES.get(unit, Name("{} " + unit, "{} " + unit))
    return said.en.format(number(value)), said.zh.format(number(value))


def number(value: float) -> str:
    """At most one decimal, and that only where it says something."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.1f}"
