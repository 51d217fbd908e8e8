"""The durable outbox: what is owed is written, then sent, then noted; any of it may be cut and is taken up again.

Every message has an id that is made of what it says and to whom. Cut between sending and noting, it is sent again under
the same id, and the receiver can tell; nothing is ever sent under another id.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol

from agents.alerting.outbox import after, begun, due, hopeless, message_id, owed
from agents.alerting.wording import closing
from pipeline.alerting.mail import letter, mail
from pipeline.alerting.shelf import known_since, messages, recent
from pipeline.alerting.targets import Targets
from pipeline.alerting.webhook import body, post
from pipeline.ports import Keeps
from schemas.alerting import AlertRow, DeliveryRow, Ended, Kind, Outcome, Target, Via
from schemas.errors import Misused
from schemas.tables import DELIVERIES

MOST_AT_ONCE: Final = 200
"""Messages of one round: the others are sent on the next."""

Now = Callable[[], datetime]


class Carrier(Protocol):
    """Takes messages to targets."""

    @property
    def targets(self) -> Sequence[Target]:
        """Everywhere messages go."""

    def carry(self, alert: AlertRow, kind: Kind, target: Target) -> Outcome:
        """One attempt. Whatever the world does is an outcome; nothing is raised for it."""


class Carriers:
    """Webhook and mail server as set."""

    def __init__(self, to: Targets, language: str, now: Now) -> None:
        self._to = to
        self._language = language
        self._now = now

    @property
    def targets(self) -> Sequence[Target]:
        return self._to.all

    def carry(self, alert: AlertRow, kind: Kind, target: Target) -> Outcome:
        text = closing(alert) if kind is Kind.CLOSED else (alert.text_en, alert.text_zh)
        name = message_id(alert, kind, target)
        if self._to.webhook and target == self._to.webhook.target:
            return post(self._to.webhook, name, body(alert, kind, text), self._now())
        if self._to.post and target.via is Via.EMAIL:
            return mail(self._to.post, target.name, name, letter(alert, kind, text, self._language))
        raise Misused(f"no such target: {target.name}")


class Sent(NamedTuple):
    """What one round did: messages sent, to be sent again, and ended without having been sent."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


def utc_now() -> datetime:
    return datetime.now(UTC)


def send_all(shelf: Keeps, carrier: Carrier, now: Now = utc_now, over: Callable[[], bool] = bool) -> Sent:
    """Write what is owed, send what is due. Ends early once `over` says so; the rest is sent next time.

    A target that does not answer is left alone until the next round, so that a round takes no longer for many messages.
    """
    at = now()
    alerts = recent(shelf.select, at)
    written = _kept(shelf, alerts, carrier.targets, at)
    by_name = {(alert.rule, alert.cell, alert.opened_at): alert for alert in alerts}
    count = dict.fromkeys(Ended, 0)
    silent: set[Target] = set()
    for row in due(written, at)[:MOST_AT_ONCE]:
        target = Target(via=Via(row.via), name=row.target)
        alert = by_name.get((row.rule, row.cell, row.opened_at))
        if alert is None or target in silent or target not in carrier.targets or over():
            continue
        ended = _attempt(shelf, carrier, alert, row, now)
        count[ended] += 1
        if ended in {Ended.AGAIN, Ended.GONE}:
            silent.add(target)
    return Sent(count[Ended.SENT], count[Ended.AGAIN], count[Ended.REFUSED] + count[Ended.GONE])


def _kept(
    shelf: Keeps, alerts: Sequence[AlertRow], targets: Sequence[Target], at: datetime
) -> list[DeliveryRow]:
    """The messages of these alerts as they stand, what is owed now written among them."""
    written = messages(shelf.select, alerts)
    fresh = owed(alerts, written, known_since(shelf.select, targets), at, _version())
    shelf.write(DELIVERIES, fresh)
    ended = hopeless([*written, *fresh], targets, at, _version())
    shelf.write(DELIVERIES, ended)
    over = {row.message_id: row for row in ended}
    return [over.get(row.message_id, row) for row in (*written, *fresh)]


def _attempt(shelf: Keeps, carrier: Carrier, alert: AlertRow, row: DeliveryRow, now: Now) -> Ended:
    started = begun(row, now(), _version())
    shelf.write(DELIVERIES, [started])
    outcome = carrier.carry(alert, Kind(row.kind), Target(via=Via(row.via), name=row.target))
    shelf.write(DELIVERIES, [after(started, outcome, now(), _version())])
    return outcome.ended


def _version() -> int:
    return time.time_ns() // 1000
