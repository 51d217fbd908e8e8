"""Alerts opened and closed from what the warehouse holds as of a moment.

A row is written before anybody is told. Cut before the write, the next refresh sees the same and opens; cut after it,
the next refresh finds it open. Only one process of a warehouse may do this: two that look at the same moment would
open two alerts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from agents.alerting.judging import closes, opened, opens, orphans
from pipeline.alerting.looking import behind, look
from pipeline.alerting.shelf import recent
from pipeline.moments import microseconds_of
from pipeline.ports import Keeps
from schemas.alerting import AlertRow, Rule
from schemas.tables import ALERTS


class Raised(NamedTuple):
    """What one refresh changed."""

    opened: tuple[AlertRow, ...]
    closed: tuple[AlertRow, ...]


def raise_alerts(shelf: Keeps, rules: Sequence[Rule], at: datetime) -> Raised:
    """Open and close what the rules ask for as of `at`. Done again for the same moment, nothing more happens."""
    at = at.replace(microsecond=0)  # as it is kept
    version = microseconds_of(at)
    silence = max((rule.silence for rule in rules), default=timedelta())
    known = recent(shelf.select, at, silence)
    over = orphans(rules, known, at, version)
    fresh: list[AlertRow] = []
    shelf.write(ALERTS, over)
    for rule in rules:
        raised = _raised(shelf, rule, known, at)
        shelf.write(ALERTS, [*raised.closed, *raised.opened])
        fresh += raised.opened
        over += raised.closed
    return Raised(tuple(fresh), tuple(over))


def _raised(shelf: Keeps, rule: Rule, known: Sequence[AlertRow], at: datetime) -> Raised:
    seen = look(shelf.select, rule, at)
    mine = [row for row in known if row.rule == rule.id]
    same = [row for row in mine if (row.signal, row.dimension) == (rule.signal, rule.by)]
    version = microseconds_of(at)
    fresh = (
        opened(seen, reading, behind(shelf.select, seen, reading), version) for reading in opens(seen, mine)
    )
    return Raised(tuple(fresh), tuple(closes(seen, same, version)))
