"""Complaint or not, with the words that say so."""

from collections.abc import Callable, Sequence
from math import log
from typing import Final

from agents.hearing.reading import Reading, Sentence
from schemas.interactions import Span

_CHANCES: Final = 0.5  # the more turns, the likelier one of them looks like a complaint by chance

Place = tuple[int, int]


def bar(turns: int) -> float:
    """The logit a turn must pass among so many."""
    return _CHANCES * log(turns)


def evidence(reading: Reading, otherwise: Callable[[], Place]) -> tuple[Place, ...]:
    """What stated the fault, else the place that told the model most. Never empty."""
    stated = [place for sentence in reading.sentences for place in _stated(sentence)]
    return _merged(stated) or (otherwise(),)


def _stated(sentence: Sentence) -> list[Place]:
    """Faults, cues that are dissatisfaction by themselves, and irony; characters of the turn."""
    return [(hit.begin, hit.end) for hit in (*sentence.faults, *sentence.ironies)] + [
        (hit.begin, hit.end) for hit in sentence.cues if hit.rule.cue is not None and hit.rule.cue.fault
    ]


def _merged(spans: Sequence[Place]) -> tuple[Place, ...]:
    merged: list[Place] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def as_spans(spans: Sequence[Place]) -> tuple[Span, ...]:
    return tuple(Span(begin=begin, end=end) for begin, end in spans)
