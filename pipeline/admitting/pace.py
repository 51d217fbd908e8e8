"""How fast each key may send: so many events a second on average, and ten seconds' worth of them at once."""

from typing import Final

BURST_SECONDS: Final = 10.0


class Pace:
    """What each name has left. A request is taken whole once anything is left, so that none is too large for ever.

    Times are seconds of any clock that never goes back.
    """

    def __init__(self, rate: float) -> None:
        """`rate` is events a second; 0: any number."""
        self._rate = rate
        self._most = rate * BURST_SECONDS
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, name: str, now: float) -> float:
        """Seconds until this name may send again; 0 when it may."""
        if not self._rate:
            return 0.0
        return max(0.0, -self._now(name, now) / self._rate)

    def spend(self, name: str, events: int, now: float) -> None:
        """So many were taken."""
        if self._rate:
            self._left[name] = (self._now(name, now) - events, now)

    def _now(self, name: str, now: float) -> float:
        left, at = self._left.get(name, (self._most, now))
        return min(self._most, left + (now - at) * self._rate)
