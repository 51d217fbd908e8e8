"""Alerts and their messages as the warehouse keeps them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from pipeline.alerting.looking import Ask
from pipeline.warehouse.quote import moment
from pipeline.warehouse.rows import rows_of
from schemas.alerting import AlertRow, DeliveryRow, Target
from schemas.interactions import Struct
from schemas.tables import ALERTS, DELIVERIES

KEPT_IN_MIND: Final = timedelta(days=60)
"""Alerts closed longer ago are not looked at on a refresh."""


def recent(ask: Ask, at: datetime, silence: timedelta = KEPT_IN_MIND) -> list[AlertRow]:
    """Alerts that are open, or were closed within `silence` before `at` or later. Oldest first."""
    since = moment(at - max(silence, KEPT_IN_MIND))
    condition = f"isNull(closed_at) OR ifNull(closed_at >= {since}, 1)"
    return [*rows_of(ask, ALERTS, AlertRow, f"WHERE {condition} ORDER BY opened_at, rule, cell")]


def messages(ask: Ask, alerts: Sequence[AlertRow]) -> list[DeliveryRow]:
    """The messages of these alerts and of all that opened after the first of them."""
    if not alerts:
        return []
    first = moment(min(alert.opened_at for alert in alerts))
    return [*rows_of(ask, DELIVERIES, DeliveryRow, f"WHERE opened_at >= {first}")]


def known_since(ask: Ask, targets: Sequence[Target]) -> dict[Target, datetime | None]:
    """Of each target, when its first message was owed; None where there was none yet."""
    answer = ask("SELECT via, target, min(created_at) AS known FROM alert_deliveries GROUP BY via, target")
    rows = cast(list[tuple[str, str, datetime]], answer.rows)
    known = {(via, name): at for via, name, at in rows}
    return {target: known.get((target.via, target.name)) for target in targets}


class Listed(Struct, frozen=True, kw_only=True):
    """An alert and what became of its messages, in a few words."""

    alert: AlertRow
    messages: str


def listed(ask: Ask, at: datetime, *, closed_too: bool) -> list[Listed]:
    """Alerts with their messages, newest first."""
    alerts = [alert for alert in recent(ask, at) if closed_too or alert.closed_at is None]
    states: dict[tuple[str, str, datetime], Counter[str]] = defaultdict(Counter)
    for row in messages(ask, alerts):
        states[row.rule, row.cell, row.opened_at][row.state] += 1
    return [
        Listed(alert=alert, messages=_counted(states[alert.rule, alert.cell, alert.opened_at]))
        for alert in reversed(alerts)
    ]


def _counted(states: Counter[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
