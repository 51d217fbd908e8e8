"""One refresh: count what the hour changes, notice what moved, open and close alerts, send what is owed; and the thread that does it again and again."""

from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from threading import Event, Thread
from typing import Final, NamedTuple

from pipeline.alerting.raising import Raised, raise_alerts
from pipeline.alerting.rules import load_rules
from pipeline.alerting.sending import Carriers, Now, Sent, send_all, utc_now
from pipeline.alerting.targets import targets
from pipeline.retaining import days_of, retain
from pipeline.settings import Settings
from pipeline.terminal import ERR
from pipeline.warehouse.sql import SqlWarehouse
from schemas.alerting import Rule
from schemas.errors import Misused, Unavailable

FIRST_AFTER: Final = 10.0
"""Seconds after the start: what was missed while nobody ran is told soon, and a start stays quick."""
LONGEST_FAREWELL: Final = 30.0
"""Seconds that a process waits at its end for the refresh at hand; the next process takes up what is left."""


class Refreshed(NamedTuple):
    """What one refresh did."""

    raised: Raised
    sent: Sent


class Refresh:
    """What a deployment's refresh does. Misused where its rules or targets are wrong."""

    def __init__(self, warehouse: SqlWarehouse, settings: Settings, now: Now = utc_now) -> None:
        self._warehouse = warehouse
        self._now = now
        self._days = days_of(settings.retention)
        self._retained: date | None = None
        self._rules: tuple[Rule, ...] = load_rules(settings)
        self._carrier = Carriers(targets(settings), settings.alert_language, now)

    def __call__(self, over: Callable[[], bool] = bool) -> Refreshed:
        """All of it once, as of now; messages are left for the next time once `over` says so.

        Killed anywhere, the next refresh does the rest. Unavailable where the warehouse is; a receiver that is not reached
        is waited for, message by message.
        """
        at: datetime = self._now()
        self._warehouse.count_stories(at)
        # Loaded when first needed: statistics are no part of starting up.
        import_module("pipeline.noticing.notice").notice(self._warehouse, at)
        raised = raise_alerts(self._warehouse, self._rules, at)
        if self._retained != at.date():  # once a day: it may rewrite much
            retain(self._warehouse, self._days, at)
            self._retained = at.date()
        return Refreshed(raised, send_all(self._warehouse, self._carrier, self._now, over))


class Refresher:
    """A thread that refreshes every so many minutes until told to stop. A bug ends it and calls `failed`."""

    def __init__(
        self,
        refresh: Callable[[Callable[[], bool]], object],
        minutes: float,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._refresh = refresh
        self._pause = minutes * 60
        self._failed = failed
        self._stop = Event()
        # A receiver that hangs must not keep the process: nothing is lost when it goes.
        self._thread = Thread(target=self._run, name="refresh", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the message at hand, or leave it to the next process after half a minute."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(LONGEST_FAREWELL)

    def _run(self) -> None:
        try:
            pause = min(FIRST_AFTER, self._pause)
            while not self._stop.wait(pause):
                self._once()
                pause = self._pause
        except BaseException as error:  # noqa: BLE001 - a thread's bug must end the process, not only the thread
            self._failed(error)

    def _once(self) -> None:
        try:
            self._refresh(self._stop.is_set)
        except (Unavailable, Misused) as error:
            ERR.print(f"earshot: refresh: {error}; trying again in {self._pause / 60:g} min", markup=False)


def unheard() -> None:
    """Nobody is told."""


def refresher(
    warehouse: SqlWarehouse,
    settings: Settings,
    failed: Callable[[BaseException], None],
    done: Callable[[], None] = unheard,
) -> Refresher | None:
    """The thread for these settings, not yet started; None where they say never. `done` is told of each that ended well."""
    if not settings.refresh_minutes:
        return None
    refresh = Refresh(warehouse, settings)

    def refreshed(over: Callable[[], bool]) -> None:
        refresh(over)
        done()

    return Refresher(refreshed, settings.refresh_minutes, failed)
