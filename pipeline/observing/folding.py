"""The same incident again and again is one line with a count."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Final

Line = Mapping[str, object]

_DIGITS: Final = re.compile(r"\d+")
_ALWAYS: Final = frozenset({"time", "level"})


@dataclass(slots=True)
class _Fold:
    since: float
    last: Line
    kept: int = 0  # lines kept back since the one that was written


class Folding:
    """Lets one line of a kind through in `seconds`. `clock` never goes back. May be called from several threads.

    Lines are of a kind when their texts agree but for digits: numbers are what changes while an incident lasts.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._folds: dict[tuple[tuple[str, str], ...], _Fold] = {}
        self._lock = RLock()  # a finalizer may log while this thread holds it

    def fold(self, line: Line) -> Line | None:
        """The line as it is to be written, with `repeated` counting those kept back before it; None: kept back."""
        with self._lock:
            key, at = _kind(line), self._clock()
            fold = self._folds.get(key)
            if fold is None or at - fold.since >= self._seconds:
                self._folds[key] = _Fold(at, line)
                return {**line, "repeated": fold.kept} if fold and fold.kept else line
            fold.kept += 1
            fold.last = line
            return None

    def due(self, *, all_: bool = False) -> list[Line]:
        """The last line of each kind that was kept back and whose time is over, with `repeated`; forgets those kinds."""
        with self._lock:
            at = self._clock()
            over = [key for key, fold in self._folds.items() if all_ or at - fold.since >= self._seconds]
            folds = [self._folds.pop(key) for key in over]
            return [{**fold.last, "repeated": fold.kept} for fold in folds if fold.kept]


def _kind(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, _DIGITS.sub("#", str(value)))
        for name, value in line.items()
        if isinstance(value, str | list) and name not in _ALWAYS
    )
