"""Calls that must succeed in the end, while the world is busy for a second or a night."""

import random
from collections.abc import Callable
from threading import Event
from typing import Final, NamedTuple, TypeVar

from schemas.errors import Unavailable

_T = TypeVar("_T")
_DOUBLINGS: Final = 32  # by then any first pause has grown past any longest one


class Pauses(NamedTuple):
    """Seconds between tries: from `least` up to twice that at first, up to twice as much after each try, `most` at most.

    Each pause is drawn at random below its bound, so that workers which lost one server together do not come back
    together.
    """

    least: float = 0.2
    most: float = 30.0

    def after(self, tries: int, share: float) -> float:
        """The pause after so many failed tries; `share` in [0, 1) says where below its bound it lies."""
        bound = min(self.most, self.least * 2.0 ** min(tries, _DOUBLINGS))
        return self.least + share * (bound - self.least)


class Retry(NamedTuple):
    """One failed try of many: how many there were, why this one failed, and the seconds until the next."""

    tries: int
    error: Unavailable
    pause: float


_USUAL: Final = Pauses()


def persistently(
    call: Callable[[], _T], told: Callable[[Retry], None], stopped: Event, pauses: Pauses = _USUAL
) -> _T:
    """What `call` returns, however often it is Unavailable before; each retry is told before its pause.

    The last Unavailable is raised once `stopped` is set, also in the midst of a pause. Every other error passes
    through at once. Blocks its thread.
    """
    tries = 0
    while True:
        try:
            return call()
        except Unavailable as error:
            tries += 1
            pause = pauses.after(tries, random.random())  # noqa: S311 - spreads load, guards nothing
            if stopped.is_set():
                raise
            told(Retry(tries, error, pause))
            if stopped.wait(pause):
                raise
