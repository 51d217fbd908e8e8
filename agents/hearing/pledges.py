"""What a commitment is, in whatever language it is made."""

from collections.abc import Callable
from dataclasses import dataclass

from agents.hearing.duetimes import Due

DueIn = Callable[[int, int], list[Due]]
"""The due times between two places of the sentence, offsets from the first of them."""


@dataclass(frozen=True, slots=True)
class Pledge:
    """A commitment at `begin` to `end` of its sentence; `due` is None where no time was said."""

    begin: int
    end: int
    due: Due | None
