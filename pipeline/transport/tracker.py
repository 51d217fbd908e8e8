"""Which prefix of a partition is acknowledged. Pure: no clock, no broker, no Faust."""

from collections import deque
from dataclasses import dataclass


@dataclass(slots=True)
class _Span:
    upto: int
    size: int
    done: bool = False
    released: bool = False


class Tracker:
    """Spans of one partition, handed out in order, acknowledged in any order.

    `waiting_size` is what the open spans hold in memory; `held` counts the spans above `acked` that were not released,
    acknowledged or not, so that one span left open cannot let others run ahead of it without end.

    start     one span a batch                       handed
      |--- done ---|--- open ---|--- done ---|--- open ---|
                   ^ acked: every record below it is acknowledged, and nothing above it counts yet
    """

    def __init__(self, start: int) -> None:
        self.acked = start
        self.handed = start
        self.waiting_size = 0
        self.held = 0
        self._spans: deque[_Span] = deque()
        self._first = 0

    def __len__(self) -> int:
        """Spans at or above `acked`, acknowledged or not: what a crash now would deliver again."""
        return len(self._spans)

    def hand_out(self, upto: int, size: int) -> int:
        """Open the span that ends before `upto`; its ticket. `upto` must lie above all earlier ones."""
        if upto <= self.handed:
            raise ValueError(f"a span must end above {self.handed}, not at {upto}")
        self._spans.append(_Span(upto, size))
        self.handed = upto
        self.waiting_size += size
        self.held += 1
        return self._first + len(self._spans) - 1

    def pass_over(self, upto: int) -> None:
        """Offsets up to `upto` hold no records: they belong to the span before them."""
        if upto < self.handed:
            raise ValueError(f"a gap cannot end at {upto}, below {self.handed}")
        self.handed = upto
        if self._spans:
            self._spans[-1].upto = upto
        else:
            self.acked = upto

    def release(self, ticket: int) -> bool:
        """The span stays open, but holds nothing in memory any more; whether it did until now."""
        span = self._open(ticket)
        if span is None or span.released:
            return False
        span.released = True
        self.waiting_size -= span.size
        self.held -= 1
        return True

    def acknowledge(self, ticket: int) -> bool:
        """Whether this ticket was open until now."""
        span = self._open(ticket)
        if span is None:
            return False
        span.done = True
        if not span.released:
            self.waiting_size -= span.size
        self._advance()
        return True

    def _open(self, ticket: int) -> _Span | None:
        index = ticket - self._first
        inside = 0 <= index < len(self._spans)
        return self._spans[index] if inside and not self._spans[index].done else None

    def _advance(self) -> None:
        while self._spans and self._spans[0].done:
            span = self._spans.popleft()
            self.acked = span.upto
            self.held -= not span.released
            self._first += 1
