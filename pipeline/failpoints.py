"""Places where a test may end, delay or break a worker: `EARSHOT_FAILPOINT=name:n:action`, at the n-th time it is reached.

    kill            the process gets SIGKILL: nothing is flushed, closed or committed
    sleep:SECONDS   the thread stands still so long, as in a swapped or stopped process
    raise           `Reached` is raised, which nobody catches: a bug

Without the variable `reached(name)` is a function that does nothing.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping
from itertools import count
from typing import Final

from schemas.errors import Misused

VARIABLE: Final = "EARSHOT_FAILPOINT"
POINTS: Final = (
    "after_fetch",
    "after_decode",
    "before_dlq",
    "after_dlq",
    "after_produce",
    "before_fact",
    "mid_fact",
    "after_fact",
    "before_cells",
    "mid_cells",
    "after_cells",
    "before_ack",
    "after_ack",
    "before_commit",
    "in_revoke",
    "in_assign",
)
"""In the order a batch meets them; `mid_` is after some blocks of a write and before the others."""

LONGEST_SLEEP: Final = 3_600.0  # seconds

Reach = Callable[[str], None]


class Reached(Exception):
    """What the action `raise` raises. No EarshotError: the code must treat it as it treats its own bugs."""


def nowhere(_: str) -> None:
    """No failpoint is set."""


def armed(env: Mapping[str, str], told: Reach = nowhere) -> Reach:
    """What the code calls with the name of each point it reaches; `told` hears the name before the action.

    Misused where the variable names no point, no time from 1 on, or no action.
    """
    text = env.get(VARIABLE, "")
    if not text:
        return nowhere
    name, _, rest = text.partition(":")
    number, _, action = rest.partition(":")
    if name not in POINTS:
        raise Misused(f"{VARIABLE}: {name!r} is no point; known are: {', '.join(POINTS)}")
    if not (number.isascii() and number.isdigit() and int(number)):
        raise Misused(f"{VARIABLE}: {text!r} is not name:n:action with n from 1 on")
    return _Armed(name, int(number), _action(action), told)


class _Armed:
    """May be called from several threads: each call of `next` on a count is one step."""

    def __init__(self, name: str, time_: int, act: Callable[[], None], told: Reach) -> None:
        self._name = name
        self._time = time_
        self._act = act
        self._told = told
        self._times = count(1)

    def __call__(self, name: str) -> None:
        if name not in POINTS:
            raise Misused(f"the code reaches {name!r}, which is no failpoint")
        if name == self._name and next(self._times) == self._time:
            self._told(name)
            self._act()


def _action(text: str) -> Callable[[], None]:
    verb, _, seconds = text.partition(":")
    if text == "kill":
        return _kill
    if text == "raise":
        return _raise
    if verb == "sleep" and seconds.replace(".", "", 1).isascii() and seconds.replace(".", "", 1).isdigit():
        pause = float(seconds)
        if pause <= LONGEST_SLEEP:
            return lambda: time.sleep(pause)
    raise Misused(
        f"{VARIABLE}: the action is kill, raise or sleep:SECONDS up to {LONGEST_SLEEP:.0f}, not {text!r}"
    )


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise() -> None:
    raise Reached
