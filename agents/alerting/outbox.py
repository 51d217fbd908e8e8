"""Which messages are owed, which are due, and what an attempt makes of them.

    owed: a row `due` is written --> due: attempts + 1 is written --> the message is sent --> the outcome is written
                                 cut here: sent later            cut here: sent again under the same id

The id of a message is made of what it says and to whom: sent twice, it has one id, and the receiver can tell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter
from typing import Final

import msgspec

from schemas.alerting import AlertRow, DeliveryRow, Ended, Kind, Outcome, State, Target

GIVE_UP: Final = timedelta(hours=24)
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
CATCH_UP: Final = timedelta(hours=24)
"""A target that never had a message is told of what is open, and of what was closed no longer ago than this."""

Name = tuple[str, str, datetime, str, str, str]

_NEVER_OPENED: Final = "the receiver was never told that it was opened"
_NO_WAY: Final = "this target is no longer set"
_GONE: Final = "the receiver has answered 410 Gone; give another address"
_ENDS: Final = {
    Ended.SENT: State.SENT,
    Ended.REFUSED: State.REFUSED,
    Ended.GONE: State.GONE,
}


def message_id(alert: AlertRow, kind: Kind, target: Target) -> str:
    """The name of what is said to one target: the same whenever and wherever it is worked out."""
    parts = (
        alert.rule,
        alert.cell,
        str(int(alert.opened_at.timestamp())),
        kind,
        target.via,
        target.name,
    )
    named = b"".join(b"%d:%b" % (len(each), each) for each in (part.encode() for part in parts))
    return f"msg_{blake2b(named, digest_size=16).hexdigest()}"


def owed(
    alerts: Sequence[AlertRow],
    written: Iterable[DeliveryRow],
    targets: Mapping[Target, datetime | None],
    at: datetime,
    version: int,
) -> list[DeliveryRow]:
    """A row for each message that has none yet. Oldest first.

    `targets` says of each since when it has had messages: None is somebody new, who is told of the present; somebody known
    is told of everything since.
    """
    kept = {_name(row) for row in written}
    found = []
    for target, known in targets.items():
        since = min(at - CATCH_UP, known or at)
        for alert in sorted(alerts, key=attrgetter("opened_at", "rule", "cell")):
            if alert.closed_at is not None and alert.closed_at < since:
                continue
            rows = (_due_row(alert, kind, target, at, version) for kind in _kinds(alert))
            found += [row for row in rows if _name(row) not in kept]
    return found


def _kinds(alert: AlertRow) -> tuple[Kind, ...]:
    return (Kind.OPENED,) if alert.closed_at is None else (Kind.OPENED, Kind.CLOSED)


def _due_row(alert: AlertRow, kind: Kind, target: Target, at: datetime, version: int) -> DeliveryRow:
    return DeliveryRow(
        rule=alert.rule,
        cell=alert.cell,
        opened_at=alert.opened_at,
        kind=kind,
        via=target.via,
        target=target.name,
        message_id=message_id(alert, kind, target),
        state=State.DUE,
        attempts=0,
        created_at=at,
        next_attempt_at=at,
        ended_at=None,
        last_error="",
        version=version,
    )


def _name(row: DeliveryRow) -> Name:
    return (row.rule, row.cell, row.opened_at, row.kind, row.via, row.target)


def hopeless(
    written: Sequence[DeliveryRow], targets: Collection[Target], at: datetime, version: int
) -> list[DeliveryRow]:
    """Messages that nobody will send, ended: to whom there is no way any more, or closing what never was opened."""
    gone = {(row.via, row.target) for row in written if row.state == State.GONE}
    ways = {(target.via, target.name) for target in targets}
    unheard = {
        _thread(row)
        for row in written
        if row.kind == Kind.OPENED and row.state not in {State.DUE, State.SENT}
    }
    found = []
    for row in written:
        if row.state != State.DUE:
            continue
        if (row.via, row.target) in gone:
            found.append(_ended(row, State.GONE, _GONE, at, version))
        elif row.kind == Kind.CLOSED and _thread(row) in unheard:
            found.append(_ended(row, State.GIVEN_UP, _NEVER_OPENED, at, version))
        elif (row.via, row.target) not in ways and at >= row.created_at + GIVE_UP:
            found.append(_ended(row, State.GIVEN_UP, _NO_WAY, at, version))
    return found


def _thread(row: DeliveryRow) -> tuple[str, str, datetime, str, str]:
    """All messages of one alert to one target."""
    return row.rule, row.cell, row.opened_at, row.via, row.target


def due(written: Iterable[DeliveryRow], at: datetime) -> list[DeliveryRow]:
    """What may be sent now, oldest first; of one alert to one target the closing never before the opening."""
    waiting = sorted(
        (row for row in written if row.state == State.DUE),
        key=lambda row: (_thread(row), row.kind != Kind.OPENED),
    )
    first = [next(some) for _, some in groupby(waiting, key=_thread)]
    ready = [row for row in first if row.next_attempt_at <= at]
    return sorted(ready, key=lambda row: (row.created_at, row.opened_at, _name(row)))


def begun(row: DeliveryRow, at: datetime, version: int) -> DeliveryRow:
    """The row before an attempt: cut after it, the next attempt is a pause away."""
    return msgspec.structs.replace(
        row,
        attempts=row.attempts + 1,
        next_attempt_at=at + _pause(row.attempts + 1),
        version=max(version, row.version + 1),
    )


def after(row: DeliveryRow, outcome: Outcome, at: datetime, version: int) -> DeliveryRow:
    """The row after the attempt that `begun` wrote."""
    state = _ENDS.get(outcome.ended)
    if state is not None:
        return _ended(row, state, outcome.error, at, version)
    if at >= row.created_at + GIVE_UP:
        return _ended(row, State.GIVEN_UP, outcome.error, at, version)
    asked = at + min(timedelta(seconds=outcome.wait), LONGEST_PAUSE)
    return msgspec.structs.replace(
        row,
        next_attempt_at=max(row.next_attempt_at, asked),
        last_error=outcome.error,
        version=max(version, row.version + 1),
    )


def _ended(row: DeliveryRow, state: State, error: str, at: datetime, version: int) -> DeliveryRow:
    return msgspec.structs.replace(
        row, state=state, ended_at=at, last_error=error, version=max(version, row.version + 1)
    )


def _pause(attempts: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempts - 1, 10)))
