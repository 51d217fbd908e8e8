"""What opens, what stays and what closes, as of a moment.

A figure that keeps crossing its limit by a little would ring all day. So it closes at a limit of its own, and is silent
for a while:

       above the limit            between             at `closes_at` or under         above the limit
    ------|----------------------------------------------|--------- silence -----------|------------
        opened                                         closed                        opened
"""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

import msgspec

from agents.alerting.seeing import Reading, back, beyond
from agents.alerting.wording import opening
from schemas.alerting import AlertRow, Rule, Why
from schemas.interactions import Struct


class Behind(Struct, frozen=True, kw_only=True):
    """What stands behind a reading: event keys, newest first, and a few of the voices, redacted, with their event keys."""

    evidence: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    voice_keys: tuple[str, ...] = ()


NOTHING_BEHIND = Behind()


class Seen(Struct, frozen=True, kw_only=True):
    """What one rule sees, everywhere it looks, as of a moment; `since` is the begin of its window.

    `elsewhere` is the value of a place that has no reading: 0 where rows are counted, None where nothing can be said.
    """

    rule: Rule
    readings: tuple[Reading, ...]
    since: datetime
    at: datetime
    elsewhere: float | None = None


def cell_of(rule: Rule, place: str) -> str:
    """The name of a place within a rule: another when the rule is parted by another dimension."""
    return f"{rule.by}={place}" if rule.by else ""


def opens(seen: Seen, known: Iterable[AlertRow]) -> list[Reading]:
    """The readings of which an alert is to be opened. `known` are the rule's alerts, open or closed of late."""
    rule, newest = seen.rule, _newest(known)
    return [
        reading
        for reading, is_beyond in zip(seen.readings, beyond(rule, seen.readings), strict=True)
        if is_beyond and _may_open(rule, newest.get(cell_of(rule, reading.place)), seen.at)
    ]


def _may_open(rule: Rule, before: AlertRow | None, at: datetime) -> bool:
    if before is None:
        return True
    return before.closed_at is not None and at > before.opened_at and at >= before.closed_at + rule.silence


def _newest(known: Iterable[AlertRow]) -> dict[str, AlertRow]:
    return {row.cell: row for row in sorted(known, key=attrgetter("opened_at"))}


def closes(seen: Seen, known: Iterable[AlertRow], version: int) -> list[AlertRow]:
    """The open alerts of the rule that are over, closed: the value is back, or nothing is left in the window."""
    readings = {cell_of(seen.rule, reading.place): reading for reading in seen.readings}
    found = []
    for row in known:
        if row.closed_at is not None or seen.at < row.opened_at:
            continue
        reading = readings.get(row.cell, _unlisted(seen, row))
        if reading.value is None:
            found.append(closed(row, Why.NO_DATA, seen.at, version))
        elif back(seen.rule, reading):
            over = closed(row, Why.BACK, seen.at, version)
            found.append(msgspec.structs.replace(over, closed_value=reading.value))
    return found


def _unlisted(seen: Seen, row: AlertRow) -> Reading:
    return Reading(
        place=row.place,
        place_en=row.place_en,
        place_zh=row.place_zh,
        value=seen.elsewhere,
        n=seen.rule.least,
    )


def orphans(rules: Iterable[Rule], known: Iterable[AlertRow], at: datetime, version: int) -> list[AlertRow]:
    """Open alerts of rules that nobody has any more, or that look at something else now, closed."""
    signals = {rule.id: (rule.signal, rule.by) for rule in rules}
    return [
        closed(row, Why.RULE_GONE, at, version)
        for row in known
        if row.closed_at is None and signals.get(row.rule) != (row.signal, row.dimension)
    ]


def closed(row: AlertRow, why: Why, at: datetime, version: int) -> AlertRow:
    return msgspec.structs.replace(row, closed_at=at, closed_why=why, version=max(version, row.version + 1))


def opened(seen: Seen, reading: Reading, behind: Behind, version: int) -> AlertRow:
    """The alert that `reading` opens. A reading without a value opens none."""
    if reading.value is None:
        raise ValueError("nothing was seen, so there is nothing to tell")
    rule, (english, chinese) = seen.rule, opening(seen.rule, reading, seen.since, seen.at)
    return AlertRow(
        rule=rule.id,
        cell=cell_of(rule, reading.place),
        opened_at=seen.at,
        severity=rule.severity,
        signal=rule.signal,
        unit=rule.unit,
        name_en=rule.name.en,
        name_zh=rule.name.zh,
        dimension=rule.by,
        place=reading.place,
        place_en=reading.place_en,
        place_zh=reading.place_zh,
        since=seen.since,
        value=reading.value,
        low=reading.low,
        high=reading.high,
        threshold=rule.limit,
        n=reading.n,
        coverage=reading.coverage,
        evidence=behind.evidence,
        voices=behind.voices,
        voice_keys=behind.voice_keys,
        text_en=english,
        text_zh=chinese,
        closed_at=None,
        closed_why="",
        closed_value=None,
        version=version,
    )
