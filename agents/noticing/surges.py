"""A topic's count against its own history: when it first crossed what chance explains, and when it was back.

    usual      10   10   10   10   10   10
    count       9   12   31   40   14   11
                         |-- surge -|

A surge begins with the first window that crossed and ends where the first one begins that is back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from agents.noticing.tails import FLOOR, Numbers, at_least
from agents.noticing.usual import HOURS, Usual, usual

FALSE_ALARMS: Final = 0.01
"""The share of quiet weeks in which any topic may be flagged, by the model; what it does not know of is left some room."""
HISTORY_WEEKS: Final = 8
STILL_UP: Final = 0.05
"""A surge goes on while its windows are improbable at this level and above the floor."""
LONGEST: Final = timedelta(days=14)
"""By then what was too much is the usual."""
_WEEK: Final = timedelta(hours=HOURS)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One window of one topic, with what was counted in it so far."""

    start: datetime
    hours: int
    usual: float
    spread: float
    critical: int
    least: float | None
    weeks: int
    count: int
    complete: bool
    crossed_at: datetime | None  # end of the hour in which the count reached `critical`

    @property
    def probability(self) -> float:
        """Of this count or a higher one in a usual week."""
        return float(at_least(self.count, self.usual, self.spread))

    @property
    def is_back(self) -> bool:
        high = self.count >= FLOOR * self.usual and self.probability <= STILL_UP
        return self.complete and not high


@dataclass(frozen=True, slots=True)
class Surge:
    """`first` is the window that crossed; the totals are those of all windows up to the end, or so far."""

    first: Seen
    ended_at: datetime | None
    total: int
    total_usual: float


def level(topics: int) -> float:
    """The probability of a false alarm that one window may have, so that a week of all topics keeps `FALSE_ALARMS`.

    Bonferroni's bound for as many windows as there can be: one an hour and topic.
    """
    return FALSE_ALARMS / (HOURS * max(1, topics))


def seen(known: Usual, hourly: Sequence[int] | Numbers, monday: datetime) -> list[Seen]:
    """The windows of the week from `monday`, as far as `hourly` has counts; the last may not be over yet."""
    so_far = np.cumsum(np.concatenate(([0], np.asarray(hourly, int))))
    found = []
    for at, (first, hours) in enumerate(zip(known.starts, known.hours, strict=True)):
        counted = so_far[first : first + hours + 1] - so_far[min(first, len(so_far) - 1)]
        if len(counted) < 2:
            break
        crossed = np.flatnonzero(counted >= known.critical[at])
        found.append(
            Seen(
                start=monday + first * _HOUR,
                hours=hours,
                usual=float(known.mean[at]),
                spread=float(known.spread[at]),
                critical=int(known.critical[at]),
                least=known.least,
                weeks=known.weeks,
                count=int(counted[-1]),
                complete=len(counted) == hours + 1,
                crossed_at=monday + (first + int(crossed[0])) * _HOUR if len(crossed) else None,
            )
        )
    return found


def surges(windows: Iterable[Seen]) -> list[Surge]:
    """The surges among a topic's windows, which come in order and without gaps."""
    found: list[Surge] = []
    up: Surge | None = None
    tired = False  # a surge was ended for its age: the next begins when the count has been back
    for window in windows:
        if up and window.is_back:
            found.append(replace(up, ended_at=window.start))
            up = None
        elif up and window.start - up.first.start >= LONGEST:
            found.append(replace(up, ended_at=window.start))
            up, tired = None, True
        elif up:
            up = replace(up, total=up.total + window.count, total_usual=up.total_usual + window.usual)
        elif window.is_back:
            tired = False
        elif window.crossed_at and not tired:
            up = Surge(window, None, window.count, window.usual)
    return [*found, up] if up else found


@dataclass(frozen=True, slots=True)
class Heard:
    """Hourly counts of a topic from the Monday `start`; the last week may be incomplete.

    `weeks` says of each week whether anything at all was heard in it, of any topic: weeks before the company spoke to us,
    or in which nothing arrived, are no history.
    """

    start: datetime
    counts: Numbers
    weeks: Sequence[bool]

    def history(self, week: int) -> Numbers:
        """The weeks from which is learnt what is usual in this one, an hour a column."""
        past = [at for at in range(max(0, week - HISTORY_WEEKS), week) if self.weeks[at]]
        return np.array([self._week(at) for at in past]).reshape(len(past), HOURS)

    def windows(self, week: int, known: Usual) -> list[Seen]:
        return seen(known, self._week(week), self.start + week * _WEEK)

    def _week(self, at: int) -> Numbers:
        return self.counts[at * HOURS : (at + 1) * HOURS]


def examined(heard: Heard, per_window: float, last: int) -> tuple[list[Surge], list[Usual | None]]:
    """Surges of one topic in the `last` weeks, and what was usual in each of these."""
    weeks = len(heard.weeks)
    looked_at = range(max(0, weeks - last), weeks)
    known = [usual(heard.history(week), per_window) for week in looked_at]
    windows = [
        window
        for week, one in zip(looked_at, known, strict=True)
        if one
        for window in heard.windows(week, one)
    ]
    return surges(windows), known
